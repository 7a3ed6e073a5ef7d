// Lets the code of runs go on: applies one stimulus to each of many runs, drains the microtasks once for all of them, collects what they
// ask for. A run whose turn throws is put aside; it never hurts the others.
import { historyTooLargeFailure, isClosed } from '@baton/core';
import { isStimulus } from '@baton/workflow';
import type { Decider, Deciding } from '../decide/deciding.ts';
import { newDraft, type Draft } from '../decide/draft.ts';
import { carryOut, enact } from '../decide/enact.ts';
import { incomingOf, type Incoming } from './incoming.ts';
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

export class Turns {
  private readonly deps: TurnsDeps;
  private queue: ResidentRun[] = [];
  private deciding: ResidentRun[] = [];
  private scheduled = false;

  constructor(deps: TurnsDeps) {
    this.deps = deps;
  }

  /** Gives the run its turn, if it is not under way already. */
  ready(run: ResidentRun): void {
    if (run.mode !== 'waiting') return;
    run.mode = 'ready';
    this.queue.push(run);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.deps.scheduler.soon(() => this.pump());
  }

  private pump(): void {
    this.scheduled = false;
    const drained = this.deciding;
    this.deciding = [];
    for (const run of drained) this.guarded(run);
    const fits = this.queue.length <= RUNS_PER_TURN;
    const batch = fits ? this.queue : this.queue.slice(0, RUNS_PER_TURN);
    this.queue = fits ? [] : this.queue.slice(RUNS_PER_TURN);
    for (const run of batch) this.guarded(run);
    if (this.deciding.length > 0 || this.queue.length > 0) this.schedule();
  }

  private guarded(run: ResidentRun): void {
    try {
      if (run.mode === 'ready') this.begin(run);
      else if (run.mode === 'deciding') this.goOn(run);
    } catch (error) {
      this.deps.broken(run, error);
    }
  }

  private begin(run: ResidentRun): void {
    run.mode = 'deciding';
    run.draft = draftOf(run, this.deps.clock.nowMs());
    this.step(run, run.draft);
  }

  /** The microtasks are drained. */
  private goOn(run: ResidentRun): void {
    const { draft, execution } = run;
    if (draft === null || execution === null) return;
    if (execution.settle()) {
      this.deciding.push(run);
      return;
    }
    const about = this.decidingOf(run, draft);
    for (const command of execution.takeCommands()) {
      if (isClosed(run.state.status)) break;
      carryOut(about, command);
    }
    this.step(run, draft);
  }

  /** Applies the next stimulus, or ends the turn. */
  private step(run: ResidentRun, draft: Draft): void {
    if (!isClosed(run.state.status) && this.takeNext(run, draft)) this.deciding.push(run);
    else this.deps.decided(run, draft);
  }

  private takeNext(run: ResidentRun, draft: Draft): boolean {
    const { execution } = run;
    const event = execution === null ? null : this.next(run, draft);
    if (execution === null || event === null) return false;
    draft.taken += 1;
    if (event.type === 'RunStarted') {
      execution.apply({ ...event, seq: 1, atMs: run.state.lastEventAtMs });
      return true;
    }
    const seq = run.state.nextSeq;
    enact(this.decidingOf(run, draft), event);
    if (!isStimulus(event)) return false;
    execution.apply({ ...event, seq, atMs: draft.atMs });
    return true;
  }

  /** The next event from outside; what has nothing to say is consumed on the way. */
  private next(run: ResidentRun, draft: Draft): Incoming | null {
    const { stimuliPerTransition, historyMaxEvents } = this.deps.limits;
    const followUp = draft.followUps.length > 0 ? draft.followUps.shift() : undefined;
    if (followUp !== undefined) return followUp;
    while (draft.taken < stimuliPerTransition) {
      const pending = run.pending[0];
      if (pending === undefined || isTooLateFor(pending, draft)) return null;
      run.pending.shift();
      if (run.state.nextSeq > historyMaxEvents)
        return { type: 'RunFailed', failure: historyTooLargeFailure(historyMaxEvents) };
      const event = incomingOf(run, draft, pending);
      if (event !== null) return event;
      if (pending.kind === 'inbox' || pending.kind === 'timer') run.doubtful = true;
    }
    return null;
  }

  private decidingOf(run: ResidentRun, draft: Draft): Deciding {
    return { ref: run.ref, state: run.state, memory: run.memory, draft, decider: this.deps.decider(run) };
  }
}

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
