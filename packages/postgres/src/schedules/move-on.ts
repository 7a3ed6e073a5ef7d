// Enacts a plan: starts, cancels, records, moves the schedule on. All in the caller's transaction.
import { scheduleActor, shardOf, type RunId, type Shard } from '@baton/core';
import type { Tick, TickOutcome, TickPlan, TickSpan } from '@baton/engine';
import type { Value } from '../connection/pool.ts';
import type { Runs } from '../connection/database.ts';
import { columns } from '../flush/columns.ts';
import { type ScheduleRow, targetOf } from './rows.ts';
import { startTicks, type TickAnswer } from './start-ticks.ts';

export interface OpenRun {
  readonly shard: Shard;
  readonly run_id: RunId;
}

export interface Moved {
  readonly answers: readonly TickAnswer[];
  /** What other processes may want to know: runs that are new, shards with something in the inbox. */
  readonly runs: readonly RunId[];
  readonly shards: readonly Shard[];
  readonly waitsFor: readonly RunId[];
}

export interface Move {
  readonly row: ScheduleRow;
  readonly plan: TickPlan;
  readonly open: readonly OpenRun[];
  readonly newWakeId: () => string;
}

export async function moveOn(tx: Runs, { row, plan, open, newWakeId }: Move): Promise<Moved> {
  const scheduleId = row.id;
  const answers = await startTicks(tx, { scheduleId, target: targetOf(row), ticks: plan.starts, newWakeId });
  const cancelled = plan.cancelsOpen ? await cancel(tx, scheduleId, open) : [];
  await record(tx, scheduleId, [...answers.map(actionOfStart), ...plan.spans.map(actionOfSpan)].sort(byTick));
  await advance(tx, row, plan, answers);
  const started = answers.flatMap(([, answer]) => (answer.outcome === 'started' ? [answer.runId] : []));
  const shards = answers.flatMap(([{ workflowId }]) => shardOf(workflowId));
  return {
    answers,
    runs: started,
    shards: [...new Set([...shards, ...cancelled])],
    waitsFor: plan.waiting === null ? [] : open.map(({ run_id: runId }) => runId),
  };
}

/** Asked again at each look, since a run may have continued as new in between; a second request changes nothing. */
async function cancel(tx: Runs, scheduleId: string, open: readonly OpenRun[]): Promise<readonly Shard[]> {
  const by = scheduleActor(scheduleId);
  const body = JSON.stringify({ kind: 'cancel', reason: 'The next tick of its schedule has come', by });
  for (const { shard, run_id: runId } of open) await tx.run('put', [shard, runId, 'cancel', body, 'cancel']);
  return open.map(({ shard }) => shard);
}

type Action = readonly Value[];

function byTick(a: Action, b: Action): number {
  return Number(a[2]) - Number(b[2]);
}

function actionOfStart([tick, answer]: TickAnswer): Action {
  const { origin, tickMs, workflowId, by, key } = tick;
  const { outcome } = answer;
  const message = answer.outcome === 'failed' ? answer.message : null;
  const run = 'runId' in answer ? [shardOf(workflowId), answer.runId, workflowId] : [null, null, workflowId];
  return [origin, outcome, tickMs, tickMs, 1, ...run, by, message, key];
}

function actionOfSpan({ origin, outcome, fromMs, untilMs, count, by, key }: TickSpan): Action {
  return [origin, outcome, fromMs, untilMs, count, null, null, null, by, null, key];
}

/** A tick that already had its run is told, but not counted again. */
async function advance(
  tx: Runs,
  row: ScheduleRow,
  plan: TickPlan,
  answers: readonly TickAnswer[],
): Promise<void> {
  const having = (wanted: TickOutcome['outcome']) =>
    answers.filter(([, { outcome }]) => outcome === wanted).length;
  const inSpans = (wanted: TickSpan['outcome']) =>
    plan.spans.reduce((sum, { outcome, count }) => (outcome === wanted ? sum + count : sum), 0);
  await tx.run('advance-schedule', [
    ...[row.id, plan.nextTickMs, plan.dueAtMs, textOf(plan.waiting), plan.remaining],
    ...[having('started'), inSpans('skipped'), inSpans('missed'), having('failed')],
  ]);
}

function textOf(waiting: Tick | null): string | null {
  return waiting === null ? null : JSON.stringify(waiting);
}

async function record(tx: Runs, scheduleId: string, actions: readonly Action[]): Promise<void> {
  const [first] = actions;
  if (first === undefined) return;
  const rest = (await extended(tx, scheduleId, first)) ? actions.slice(1) : actions;
  if (rest.length > 0) await tx.run('add-schedule-actions', [scheduleId, ...columns(rest, 11)]);
  await tx.run('prune-schedule-actions', [scheduleId]);
}

/** True: the last action was of the same kind, and tells this one, too. */
async function extended(
  tx: Runs,
  scheduleId: string,
  [origin, outcome, , untilMs, count, , runId, , , message]: Action,
): Promise<boolean> {
  if (origin !== 'tick' || runId !== null) return false;
  const rows = await tx.run('extend-schedule-action', [...[scheduleId, outcome, untilMs, count, message]]);
  return rows.length > 0;
}
