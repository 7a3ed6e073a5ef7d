// A shard changes hands only when its owner has let it go or has lost its lease; and each time with a new epoch.
import type { MemoryState } from '@baton/engine/testing';
import type { WorkerId } from '@baton/core';

interface Held {
  readonly owner: WorkerId | null;
  readonly epoch: number;
}

export function watchLeases(state: MemoryState, broken: (what: string) => void): () => void {
  const seen = new Map<string, Held>();
  return () => {
    for (const [shard, now] of state.shardLeases) {
      const before = seen.get(shard);
      if (before?.owner === now.owner && before.epoch === now.epoch) continue;
      seen.set(shard, { ...now });
      if (before !== undefined && now.owner !== null)
        problems(state, before, now).forEach((what) => broken(`shard ${shard} ${what}`));
    }
  };
}

function problems(state: MemoryState, before: Held, now: Held): readonly string[] {
  const found: string[] = [];
  if (now.epoch <= before.epoch) found.push(`was given to ${now.owner ?? ''} in its old epoch ${now.epoch}`);
  if (before.owner !== null && before.owner !== now.owner && isLive(state, before.owner))
    found.push(`was taken from ${before.owner}, which lives, by ${now.owner ?? ''}`);
  return found;
}

function isLive(state: MemoryState, workerId: WorkerId): boolean {
  const worker = state.workers.get(workerId);
  const works = worker?.state === 'active' || worker?.state === 'draining';
  return works && worker.leaseUntilMs >= state.nowMs();
}
