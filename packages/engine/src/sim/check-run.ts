// What must be true of a run's history, whatever happened.
import { closeStatusOf, type EventBody, type HistoryRow, type RunRef } from '@baton/core';
import { replay, startExecution, type Drain } from '@baton/workflow';
import type { Ledger } from './ledger.ts';
import { simWorkflows } from './sim-workflows.ts';

export interface RunToCheck {
  readonly ref: RunRef;
  readonly rows: readonly HistoryRow[];
  readonly ledger: Ledger;
  readonly drain: Drain;
}

/** What is wrong; empty if nothing is. */
export async function checkRun(run: RunToCheck): Promise<readonly string[]> {
  const events = run.rows.flatMap((row) => row.events);
  const found = [
    ...gaps(run.rows),
    ...endings(events),
    ...withoutExecution(events, run),
    ...twiceAtMostOnce(run),
    ...signals(events, run),
    ...earlyTimers(run.rows),
    ...(await unreplayable(run)),
  ];
  return found.map((what) => `${run.ref.runId}: ${what}`);
}

function gaps(rows: readonly HistoryRow[]): readonly string[] {
  let next = 1;
  for (const row of rows) {
    if (row.seq !== next) return [`the row at ${row.seq} should be at ${next}`];
    next += row.events.length;
  }
  return [];
}

function endings(events: readonly EventBody[]): readonly string[] {
  const ends = events.filter((event) => closeStatusOf(event) !== null);
  if (ends.length === 0) return [`is stuck after ${events.map(({ type }) => type).join(' ')}`];
  const last = events.at(-1);
  return ends.length > 1 || ends[0] !== last ? [`has ${ends.length} ends, or goes on after one`] : [];
}

/** Each result that is recorded is that of a handler which ran. */
function withoutExecution(events: readonly EventBody[], { ref, ledger }: RunToCheck): readonly string[] {
  const executions = ledger.executions.get(ref.runId) ?? [];
  return events.flatMap((event) => {
    if (event.type !== 'ActivityCompleted') return [];
    const ran = executions.some(
      ({ activityId, result }) => activityId === event.activityId && result === event.result,
    );
    return ran ? [] : [`the result of activity ${event.activityId} is nobody's`];
  });
}

function twiceAtMostOnce({ ref, ledger }: RunToCheck): readonly string[] {
  const executions = (ledger.executions.get(ref.runId) ?? []).filter(({ name }) => name === 'once');
  return executions.length > 1 ? [`an activity with one attempt ran ${executions.length} times`] : [];
}

function signals(events: readonly EventBody[], { ref, ledger }: RunToCheck): readonly string[] {
  const received = events.flatMap((event) =>
    event.type === 'SignalReceived' ? [event.requestId ?? ''] : [],
  );
  const twice = received.length - new Set(received).size;
  if (twice > 0) return [`${twice} signals were received twice`];
  if (ledger.terminated.has(ref.runId)) return [];
  const lost = [...(ledger.signals.get(ref.runId) ?? [])].filter((id) => !received.includes(id));
  return lost.map((id) => `the signal ${id} was accepted and lost`);
}

function earlyTimers(rows: readonly HistoryRow[]): readonly string[] {
  const fireAt = new Map<string, number>();
  const early: string[] = [];
  for (const { atMs, events } of rows) {
    for (const event of events) {
      if (event.type === 'TimerStarted') fireAt.set(event.timerId, event.fireAtMs);
      if (event.type === 'TimerFired' && atMs < (fireAt.get(event.timerId) ?? Infinity))
        early.push(`timer ${event.timerId} fired early`);
    }
  }
  return early;
}

async function unreplayable({ ref, rows, drain }: RunToCheck): Promise<readonly string[]> {
  const started = rows[0]?.events[0];
  const definition = simWorkflows.find(
    ({ name }) => started?.type === 'RunStarted' && name === started.workflow,
  );
  if (definition === undefined) return ['has no workflow'];
  const execution = startExecution({ definition, ref });
  const result = await replay(execution, rows, drain);
  execution.dispose();
  return result.kind === 'ok' ? [] : [result.report.failure.message];
}
