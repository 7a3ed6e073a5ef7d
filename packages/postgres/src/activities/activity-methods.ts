// Handing out attempts, heartbeats, and looking at what is open.
import { fullOptions, type ActivityId, type CancelReason, type RunRef } from '@baton/core';
import { nextDeadline, type OverdueActivity, type PendingActivity, type Storage } from '@baton/engine';
import { clampMs } from '../connection/time.ts';
import { columns } from '../flush/columns.ts';
import { explainLimited } from '../limits/explain-limited.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { beat, tellWaiting } from './beats.ts';
import { makeClaims } from './claim.ts';
import { recoverClaim } from './recover-claim.ts';
import { explainUnclaimed } from './unclaimed.ts';
import { pendingActivity, type ActivityKey, type PendingRow } from './rows.ts';

type ActivityMethods = Pick<
  Storage,
  | 'claimActivities'
  | 'recoverClaim'
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
    claimActivities: (...[workerId, queues, names, limit, number = null]) =>
      claim({ workerId, queues, names, limit, claim: number }),
    recoverClaim: (workerId, number) => recoverClaim(parts, workerId, number),
    heartbeat: (requests, kept = 'soon') => beat(parts, requests, kept),
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
  const { fromMs } = parts.deadlines.span(shards, parts.clock.nowMs());
  const rows = await parts.db.run<OverdueRow>('overdue-activities', [shards, limit, fromMs]);
  const found = rows.map((row) => ({ row, deadline: deadlineOf(row) }));
  const early = found.filter(({ row, deadline }) => deadline === null || deadline.atMs > row.now);
  if (early.length > 0) {
    const values = early.map(({ row, deadline }) => [
      ...[row.shard, row.run_id, row.activity_id, row.attempt, row.state],
      ...[deadline === null ? null : clampMs(deadline.atMs), row.epoch],
    ]);
    await parts.db.run('rearm-activities', columns(values, 7));
  }
  // After that, since it may set the deadline again.
  await tellWaiting(
    parts,
    rows
      .filter((row) => row.beat_waiting)
      .map(({ shard, run_id: runId, activity_id: activityId }) => ({ shard, runId, activityId })),
  );
  const late = found.flatMap(({ row, deadline }) =>
    deadline === null || deadline.atMs > row.now
      ? []
      : [{ ...pendingActivity(row), timeout: deadline.timeout }],
  );
  return explainUnclaimed(parts, late, rows[0]?.now ?? 0);
}

interface OverdueRow extends SeenRow {
  readonly beat_waiting: boolean;
  /** Its session is. */
  readonly suspended: boolean;
}

function deadlineOf(row: OverdueRow): ReturnType<typeof nextDeadline> {
  return nextDeadline({
    state: row.state,
    options: fullOptions(row.options),
    scheduledAtMs: row.scheduled_at,
    availableAtMs: row.available_at,
    startedAtMs: row.started_at,
    asyncAtMs: row.async_at,
    // Only a beat of this attempt extends its deadline.
    beatAtMs: row.beat_attempt === row.attempt ? row.beat_at : null,
    isSuspended: row.suspended,
  });
}
