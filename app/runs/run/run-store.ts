'use client';
// One open run page: the log, what is seen of it, and how it moves. Live events are put on screen once per animation frame.
import type { Failure, HistoryEvent, RunId, RunState } from '@baton/core';
import type { PendingActivity, SessionRecord } from '../../../server/views/runs.ts';
import { createContext, use } from 'react';
import type { NodeLive } from '../../canvas/node-live.ts';
import { createStore, type ReadStore, type Store, useStore } from '../../canvas/store.ts';
import type { RunDetail } from '../../../server/views/runs.ts';
import { asEnded } from './model/as-ended.ts';
import { nodeStates } from './model/node-states.ts';
import { createRunLog, type RunLog } from './model/run-log.ts';

export interface RunView {
  readonly state: RunState;
  /** The event that is shown as the last one. */
  readonly seq: number;
  readonly lastSeq: number;
  /** An earlier moment is shown: nothing can be done to the run from there. */
  readonly isPast: boolean;
  /** Empty in the past: rows are about now. */
  readonly pending: readonly PendingActivity[];
  readonly sessions: readonly SessionRecord[];
  /** Why no worker can go on with it, now. */
  readonly blocked: Failure | null;
}

type Rows = Pick<RunView, 'pending' | 'sessions' | 'blocked'>;

export interface RunModel {
  readonly runId: RunId;
  readonly detail: RunDetail;
  readonly log: RunLog;
  readonly view: ReadStore<RunView>;
  readonly nodes: ReadStore<ReadonlyMap<string, NodeLive>>;
  readonly selected: Store<string | null>;
  /** Takes events; false if some are missing before them. */
  readonly append: (events: readonly HistoryEvent[]) => boolean;
  readonly takeRows: (rows: Rows) => void;
  /** Shows the moment after event `seq`; `null`: now, and what comes. */
  readonly goTo: (seq: number | null) => void;
}

export function createRunModel(detail: RunDetail): RunModel {
  const log = createRunLog();
  log.append(detail.history.events);
  let rows: Rows = { pending: detail.pending, sessions: detail.sessions, blocked: detail.run.blocked };
  let at: number | null = null;
  let frame = 0;
  const read = (): RunView => {
    const seq = at === null ? log.lastSeq : Math.max(1, Math.min(at, log.lastSeq));
    const isPast = at !== null && seq < log.lastSeq;
    const now = isPast ? { pending: [], sessions: [], blocked: null } : rows;
    return { state: asEnded(log.stateAt(seq)), seq, lastSeq: log.lastSeq, isPast, ...now };
  };
  const view = createStore(read());
  const nodes = createStore<ReadonlyMap<string, NodeLive>>(new Map());
  const show = () => {
    frame = 0;
    const next = read();
    const stoppedAtMs = next.isPast ? next.state.lastEventAtMs : null;
    if (detail.design !== null)
      nodes.set(nodeStates(detail.design.document, { ...next, stoppedAtMs }, nodes.get()));
    view.set(next);
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(show);
  };
  show();
  return {
    runId: detail.run.runId,
    detail,
    log,
    view,
    nodes,
    selected: createStore<string | null>(null),
    append: (events) => {
      const complete = log.append(events);
      soon();
      return complete;
    },
    takeRows: (now) => {
      rows = now;
      soon();
    },
    goTo: (seq) => {
      at = seq;
      soon();
    },
  };
}

const RunContext = createContext<RunModel | null>(null);
export const RunProvider = RunContext;

export function useRun(): RunModel {
  const run = use(RunContext);
  if (run === null) throw new TypeError('A part of the run page was drawn outside of it');
  return run;
}
export function useRunView<S>(select: (view: RunView) => S): S {
  return useStore(useRun().view, select);
}

/** What is seen stops here: the end of the run, or the moment that is shown. `null`: it goes on. */
export function stoppedAt({ isPast, state }: RunView): number | null {
  return state.closedAtMs ?? (isPast ? state.lastEventAtMs : null);
}

/** Who did something, as far as the page knows their name. */
export function useActorName(): (actor: string) => string {
  const { run, byName } = useRun().detail;
  return (actor) => {
    if (actor === run.by && byName !== null) return byName;
    return actor.startsWith('person:') ? 'a person' : actor;
  };
}

/** What people call a node or an activity. */
export function useNameOf(): (label: string | null, fallback: string) => string {
  const { design } = useRun().detail;
  return (label, fallback) =>
    design?.document.nodes.find((node) => node.id === label)?.name ?? label ?? fallback;
}
