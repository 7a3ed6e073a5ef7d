// Starts the runs of ticks, in the transaction that moves their schedule on.
import {
  checkStartInput,
  encodeEvents,
  parseDesign,
  runRef,
  scheduleActor,
  type RunId,
  type RunStarted,
} from '@baton/core';
import {
  GRAPH_WORKFLOW,
  newRunId,
  startEvent,
  type ScheduleTarget,
  type Tick,
  type TickOutcome,
} from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { starting, startStatements, type NewRun } from '../flush/write-plan.ts';
import type { RunRow } from '../runs/rows.ts';

export interface TickStart {
  readonly scheduleId: string;
  readonly target: ScheduleTarget;
  readonly ticks: readonly Tick[];
  readonly newWakeId: () => string;
}

export type TickAnswer = readonly [Tick, TickOutcome];

/** What became of each. A tick that has had its run gets no second one. */
export async function startTicks(tx: Runs, start: TickStart): Promise<readonly TickAnswer[]> {
  const { scheduleId, target, ticks, newWakeId } = start;
  if (ticks.length === 0) return [];
  const what = await whatToStart(tx, target);
  if (typeof what === 'string') return ticks.map((tick) => [tick, { outcome: 'failed', message: what }]);
  const runs = ticks.map((tick) => newRun(eventOf(scheduleId, target, { what, tick }), newWakeId()));
  const started = new Set<string>();
  for (const { statement, values } of startStatements(runs)) {
    const rows = await tx.run<{ id: string }>(statement, values);
    if (starting.includes(statement)) for (const { id } of rows) started.add(id);
  }
  const answers: TickAnswer[] = [];
  for (const [place, tick] of ticks.entries()) {
    const run = runs[place];
    if (run === undefined) continue;
    const { runId } = run.ref;
    const { workflowId } = tick;
    const isNew = started.has(runId);
    answers.push([
      tick,
      isNew ? { outcome: 'started', runId, workflowId } : await takenBy(tx, scheduleId, run),
    ]);
  }
  return answers;
}

type What = Pick<RunStarted, 'workflow' | 'design'>;

/** Or a sentence why it can't be started now. */
async function whatToStart(tx: Runs, target: ScheduleTarget): Promise<What | string> {
  const { workflow, designId, designVersion, input } = target;
  if (designId === null) return { workflow: workflow ?? '' };
  const [row] = await tx.run<DesignRow>('read-schedule-design', [designId, designVersion]);
  if (row === undefined) return 'The design is not there any more: choose another one';
  if (row.archived) return `The design ${row.name} is archived: restore it, or choose another one`;
  if (row.version === null) return `The design ${row.name} was never published: publish it`;
  if (row.document === null)
    return `The design ${row.name} has no version ${row.version}: choose another one`;
  const { design } = parseDesign(JSON.parse(row.document));
  const [problem] = design === undefined ? [] : checkStartInput(design, input);
  if (problem !== undefined) {
    return `Version ${row.version} of ${row.name} asks for another input: ${problem.path} ${problem.message}`;
  }
  return { workflow: GRAPH_WORKFLOW, design: { designId, version: row.version } };
}

interface DesignRow {
  readonly name: string;
  readonly archived: boolean;
  readonly version: number | null;
  readonly document: string | null;
}

function eventOf(
  scheduleId: string,
  { taskQueue, input, runTimeoutMs }: ScheduleTarget,
  { what, tick }: { readonly what: What; readonly tick: Tick },
): RunStarted {
  return startEvent({
    ...what,
    input,
    taskQueue,
    workflowId: tick.workflowId,
    by: scheduleActor(scheduleId),
    ...(runTimeoutMs === null ? {} : { runTimeoutMs }),
  });
}

function newRun(event: RunStarted, wakeId: string): NewRun {
  const ref = runRef(newRunId(event.workflowId));
  return { ref, event, events: encodeEvents([event]), wakeId, reject: true, prefix: undefined, messages: [] };
}

async function takenBy(tx: Runs, scheduleId: string, { ref, event }: NewRun): Promise<TickOutcome> {
  const { workflowId } = event;
  const [row] = await tx.run<RunRow>('find-run', [ref.shard, workflowId]);
  if (row?.started_by === scheduleActor(scheduleId)) {
    return { outcome: 'alreadyRun', runId: row.id as RunId, workflowId };
  }
  return {
    outcome: 'failed',
    message: `The workflow id ${workflowId} is taken by a run that somebody else started`,
  };
}
