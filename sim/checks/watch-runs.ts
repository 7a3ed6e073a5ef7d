// What must hold of a run whenever something was appended to it: the rows are what its history says.
import {
  decodeEvents,
  emptyRunState,
  foldRows,
  isActivityOpen,
  isClosed,
  type InboxId,
  type RunId,
  type RunState,
} from '@baton/core';
import type { Transition } from '@baton/engine';
import type { MemoryRun, MemoryState } from '@baton/engine/testing';

interface Seen {
  readonly state: RunState;
  /** Rows seen so far: they never change. */
  readonly rows: MemoryRun['rows'][number][];
}

/** Messages that a transition consumes for the first time, and such as were consumed before. Wake rows are hints: anybody may. */
interface Consumption {
  readonly first: readonly InboxId[];
  readonly again: readonly InboxId[];
}

export interface RunWatch {
  readonly beforeCommit: (transition: Transition) => Consumption;
  readonly committed: (transition: Transition, consumption: Consumption) => void;
  readonly look: (runId: RunId) => void;
  readonly stateOf: (runId: RunId) => RunState | undefined;
}

export function watchRuns(state: MemoryState, broken: (what: string) => void): RunWatch {
  const seen = new Map<RunId, Seen>();
  const consumed = new Set<InboxId>();

  function look(runId: RunId): void {
    const run = state.runs.get(runId);
    if (run === undefined) return;
    let known = seen.get(runId);
    if (known === undefined) seen.set(runId, (known = { state: emptyRunState(), rows: [] }));
    for (const what of [...unfolded(run, known), ...rowProblems(state, run, known.state)])
      broken(`${runId}: ${what}`);
  }

  return {
    look,
    stateOf: (runId) => seen.get(runId)?.state,
    beforeCommit: ({ runId, consume }) => {
      const inbox = state.runs.get(runId)?.inbox;
      const isMessage = (id: InboxId): boolean => (inbox?.get(id)?.body.kind ?? 'wake') !== 'wake';
      return { first: consume.filter(isMessage), again: consume.filter((id) => consumed.has(id)) };
    },
    committed: ({ runId, consume, close }, { first, again }) => {
      const inbox = state.runs.get(runId)?.inbox;
      for (const id of first) consumed.add(id);
      for (const id of again) broken(`${runId}: the inbox row ${id} was consumed twice`);
      for (const id of consume)
        if (inbox?.has(id) === true) broken(`${runId}: the consumed row ${id} is still there`);
      look(runId);
      const next = close?.next;
      if (next !== undefined && next !== null) look(next.ref.runId);
    },
  };
}

/** Folds what is new. The history only grows, without gaps. */
function unfolded(run: MemoryRun, { state, rows }: Seen): readonly string[] {
  const changed = rows.findIndex((row, at) => run.rows[at] !== row);
  if (changed >= 0) return [`row ${changed} of the history was changed`];
  if (isClosed(state.status) && run.rows.length > rows.length) return ['its history goes on after its end'];
  for (const row of run.rows.slice(rows.length)) {
    rows.push(row);
    try {
      foldRows([{ seq: row.seq, atMs: row.atMs, events: decodeEvents(row.text) }], state);
    } catch (error) {
      return [String(error)];
    }
  }
  return [];
}

function rowProblems(state: MemoryState, run: MemoryRun, folded: RunState): readonly string[] {
  if (run.record.status !== folded.status)
    return [`is ${run.record.status}, and ${folded.status} by its history`];
  if (isClosed(folded.status)) return leftovers(state, run);
  return [
    ...activityRows(run, folded),
    ...timerRows(run, folded),
    ...wakeRow(run, folded),
    ...sessionRows(state, run, folded),
  ];
}

/** Whatever way it ended, nothing of it stays. */
export function leftovers(state: MemoryState, run: MemoryRun): readonly string[] {
  const left = {
    'inbox rows': run.inbox.size,
    activities: run.activities.size,
    timers: run.timers.size,
    'human tasks': [...run.humanTasks.values()].filter(
      (task) => task.state === 'open' || task.state === 'claimed',
    ).length,
    sessions: [...state.sessions.values()].filter(
      ({ runId, state: status }) => runId === run.ref.runId && status !== 'closed' && status !== 'failed',
    ).length,
    'places among the open': state.open.has(run.ref.runId) ? 1 : 0,
  };
  return Object.entries(left).flatMap(([what, count]) =>
    count === 0 ? [] : [`has ended, and has ${count} ${what} left`],
  );
}

function activityRows(run: MemoryRun, { activities }: RunState): readonly string[] {
  const withRow = new Set<string>(run.activities.keys());
  const problems: string[] = [];
  for (const { activityId, mode, status } of activities.values()) {
    const has = withRow.delete(activityId);
    const isOpen = isActivityOpen(status);
    if (isOpen && mode !== 'inline' && !has) problems.push(`activity ${activityId} is open and has no row`);
    if (has && !isOpen) problems.push(`activity ${activityId} is ${status} and has a row`);
    if (has && mode === 'inline') problems.push(`activity ${activityId} is inline and has a row`);
  }
  for (const id of withRow) problems.push(`the row of activity ${id} is nobody's`);
  return problems;
}

/** The run's own timeout is a row, too, which no event tells of. */
const RUN_TIMER = 'run-timeout';

function timerRows(run: MemoryRun, { timers }: RunState): readonly string[] {
  const pending = [...timers.values()]
    .filter(({ status }) => status === 'pending')
    .map(({ timerId }) => timerId);
  const lost = pending.filter((id) => !run.timers.has(id));
  const kept = [...run.timers.keys()].filter((id) => !pending.includes(id) && id !== RUN_TIMER);
  return [
    ...lost.map((id) => `timer ${id} has no row`),
    ...kept.map((id) => `timer ${id} is over and has a row`),
  ];
}

/** What only the owner's memory knows has to be found by the next one. */
function wakeRow(run: MemoryRun, folded: RunState): readonly string[] {
  const isHidden =
    folded.nextSeq === 2 ||
    [...folded.activities.values()].some(({ mode, status }) => mode === 'inline' && isActivityOpen(status));
  const hasWake = [...run.inbox.values()].some(({ body }) => body.kind === 'wake');
  return isHidden && !hasWake ? ['has work that only its owner knows, and no wake row'] : [];
}

function sessionRows(state: MemoryState, run: MemoryRun, { sessions }: RunState): readonly string[] {
  return [...sessions.values()].flatMap(({ sessionId, status }) => {
    const row = state.sessions.get(sessionId);
    if (row === undefined) return [`session ${sessionId} has no row`];
    if (row.runId !== run.ref.runId) return [];
    const isOver = status === 'closed' || status === 'failed' || status === 'creationFailed';
    const holds = row.state !== 'closed' && row.state !== 'failed';
    return isOver && holds ? [`session ${sessionId} is ${status}, and its row is ${row.state}`] : [];
  });
}
