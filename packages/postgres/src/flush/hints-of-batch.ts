// Who may want to know about a batch that has just become durable.
import type { RunId, Shard, WorkerId } from '@baton/core';
import type { Hint } from '@baton/engine';
import type { FlushItem } from './item.ts';
import type { Written } from './write-batch.ts';

export function hintsOfBatch(written: Written): readonly Hint[] {
  const runs = new Set<RunId>();
  const shards = new Set<Shard>(written.answeredShards);
  const queues = new Set<string>();
  const sessions = new Set<string>(written.freedQueues);
  for (const item of written.written) collect(item, written, { runs, shards, queues, sessions });
  const hints: Hint[] = written.cancelledWorkers.map((workerId) => ({
    kind: 'cancel',
    workerId: workerId as WorkerId,
  }));
  if (written.freedPlaces) hints.push({ kind: 'limit', changed: false });
  if (runs.size > 0) hints.push({ kind: 'history', runs: [...runs] });
  if (shards.size > 0) hints.push({ kind: 'inbox', shards: [...shards] });
  if (queues.size > 0) hints.push({ kind: 'queue', queues: [...queues] });
  if (sessions.size > 0) hints.push({ kind: 'session', queues: [...sessions] });
  return hints;
}

interface Collected {
  readonly runs: Set<RunId>;
  readonly shards: Set<Shard>;
  readonly queues: Set<string>;
  readonly sessions: Set<string>;
}

function collect(item: FlushItem, written: Written, { runs, shards, queues, sessions }: Collected): void {
  if (item.kind === 'start') {
    const { ref } = item.request;
    if (written.started.get(ref.runId) == null) return;
    runs.add(ref.runId);
    shards.add(ref.shard);
    return;
  }
  const { transition } = item;
  runs.add(transition.runId);
  if (transition.addWake !== null) shards.add(transition.shard);
  for (const { queue, state } of transition.addActivities) if (state === 'queued') queues.add(queue);
  for (const { taskQueue } of transition.addSessions) sessions.add(taskQueue);
  const next = transition.close?.next;
  if (!next) return;
  runs.add(next.ref.runId);
  shards.add(next.ref.shard);
}
