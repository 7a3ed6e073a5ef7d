// A shard changes hands only when its owner has let it go or has lost its lease; and each time with a new epoch.
import type { MemoryState } from '@baton/engine/testing';
import type { WorkerId } from '@baton/core';

export function watchLeases(state: MemoryState, broken: (what: string) => void): () => void {
  const seen = new Map<string, { readonly owner: WorkerId | null; readonly epoch: number }>();
  return () => {
    for (const [shard, { owner, epoch }] of state.shardLeases) {
      const before = seen.get(shard);
      if (before?.owner === owner && before.epoch === epoch) continue;
      seen.set(shard, { owner, epoch });
      if (before === undefined || owner === null) continue;
      if (epoch <= before.epoch) broken(`shard ${shard} was given to ${owner} in its old epoch ${epoch}`);
      if (before.owner !== null && before.owner !== owner && isLive(state, before.owner))
        broken(`shard ${shard} was taken from ${before.owner}, which lives, by ${owner}`);
    }
  };
}

function isLive(state: MemoryState, workerId: WorkerId): boolean {
  const worker = state.workers.get(workerId);
  const works = worker?.state === 'active' || worker?.state === 'draining';
  return works && worker.leaseUntilMs >= state.nowMs();
}
