// What follows a turn, and what follows the storage's answer to its transition.
import { isActivityOpen, isClosed, type InboxId } from '@baton/core';
import type { Draft } from '../decide/draft.ts';
import type { CommitOutcome } from '../storage.ts';
import type { Attempts } from './attempts.ts';
import {
  addRunTimer,
  consumeAll,
  forgetWakes,
  isHoldable,
  keepWake,
  leavesUnheard,
  tellLeft,
} from './close-draft.ts';
import { hasInlineOpen, hasOwnAttempts, inMemory, settlePending, type ResidentRun } from './resident-run.ts';
import { RUN_TIMER } from './run-timer.ts';
import type { Timers } from './timers.ts';
import type { OwnerLimits, OwnerLogEntry } from './types.ts';

export interface SettlingDeps {
  readonly attempts: Attempts;
  readonly timers: Timers;
  readonly hold: (held: Held) => void;
  readonly newId: (run: ResidentRun) => InboxId;
  readonly send: (run: ResidentRun, draft: Draft) => void;
  /** Inbox rows that cause no event. */
  readonly discard: (run: ResidentRun, ids: readonly InboxId[]) => void;
  readonly ready: (run: ResidentRun) => void;
  /** The run waits for something from outside; nothing of it is in this process only. */
  readonly parked: (run: ResidentRun) => void;
  readonly drop: (run: ResidentRun) => void;
  /** It goes on: whatever blocked it is over. */
  readonly unblock: (run: ResidentRun) => void;
  /** Read again: what this owner believes is not so. `delayMs`: another owner may be at it. */
  readonly reload: (run: ResidentRun, delayMs: number) => void;
  readonly consumed: (ids: readonly InboxId[]) => void;
  readonly wroteOutbox: () => void;
  readonly limits: OwnerLimits;
  readonly log: (entry: OwnerLogEntry) => void;
}

export interface Held {
  readonly run: ResidentRun;
  readonly draft: Draft;
}

const CONFLICT_MS = 50;
const LONGEST_CONFLICT_MS = 2_000;

export class Settling {
  private readonly deps: SettlingDeps;

  constructor(deps: SettlingDeps) {
    this.deps = deps;
  }

  decided(run: ResidentRun, draft: Draft): void {
    if (draft.close !== null) {
      if (leavesUnheard(run)) {
        run.redone = true;
        this.refused(run, 0);
        return;
      }
      consumeAll(run, draft);
    }
    if (draft.events.length === 0) this.nothingToRecord(run, draft);
    else if (isHoldable(run, draft)) this.hold(run, draft);
    else this.append(run, draft);
  }

  settled(run: ResidentRun, draft: Draft, outcome: CommitOutcome): void {
    if (run.mode === 'gone') return;
    switch (outcome) {
      case 'committed':
        this.committed(run, draft);
        return;
      case 'conflict':
        run.conflicts += 1;
        this.refused(run, Math.min(CONFLICT_MS * 2 ** (run.conflicts - 1), LONGEST_CONFLICT_MS));
        return;
      case 'unseen':
        run.redone = true;
        this.refused(run, 0);
    }
  }

  /** A held decision has waited long enough. */
  release({ run, draft }: Held): void {
    if (run.mode === 'waiting' && run.draft === draft) this.append(run, draft);
  }

  private append(run: ResidentRun, draft: Draft): void {
    keepWake(run, draft, this.deps.newId);
    addRunTimer(run, draft);
    tellLeft(run, draft);
    this.deps.send(run, draft);
  }

  private hold(run: ResidentRun, draft: Draft): void {
    run.mode = 'waiting';
    this.startInline(run, draft);
    // They have begun: the append must not begin one again that has ended by then, nor a cancel take it for one that never ran.
    draft.start = [];
    this.deps.hold({ run, draft });
    if (run.pending.length > 0) this.deps.ready(run);
  }

  private nothingToRecord(run: ResidentRun, draft: Draft): void {
    if (run.doubtful && !run.fresh) {
      // No append has told whether this owner is still right: read the run again, then the same rows.
      this.refused(run, 0);
      return;
    }
    run.draft = null;
    settleTaken(run);
    this.deps.unblock(run);
    // Without a transition its timeout has no row: the wake row is what a new owner finds it by.
    const timeOutAtMs = run.state.nextSeq === 2 ? run.timeOutAtMs : null;
    if (timeOutAtMs !== null) this.deps.timers.keep(run.ref, RUN_TIMER, timeOutAtMs);
    const keepsWake = timeOutAtMs !== null || hasInlineOpen(run);
    const ids = keepsWake ? draft.consume : [...draft.consume, ...run.wakes];
    if (!keepsWake) forgetWakes(run);
    if (ids.length > 0) this.deps.discard(run, ids);
    this.rest(run);
  }

  private committed(run: ResidentRun, draft: Draft): void {
    const { timers, attempts } = this.deps;
    run.draft = null;
    run.redone = false;
    run.conflicts = 0;
    this.deps.unblock(run);
    this.warnOfLength(run);
    if (draft.consume.length > 0) this.deps.consumed(draft.consume);
    settleTaken(run);
    for (const { timerId } of draft.removeTimers) timers.remove(run.ref.runId, timerId);
    for (const { timerId, fireAtMs } of draft.addTimers) timers.add(run.ref, timerId, fireAtMs);
    for (const { activityId, reason } of draft.abort) attempts.abort(run, activityId, reason);
    if (draft.outbox.length > 0) this.deps.wroteOutbox();
    if (isClosed(run.state.status)) {
      this.deps.drop(run);
      return;
    }
    if (!run.leaving) this.startInline(run, draft);
    this.rest(run);
  }

  private startInline(run: ResidentRun, draft: Draft): void {
    for (const activityId of draft.start) {
      const activity = run.state.activities.get(activityId);
      if (activity?.mode !== 'inline' || !isActivityOpen(activity.status)) continue;
      this.deps.attempts.start(run, activity);
    }
  }

  private warnOfLength(run: ResidentRun): void {
    const { historyWarnEvents, historyMaxEvents } = this.deps.limits;
    const events = run.state.nextSeq - 1;
    if (run.warned || events < historyWarnEvents) return;
    run.warned = true;
    const message = `The history has ${events} events; at ${historyMaxEvents} the run fails: use continueAsNew()`;
    this.deps.log({ level: 'warn', message, run: run.ref });
  }

  /** Nothing is under way. */
  private rest(run: ResidentRun): void {
    run.mode = 'waiting';
    run.fresh = false;
    run.doubtful = false;
    if (run.pending.length > 0) this.deps.ready(run);
    else if (run.leaving && !hasOwnAttempts(run)) this.deps.drop(run);
    else if (run.attempts.size === 0 && run.wakes.length === 0) this.deps.parked(run);
  }

  /** What was decided does not count. What only memory knows is taken again, once the run is as the storage has it. */
  private refused(run: ResidentRun, delayMs: number): void {
    run.pending = inMemory([...run.taken, ...run.pending]);
    run.taken = [];
    run.draft = null;
    this.deps.reload(run, delayMs);
  }
}

/** Those who asked for a row hear whether there is one. */
function settleTaken(run: ResidentRun): void {
  for (const pending of run.taken) settlePending(run, pending);
  run.taken = [];
}
