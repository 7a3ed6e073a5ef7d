// Beats: many in one statement; those that a workflow listens to are handed to it in their time.
import type { ActivityId, CancelReason, RunRef, Shard } from '@baton/core';
import type { HeartbeatAnswer, HeartbeatRequest } from '@baton/engine';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';

interface BeatenRow {
  readonly refused: Extract<HeartbeatAnswer, { kind: 'refused' }>['code'] | null;
  readonly cancel_requested: CancelReason | null;
  /** The workflow wants to see it. */
  readonly waiting: boolean;
}

/** Of several beats for one activity the one with the highest sequence counts, and all get its answer. */
export async function beat(
  parts: Parts,
  requests: readonly HeartbeatRequest[],
  kept: 'soon' | 'now',
): Promise<readonly HeartbeatAnswer[]> {
  const latest = new Map<string, HeartbeatRequest>();
  for (const request of requests) {
    const known = latest.get(keyOf(request));
    if (known === undefined || known.sequence < request.sequence) latest.set(keyOf(request), request);
  }
  const beats = [...latest.values()];
  const values = beats.map((beat) => [
    ...[beat.shard, beat.runId, beat.activityId, beat.attempt, beat.epoch, beat.sequence],
    beat.details === undefined ? null : JSON.stringify(beat.details),
  ]);
  const rows = await parts.db.run<BeatenRow>('heartbeat', [...columns(values, 7), kept === 'soon']);
  const answers = new Map(beats.map((beat, at) => [keyOf(beat), answerOf(rows[at])]));
  await tellWaiting(
    parts,
    beats.filter((_, at) => rows[at]?.waiting === true),
  );
  return requests.map((request) => answers.get(keyOf(request)) ?? answerOf(undefined));
}

/** Beats for different attempts of an activity get answers of their own. */
function keyOf({ runId, activityId, attempt, epoch }: HeartbeatRequest): string {
  return `${runId} ${activityId} ${attempt ?? ''} ${epoch ?? ''}`;
}

function answerOf(row: BeatenRow | undefined): HeartbeatAnswer {
  if (row === undefined) return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  const { refused: code, cancel_requested: reason } = row;
  if (code !== null) return { kind: 'refused', code, ...(reason === null ? {} : { reason }) };
  return { kind: 'ok', cancelRequested: row.cancel_requested };
}

/** Hands these to their workflows where the time is up, and has the sweep come back for the others. */
export async function tellWaiting(
  { db, hints }: Parts,
  beaten: readonly (RunRef & { readonly activityId: ActivityId })[],
): Promise<void> {
  if (beaten.length === 0) return;
  const keys = columns(
    beaten.map(({ shard, runId, activityId }) => [shard, runId, activityId]),
    3,
  );
  const told = await db.run<{ readonly shard: Shard }>('deliver-beats', keys);
  if (told.length > 0) hints.tell({ kind: 'inbox', shards: [...new Set(told.map(({ shard }) => shard))] });
  if (told.length < beaten.length) await db.run('arm-beats', keys);
}
