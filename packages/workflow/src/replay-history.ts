// Replay for authors: does today's code still do what an old run's history says?
import { runRef, ValidationError, type HistoryEvent, type HistoryRow } from '@baton/core';
import type { WorkflowDefinition } from './define/workflow-definition.ts';
import { startExecution } from './execution.ts';
import { replay, type ReplayResult } from './replay.ts';

/** As `GET /api/v1/runs/{runId}/history` and `baton export` answer it; or its events; or the rows of a storage. */
export type History =
  | { readonly runId?: string; readonly events: readonly HistoryEvent[]; readonly more?: boolean }
  | readonly HistoryEvent[]
  | readonly HistoryRow[];

export interface ReplayOptions {
  /** Seeds the run's random numbers, and begins the names of its sessions and children. Default: the history's own `runId`. */
  readonly runId?: string;
}

/** Where neither the caller nor the history names the run. */
const NO_RUN = '00000000-0000-7000-8000-000000000000';

/**
 * Replays a history on this code. `{ kind: 'ok' }`, or `{ kind: 'nondeterminism', report }`: at which event they part (`seq`), what was
 * recorded, what the code asked for instead, and where in the code it did (`callSite`).
 *
 * The run may be closed or open. Nothing is executed but the workflow's own code: activities answer what is recorded.
 * @throws {ValidationError} if it is no whole history, or one of another workflow.
 */
export async function replayHistory(
  workflow: WorkflowDefinition,
  history: History,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const rows = historyRows(history);
  const [first] = rows[0]?.events ?? [];
  if (first?.type === 'RunStarted' && first.workflow !== workflow.name) {
    throw new ValidationError(`is of workflow ${first.workflow}, not of ${workflow.name}`, 'history');
  }
  const ref = runRef(options.runId ?? ('runId' in history ? history.runId : undefined) ?? NO_RUN);
  const execution = startExecution({ definition: workflow, ref });
  try {
    return await replay(execution, rows, turnOfTheLoop);
  } finally {
    execution.dispose();
  }
}

/** The rows of a history in any of its forms. @throws {ValidationError} if it is none, or not whole. */
export function historyRows(history: unknown): readonly HistoryRow[] {
  const list = listIn(history);
  const rows = list.map((each, index) => rowOf(each, index));
  let next = 1;
  for (const row of rows) {
    if (row.seq !== next)
      throw new ValidationError(`event ${next} is missing: ${row.seq} comes next`, 'history');
    next += row.events.length;
  }
  if (rows[0]?.events[0]?.type !== 'RunStarted') {
    throw new ValidationError('its first event is not RunStarted', 'history');
  }
  return rows;
}

function listIn(history: unknown): readonly unknown[] {
  if (Array.isArray(history)) return history;
  if (
    typeof history !== 'object' ||
    history === null ||
    !('events' in history) ||
    !Array.isArray(history.events)
  ) {
    throw new ValidationError('wanted an object with `events`, or a list of events or rows', 'history');
  }
  if ('more' in history && history.more === true) {
    throw new ValidationError('goes on: ask for all its events', 'history');
  }
  return history.events;
}

function rowOf(each: unknown, index: number): HistoryRow {
  const { seq, atMs, events } = (each ?? {}) as Partial<HistoryRow>;
  const isPlaced = typeof seq === 'number' && typeof atMs === 'number';
  if (isPlaced && Array.isArray(events)) return each as HistoryRow;
  const { type } = each as Partial<HistoryEvent>;
  if (!isPlaced || typeof type !== 'string') {
    throw new ValidationError('wanted `seq`, `atMs` and a `type`', `history.${index}`);
  }
  return { seq, atMs, events: [each as HistoryEvent] };
}

/** The code runs in microtasks: when the loop turns, they are done. No time is waited for. */
function turnOfTheLoop(): Promise<void> {
  // eslint-disable-next-line no-restricted-globals -- see above
  return new Promise((resolve) => void setImmediate(resolve));
}
