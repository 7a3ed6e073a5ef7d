// Handing out attempts, heartbeats, and looking at what is open.
import type { ActivityId, CancelReason, RunRef } from '@baton/core';
import {
  nextDeadline,
  type HeartbeatAnswer,
  type HeartbeatRequest,
  type OverdueActivity,
  type PendingActivity,
  type Storage,
} from '@baton/engine';
import { clampMs } from '../connection/time.ts';
import { columns } from '../flush/columns.ts';
import { explainLimited } from '../limits/explain-limited.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { put } from '../runs/message-methods.ts';
import { fromJson } from '../runs/rows.ts';
import { makeClaims } from './claim.ts';
import { explainUnclaimed } from './unclaimed.ts';
import { pendingActivity, type ActivityKey, type PendingRow } from './rows.ts';

type ActivityMethods = Pick<
  Storage,
  | 'claimActivities'
  | 'heartbeat'
  | 'readActivity'
  | 'pendingActivities'
  | 'overdueActivities'
  | 'cancelRequests'
>;

export function activityMethods(parts: Parts): ActivityMethods {
  const { db } = parts;
  const claim = makeClaims(parts);
  return {
    claimActivities: (workerId, queues, names, limit) => claim({ workerId, queues, names, limit }),
    heartbeat: (requests) => heartbeat(parts, requests),
    async readActivity(ref, activityId) {
      const [found] = await read(parts, ref, activityId);
      return found ?? null;
    },
    pendingActivities: (ref) => read(parts, ref, null),
    overdueActivities: (shards, limit) => overdue(parts, shards, limit),
    async cancelRequests(workerId) {
      const rows = await db.run<CancelRow>('take-cancel-requests', [workerId, allShards]);
      return rows.map(({ shard, run_id: runId, activity_id: activityId, attempt, epoch, reason }) => ({
        ...{ shard, runId, activityId, attempt, epoch, reason },
      }));
    },
  };
}

interface CancelRow extends ActivityKey {
  readonly attempt: number;
  readonly epoch: number;
  readonly reason: CancelReason;
}

interface BeatenRow {
  readonly refused: Extract<HeartbeatAnswer, { kind: 'refused' }>['code'] | null;
  readonly cancel_requested: CancelReason | null;
  readonly deliver: boolean;
}

/** Of several beats for one activity the one with the highest sequence counts, and all get its answer. */
async function heartbeat(
  parts: Parts,
  requests: readonly HeartbeatRequest[],
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
  const rows = await parts.db.run<BeatenRow>('heartbeat', columns(values, 7));
  const answers = new Map(beats.map((beat, at) => [keyOf(beat), answerOf(rows[at])]));
  const wanted = beats.filter((_, at) => rows[at]?.deliver === true);
  await Promise.all(wanted.map((beat) => deliver(parts, beat)));
  return requests.map((request) => answers.get(keyOf(request)) ?? answerOf(undefined));
}

/** Beats for different attempts of an activity get answers of their own. */
function keyOf({ runId, activityId, attempt, epoch }: HeartbeatRequest): string {
  return `${runId} ${activityId} ${attempt ?? ''} ${epoch ?? ''}`;
}

function answerOf(row: BeatenRow | undefined): HeartbeatAnswer {
  if (row === undefined) return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
  if (row.refused !== null) return { kind: 'refused', code: row.refused };
  return { kind: 'ok', cancelRequested: row.cancel_requested };
}

/** For a workflow that has asked to see beats. Lost if the run closes first, as it may be. */
async function deliver(
  parts: Parts,
  { shard, runId, activityId, details, sequence }: HeartbeatRequest,
): Promise<void> {
  const body = { kind: 'activityHeartbeat' as const, activityId, details: details ?? null, sequence };
  await put(parts, { shard, runId, body, dedupKey: null });
}

async function read(
  parts: Parts,
  { shard, runId }: RunRef,
  activityId: ActivityId | null,
): Promise<readonly PendingActivity[]> {
  const rows = await parts.db.run<SeenRow>('read-activity', [shard, runId, activityId]);
  const nowMs = rows[0]?.now ?? 0;
  return explainUnclaimed(parts, await explainLimited(parts, rows.map(pendingActivity), nowMs), nowMs);
}

interface SeenRow extends PendingRow {
  readonly now: number;
}

/** Those whose stored deadline has passed but not the true one (there were heartbeats) are put off. */
async function overdue(
  parts: Parts,
  shards: readonly number[],
  limit: number,
): Promise<readonly OverdueActivity[]> {
  const rows = await parts.db.run<SeenRow>('overdue-activities', [shards, limit]);
  const found = rows.map((row) => ({ row, deadline: deadlineOf(row) }));
  const early = found.filter(({ row, deadline }) => deadline === null || deadline.atMs > row.now);
  if (early.length > 0) {
    const values = early.map(({ row, deadline }) => [
      ...[row.shard, row.run_id, row.activity_id, row.attempt, row.state],
      deadline === null ? null : clampMs(deadline.atMs),
    ]);
    await parts.db.run('rearm-activities', columns(values, 6));
  }
  const late = found.flatMap(({ row, deadline }) =>
    deadline === null || deadline.atMs > row.now
      ? []
      : [{ ...pendingActivity(row), timeout: deadline.timeout }],
  );
  return explainUnclaimed(parts, late, rows[0]?.now ?? 0);
}

function deadlineOf(row: PendingRow): ReturnType<typeof nextDeadline> {
  return nextDeadline({
    state: row.state,
    options: fromJson(row.options),
    scheduledAtMs: row.scheduled_at,
    availableAtMs: row.available_at,
    startedAtMs: row.started_at,
    asyncAtMs: row.async_at,
    // Only a beat of this attempt extends its deadline.
    beatAtMs: row.beat_attempt === row.attempt ? row.beat_at : null,
  });
}
