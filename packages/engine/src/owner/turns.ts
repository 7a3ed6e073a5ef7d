// Lets the code of runs go on: applies one stimulus to each of many runs, drains the microtasks once for all of them, collects what they
// ask for. A run whose turn throws is put aside; it never hurts the others.
import { isClosed, type CloseEvent, type StimulusEvent } from '@baton/core';
import type { Decider, Deciding } from '../decide/deciding.ts';
import { newDraft, plus, type Draft } from '../decide/draft.ts';
import { carryOut, enact } from '../decide/enact.ts';
import { stimulusOf } from '../decide/stimulus-of.ts';
import { RUN_TIMER } from './run-timer.ts';
import type { Pending, ResidentRun } from './resident-run.ts';
import type { Clock, OwnerLimits, Scheduler } from './types.ts';

export interface TurnsDeps {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: OwnerLimits;
  readonly decider: (run: ResidentRun) => Decider;
  /** The run has taken in what there was; `draft` is what came of it. */
  readonly decided: (run: ResidentRun, draft: Draft) => void;
  /** The turn threw. */
  readonly broken: (run: ResidentRun, error: unknown) => void;
}

/** Runs that begin their turn together; more wait, so that timers and IO of others come in between. */
const RUNS_PER_TURN = 250;

export interface Turns {
  /** Gives the run its turn, if it is not under way already. */
  ready(run: ResidentRun): void;
}

export function createTurns(deps: TurnsDeps): Turns {
  let queue: ResidentRun[] = [];
  let deciding: ResidentRun[] = [];
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    deps.scheduler.soon(pump);
  }

  function pump(): void {
    scheduled = false;
    const drained = deciding;
    deciding = [];
    for (const run of drained) guarded(run, goOn);
    const batch = queue.length <= RUNS_PER_TURN ? queue : queue.slice(0, RUNS_PER_TURN);
    queue = queue.length <= RUNS_PER_TURN ? [] : queue.slice(RUNS_PER_TURN);
    for (const run of batch) guarded(run, begin);
    if (deciding.length > 0 || queue.length > 0) schedule();
  }

  function guarded(run: ResidentRun, act: (run: ResidentRun) => void): void {
    if (run.mode === 'gone') return;
    try {
      act(run);
    } catch (error) {
      deps.broken(run, error);
    }
  }

  function begin(run: ResidentRun): void {
    if (run.mode !== 'ready') return;
    run.mode = 'deciding';
    run.draft = draftOf(run, deps.clock.nowMs());
    step(run, run.draft);
  }

  /** The microtasks are drained. */
  function goOn(run: ResidentRun): void {
    const { draft, execution } = run;
    if (run.mode !== 'deciding' || draft === null || execution === null) return;
    if (execution.settle()) {
      deciding.push(run);
      return;
    }
    const about = decidingOf(run, draft);
    for (const command of execution.takeCommands()) {
      if (isClosed(run.state.status)) break;
      carryOut(about, command);
    }
    step(run, draft);
  }

  /** Applies the next stimulus, or ends the turn. */
  function step(run: ResidentRun, draft: Draft): void {
    if (!isClosed(run.state.status) && takeNext(run, draft)) deciding.push(run);
    else deps.decided(run, draft);
  }

  function takeNext(run: ResidentRun, draft: Draft): boolean {
    const { execution } = run;
    if (execution === null) return false;
    const event = next(run, draft);
    if (event === null) return false;
    draft.taken += 1;
    if (event.type === 'RunStarted') {
      execution.apply({ ...event, seq: 1, atMs: run.state.lastEventAtMs });
      return true;
    }
    enact(decidingOf(run, draft), event);
    if (event.type === 'RunTimedOut' || event.type === 'RunTerminated') return false;
    execution.apply({ ...event, seq: run.state.nextSeq - 1, atMs: draft.atMs });
    return true;
  }

  /** The next event from outside; what has nothing to say is consumed on the way. */
  function next(run: ResidentRun, draft: Draft): Incoming | null {
    const followUp = draft.followUps.length > 0 ? draft.followUps.shift() : undefined;
    if (followUp !== undefined) return followUp;
    while (draft.taken < deps.limits.stimuliPerTransition) {
      const pending = run.pending[0];
      if (pending === undefined || isTooLateFor(pending, draft)) return null;
      run.pending.shift();
      if (run.state.nextSeq > deps.limits.historyMaxEvents) {
        const reason = `Its history has reached ${deps.limits.historyMaxEvents} events: use continueAsNew`;
        return { type: 'RunTerminated', reason, by: 'system' };
      }
      const event = taken(run, draft, pending);
      if (event !== null) return event;
    }
    return null;
  }

  function decidingOf(run: ResidentRun, draft: Draft): Deciding {
    return { ref: run.ref, state: run.state, memory: run.memory, draft, decider: deps.decider(run) };
  }

  return {
    ready(run) {
      if (run.mode !== 'waiting') return;
      run.mode = 'ready';
      queue.push(run);
      schedule();
    },
  };
}

/** What the code sees, or what ends the run without it. */
type Incoming = StimulusEvent | Extract<CloseEvent, { type: 'RunTimedOut' | 'RunTerminated' }>;

/** A held transition goes on, with the time of what comes now: its own commands were asked for at the time of the start. */
function draftOf(run: ResidentRun, nowMs: number): Draft {
  const atMs = Math.max(nowMs, run.state.lastEventAtMs);
  if (run.draft === null) return newDraft(run.ref, run.state.nextSeq, atMs);
  run.draft.atMs = atMs;
  return run.draft;
}

/** A timer that fired after this transition began: the code must never see a time before it. */
function isTooLateFor(pending: Pending, draft: Draft): boolean {
  return pending.kind === 'timer' && pending.fireAtMs > draft.atMs;
}

/** What the pending stimulus means now; `null`: nothing any more. */
function taken(run: ResidentRun, draft: Draft, pending: Pending): Incoming | null {
  run.taken.push(pending);
  switch (pending.kind) {
    case 'start':
      return run.state.started;
    case 'inbox':
      draft.consume = plus(draft.consume, pending.id);
      return stimulusOf(pending.body, run);
    case 'timer':
      if (pending.timerId === RUN_TIMER) return { type: 'RunTimedOut' };
      return run.state.timers.has(pending.timerId) ? { type: 'TimerFired', timerId: pending.timerId } : null;
    case 'outcome':
      return run.state.activities.get(pending.activityId)?.mode === 'inline' ? pending.event : null;
    case 'dispatch':
      return dispatched(run, draft, pending);
  }
}

function dispatched(
  run: ResidentRun,
  draft: Draft,
  { event, row }: Extract<Pending, { kind: 'dispatch' }>,
): Incoming | null {
  if (run.state.activities.get(event.activityId)?.mode !== 'inline') return null;
  draft.addActivities = plus(draft.addActivities, row(draft.atMs));
  return event;
}
