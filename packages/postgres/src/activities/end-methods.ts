// How attempts end: by their worker, by token, by the sweep. Whoever is first, with the right attempt, is right.
import type { Actor, Failure, Json, SessionId, Shard, WorkerId } from '@baton/core';
import {
  deathOf,
  GUILTY_WITHIN_MS,
  isDeath,
  POISONED_AFTER,
  poisonFailure,
  SUSPECT_AFTER,
  type ActivityAnswer,
  type ActivityTarget,
  type AttemptEnd,
  type Death,
  type InboxBody,
  type Storage,
} from '@baton/engine';
import type { Parts } from '../parts.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';
import { makeEndBatch, type End } from './end-batch.ts';
import { afterTheEnd, lookAt, refusalOf, type SeenActivity } from './refusal.ts';

type EndMethods = Pick<Storage, 'completeActivity' | 'endAttempt' | 'reportCancelled' | 'makeAsync'>;
type EndBody = Extract<InboxBody, { kind: 'activityCompleted' | 'activityFailed' | 'activityCancelled' }>;

// A row that was in the way may be gone when we look why; then it is tried again.
const maxLooks = 5;

type EndParts = Parts & { readonly end: (end: End<ClosedRow>) => void };

export function endMethods(storageParts: Parts): EndMethods {
  const parts: EndParts = { ...storageParts, end: makeEndBatch<ClosedRow>(storageParts.claims) };
  return {
    completeActivity(target, result, meta) {
      const body: EndBody = { kind: 'activityCompleted', activityId: target.activityId, result, ...meta };
      const { completionKey } = meta;
      return untilClear(parts, target, {
        act: () => endActivity(parts, target, { body, completionKey }),
        isDone: (seen) => afterTheEnd(seen, completionKey),
      });
    },
    async endAttempt(target, end, meta) {
      if (meta.checkpoint !== undefined) await keepCheckpoint(parts, target, meta.checkpoint, meta.sequence);
      return untilClear(parts, target, { act: () => endAttempt(parts, target, end, meta.by) });
    },
    reportCancelled(target, failure) {
      const body: EndBody = { kind: 'activityCancelled', activityId: target.activityId, failure };
      return untilClear(parts, target, {
        act: () => endActivity(parts, target, { body, mustBeCancelled: true }),
        isOpen: (seen) =>
          seen.cancel_requested === null ? { kind: 'refused', code: 'NOT_CANCELLED' } : null,
      });
    },
    makeAsync(target) {
      const { shard, runId, activityId, attempt, epoch } = target;
      return untilClear(parts, target, {
        act: async () => {
          const rows = await parts.db.run<Freed>('make-async', [shard, runId, activityId, attempt, epoch]);
          tellFreed(parts, rows);
          return rows.length > 0;
        },
        isOpen: (seen) => (seen.state === 'queued' ? { kind: 'refused', code: 'STALE_ATTEMPT' } : null),
      });
    },
  };
}

interface Act {
  /** Whether it took effect. */
  readonly act: () => Promise<boolean>;
  /** The answer if the activity has ended; default: closed. */
  readonly isDone?: (seen: SeenActivity) => ActivityAnswer;
  /** What may stand against it although the attempt is open. */
  readonly isOpen?: (seen: SeenActivity) => ActivityAnswer | null;
}

async function untilClear(
  parts: Parts,
  target: ActivityTarget,
  { act, ...refusals }: Act,
): Promise<ActivityAnswer> {
  for (let looks = 0; looks < maxLooks; looks++) {
    if (await act()) return { kind: 'ok' };
    const seen = await lookAt(parts, target);
    const answer = answerTo(seen, target, refusals);
    if (answer !== null) return answer;
  }
  return { kind: 'refused', code: 'STALE_ATTEMPT' };
}

function answerTo(
  seen: SeenActivity | null,
  target: ActivityTarget,
  { isDone, isOpen }: Omit<Act, 'act'>,
): ActivityAnswer | null {
  const refusal = refusalOf(seen, target);
  if (seen === null) return refusal;
  if (refusal === null) return isOpen?.(seen) ?? null;
  const hasEnded = refusal.code === 'ACTIVITY_CLOSED' && seen.state === 'done';
  return hasEnded && isDone !== undefined ? isDone(seen) : refusal;
}

interface Ending {
  readonly body: EndBody;
  readonly completionKey?: string | undefined;
  readonly lastFailure?: string;
  readonly mustBeCancelled?: boolean;
  readonly isTimeout?: boolean;
  readonly by?: Actor | undefined;
}

const outcomes = {
  activityCompleted: 'completed',
  activityFailed: 'failed',
  activityCancelled: 'cancelled',
} as const satisfies Record<EndBody['kind'], string>;

async function endActivity(parts: EndParts, target: ActivityTarget, ending: Ending): Promise<boolean> {
  const { shard, runId, activityId, attempt, epoch } = target;
  const { body } = ending;
  const values = [
    ...[shard, runId, activityId, attempt, epoch],
    ...[outcomes[body.kind], body.kind, JSON.stringify(body).slice(0, -1)],
    ...[
      ending.completionKey,
      ending.lastFailure,
      ending.mustBeCancelled ?? false,
      ending.isTimeout ?? false,
      ending.by,
    ],
  ];
  const row = await new Promise<ClosedRow | null>((resolve, reject) =>
    parts.end({ key: `${String(shard).padStart(2, '0')} ${runId} ${activityId}`, values, resolve, reject }),
  );
  if (row === null) return false;
  tellAborted(parts, [row], ending.isTimeout ?? false);
  tellFreed(parts, [row]);
  parts.hints.tell({ kind: 'inbox', shards: [shard] });
  await useSessions(parts, [row]);
  return true;
}

interface ClosedRow extends EndedRow {
  /** Of the end in its batch, from 1 on. */
  readonly place: number;
  readonly used_session: SessionId | null;
  readonly session_shard: Shard | null;
}

/** After the end, in a transaction of its own: a session that is looked at in between ends a moment too early at worst. */
async function useSessions({ db }: Parts, rows: readonly ClosedRow[]): Promise<void> {
  for (const { used_session: id, session_shard: shard } of rows) {
    if (id !== null) await db.run('use-session', [shard, id]);
  }
}

interface Freed {
  /** It held a place under a limit. */
  readonly freed: boolean;
}

interface EndedRow extends Freed {
  readonly worker_id: WorkerId | null;
  readonly state: string;
}

/** After a cancel request there is no retry: then the failure is final. */
async function endAttempt(
  parts: EndParts,
  target: ActivityTarget,
  end: AttemptEnd,
  by?: Actor,
): Promise<boolean> {
  const { activityId } = target;
  const { failure } = end;
  const timedOut = isTimeout(failure);
  const lastFailure = JSON.stringify(failure);
  if (end.kind === 'retry') {
    const rows = await retry(parts, target, end);
    tellAborted(parts, rows, timedOut);
    tellFreed(parts, rows);
    if (rows.length > 0) {
      parts.hints.tell({ kind: 'queue', queues: rows.map(({ queue }) => queue) });
      return true;
    }
    const seen = await lookAt(parts, target);
    if ((seen?.cancel_requested ?? null) === null) return false;
  }
  const body: EndBody = { kind: 'activityFailed', activityId, failure, ...(by === undefined ? {} : { by }) };
  return endActivity(parts, target, { body, lastFailure, isTimeout: timedOut, by });
}

interface RetriedRow extends EndedRow {
  readonly queue: string;
  readonly name: string;
  readonly poisoned: boolean;
  readonly deaths: JsonText<readonly Death[]> | null;
}

/** An activity that has ended too many workers blocks its run in the same transaction. */
async function retry(
  { db, clock }: Parts,
  { shard, runId, activityId, attempt, epoch }: ActivityTarget,
  { failure, availableAtMs, startedAtMs }: Extract<AttemptEnd, { kind: 'retry' }>,
): Promise<readonly RetriedRow[]> {
  const nowMs = clock.nowMs();
  const isGuilty = isDeath(failure) && nowMs - (startedAtMs ?? nowMs) <= GUILTY_WITHIN_MS;
  const values = [
    ...[shard, runId, activityId, attempt, epoch, JSON.stringify(failure), availableAtMs, isTimeout(failure)],
    isGuilty ? JSON.stringify(deathOf(failure, attempt ?? 0, nowMs)) : null,
    ...[SUSPECT_AFTER, POISONED_AFTER],
  ];
  if (!isGuilty) return db.run<RetriedRow>('retry-activity', values);
  return db.transaction(async (tx) => {
    const rows = await tx.run<RetriedRow>('retry-activity', values);
    for (const { name, poisoned, deaths } of rows) {
      if (!poisoned) continue;
      const why = poisonFailure({ activityId, name }, deaths === null ? [] : fromJson(deaths));
      await tx.run('set-blocked', [shard, runId, JSON.stringify(why)]);
    }
    return rows;
  });
}

function isTimeout(failure: Failure): boolean {
  return failure.code === 'ACTIVITY_TIMEOUT' || failure.code === 'HEARTBEAT_TIMEOUT';
}

/** Somebody may wait for the place. */
function tellFreed({ hints }: Parts, rows: readonly Freed[]): void {
  if (rows.some(({ freed }) => freed)) hints.tell({ kind: 'limit', changed: false });
}

function tellAborted(parts: Parts, rows: readonly EndedRow[], isTimeout: boolean): void {
  for (const { worker_id: workerId, state } of rows) {
    if (isTimeout && state === 'running' && workerId !== null) parts.hints.tell({ kind: 'cancel', workerId });
  }
}

async function keepCheckpoint(
  { db }: Parts,
  { shard, runId, activityId, attempt }: ActivityTarget,
  checkpoint: Json,
  sequence = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  await db.run('keep-checkpoint', [shard, runId, activityId, attempt, sequence, JSON.stringify(checkpoint)]);
}
