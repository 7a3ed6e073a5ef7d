// Schedules on Postgres. Everything that a tick does is one transaction, under the lock of its schedule's row.
import { tickWorkflowId, type RunId } from '@baton/core';
import {
  planAsked,
  planDue,
  type BackfillCounts,
  type BackfillRequest,
  type Fired,
  type FireOptions,
  type ScheduleStore,
  type Tick,
  type TickOutcome,
  type TickPlan,
  type TriggerRequest,
} from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import type { Parts } from '../parts.ts';
import { moveOn, type Moved, type OpenRun } from './move-on.ts';
import { type ScheduleRow, stateOf } from './rows.ts';

/** In one round. */
const MAX_SCHEDULES = 50;
/** Most of a tick is waiting for the database; some connections of the pool are left to others. */
const AT_ONCE = 4;

export function scheduleStore(parts: Parts): ScheduleStore {
  const { hints } = parts;
  return {
    fireDue: (options) => fireDue(parts, options),
    trigger: (request) => trigger(parts, request),
    backfill: (request) => backfill(parts, request),
    changed: () => hints.tell({ kind: 'schedule' }),
    onChange: (listener) => hints.on(({ kind }) => kind === 'schedule' && listener()),
    onRuns: (listener) => hints.on((hint) => hint.kind === 'history' && listener(hint.runs)),
    followRuns: (runs) => hints.follow(runs),
  };
}

async function fireDue(parts: Parts, { also, ...options }: FireOptions): Promise<Fired> {
  const { db } = parts;
  const nowMs = options.nowMs ?? null;
  const due = await db.run<{ id: string }>('due-schedules', [nowMs, also, MAX_SCHEDULES]);
  const ids = due.map(({ id }) => id);
  const round = { waitingFor: new Map<string, readonly RunId[]>(), errors: [] as unknown[], looked: 0 };
  const fireNext = async (): Promise<void> => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
      try {
        const moved = await fireOne(parts, id, nowMs);
        if (moved === null) continue;
        round.looked++;
        if (moved.waitsFor.length > 0) round.waitingFor.set(id, moved.waitsFor);
      } catch (error) {
        round.errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fireNext));
  const [next] = await db.run<{ due_at: number | null; now: number }>('next-due-schedule', [nowMs]);
  if (next === undefined) throw new TypeError('next-due-schedule.sql always answers a row');
  return { ...round, nowMs: next.now, nextDueAtMs: next.due_at };
}

/** Null: another process is at it, or was first. */
function fireOne(parts: Parts, scheduleId: string, nowMs: number | null): Promise<Planned | null> {
  return inTransaction(parts, async (tx) => {
    const [row] = await tx.run<ScheduleRow>('claim-schedule', [scheduleId, nowMs]);
    return row === undefined
      ? null
      : move(tx, parts, row, (isOpen) => planDue(stateOf(row), row.now, isOpen));
  });
}

async function trigger(parts: Parts, request: TriggerRequest): Promise<TickOutcome | null> {
  const { scheduleId, overlap, by, key } = request;
  let known: TickOutcome | null = null;
  const moved = await inTransaction(parts, async (tx) => {
    const [row] = await tx.run<ScheduleRow>('lock-schedule', [scheduleId, null]);
    if (row === undefined) return null;
    known = await sameTrigger(tx, row, key);
    if (known !== null) return null;
    const workflowId = `${tickWorkflowId(scheduleId, row.now)}/now`;
    const tick: Tick = { tickMs: row.now, origin: 'trigger', workflowId, by, key };
    return move(tx, parts, row, (isOpen) =>
      planAsked(stateOf(row), [tick], { overlap, nowMs: row.now, isOpen }),
    );
  });
  if (moved === null) return known;
  // With no hint a process that sleeps would not look for what waits.
  parts.hints.tell({ kind: 'schedule' });
  const answer = moved.answers.find(([{ origin }]) => origin === 'trigger')?.[1];
  return answer ?? { outcome: moved.plan.waiting?.origin === 'trigger' ? 'waiting' : 'skipped' };
}

async function sameTrigger(tx: Runs, row: ScheduleRow, key: string | null): Promise<TickOutcome | null> {
  if (key === null) return null;
  if (stateOf(row).waiting?.key === key) return { outcome: 'waiting' };
  const [action] = await tx.run<ActionRow>('find-schedule-action', [row.id, key]);
  if (action === undefined) return null;
  const { outcome, run_id: runId, workflow_id: workflowId, message } = action;
  if (runId !== null && workflowId !== null) return { outcome: 'started', runId, workflowId };
  return outcome === 'failed' ? { outcome, message: message ?? '' } : { outcome: 'skipped' };
}

interface ActionRow {
  readonly outcome: string;
  readonly run_id: RunId | null;
  readonly workflow_id: string | null;
  readonly message: string | null;
}

/** In one transaction a hundred at a time; after a crash in between, the same call again starts the rest. */
const BACKFILL_AT_ONCE = 100;

async function backfill(parts: Parts, request: BackfillRequest): Promise<BackfillCounts | null> {
  const { scheduleId, tickMs, overlap, by } = request;
  const counts = { started: 0, alreadyRun: 0, waiting: 0, skipped: 0, failed: 0 };
  for (let at = 0; at === 0 || at < tickMs.length; at += BACKFILL_AT_ONCE) {
    const ticks = tickMs.slice(at, at + BACKFILL_AT_ONCE).map((each): Tick => ({
      ...{ tickMs: each, origin: 'backfill', by, key: null },
      workflowId: tickWorkflowId(scheduleId, each),
    }));
    const moved = await inTransaction(parts, async (tx) => {
      const [row] = await tx.run<ScheduleRow>('lock-schedule', [scheduleId, null]);
      if (row === undefined) return null;
      return move(tx, parts, row, (isOpen) =>
        planAsked(stateOf(row), ticks, { overlap, nowMs: row.now, isOpen }),
      );
    });
    if (moved === null) return null;
    for (const [, { outcome }] of moved.answers) counts[outcome]++;
    for (const { outcome, count } of moved.plan.spans) if (outcome === 'skipped') counts.skipped += count;
    counts.waiting = moved.plan.waiting?.origin === 'backfill' ? 1 : 0;
  }
  parts.hints.tell({ kind: 'schedule' });
  return counts;
}

interface Planned extends Moved {
  readonly plan: TickPlan;
}

async function move(
  tx: Runs,
  parts: Parts,
  row: ScheduleRow,
  planFor: (isOpen: boolean) => TickPlan,
): Promise<Planned> {
  const open = await tx.run<OpenRun>('settle-schedule-actions', [row.id]);
  const plan = planFor(open.length > 0);
  return { plan, ...(await moveOn(tx, { row, plan, open, newWakeId: parts.newId })) };
}

/** Whoever owns the runs hears of them when they are there. */
async function inTransaction(
  { db, hints }: Parts,
  work: (tx: Runs) => Promise<Planned | null>,
): Promise<Planned | null> {
  const moved = await db.transaction(work);
  if (moved === null) return null;
  if (moved.runs.length > 0) hints.tell({ kind: 'history', runs: moved.runs });
  if (moved.shards.length > 0) hints.tell({ kind: 'inbox', shards: moved.shards });
  return moved;
}
