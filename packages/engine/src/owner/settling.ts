// What follows a turn, and what follows the storage's answer to its transition.
import { isClosed, isActivityOpen, type InboxId } from '@baton/core';
import type { Draft } from '../decide/draft.ts';
import type { CommitOutcome } from '../storage.ts';
import type { Attempts } from './attempts.ts';
import { addRunTimer, consumeAll, isHoldable, keepWake, leavesUnheard } from './close-draft.ts';
import type { HoldQueue } from './hold-queue.ts';
import { hasInlineOpen, hasOwnAttempts, inMemory, type Pending, type ResidentRun } from './resident-run.ts';
import { RUN_TIMER } from './run-timer.ts';
import type { Timers } from './timers.ts';

export interface SettlingDeps {
  readonly attempts: Attempts;
  readonly timers: Timers;
  readonly hold: HoldQueue<Held>;
  readonly newId: (run: ResidentRun) => InboxId;
  readonly send: (run: ResidentRun, draft: Draft) => void;
  /** Inbox rows that cause no event. */
  readonly discard: (run: ResidentRun, ids: readonly InboxId[]) => void;
  readonly ready: (run: ResidentRun) => void;
  /** The run waits for something from outside; nothing of it is in this process only. */
  readonly parked: (run: ResidentRun) => void;
  readonly drop: (run: ResidentRun) => void;
  /** Read again: what this owner believes is not so. `delayMs`: another owner may be at it. */
  readonly reload: (run: ResidentRun, delayMs: number) => void;
  readonly consumed: (ids: readonly InboxId[]) => void;
  readonly wroteOutbox: () => void;
}

export interface Held {
  readonly run: ResidentRun;
  readonly draft: Draft;
}

export interface Settling {
  decided(run: ResidentRun, draft: Draft): void;
  settled(run: ResidentRun, draft: Draft, outcome: CommitOutcome): void;
  /** A held decision has waited long enough. */
  release(held: Held): void;
}

const CONFLICT_MS = 50;
const LONGEST_CONFLICT_MS = 2_000;

export function createSettling(deps: SettlingDeps): Settling {
  function decided(run: ResidentRun, draft: Draft): void {
    if (draft.close !== null) {
      if (!run.redone && leavesUnheard(run)) {
        refused(run, 0);
        return;
      }
      consumeAll(run, draft);
    }
    if (draft.events.length === 0) {
      nothingToRecord(run, draft);
      return;
    }
    if (isHoldable(run, draft)) {
      hold(run, draft);
      return;
    }
    append(run, draft);
  }

  function append(run: ResidentRun, draft: Draft): void {
    keepWake(run, draft, () => deps.newId(run));
    addRunTimer(run, draft);
    deps.send(run, draft);
  }

  function nothingToRecord(run: ResidentRun, draft: Draft): void {
    run.draft = null;
    settleTaken(run);
    // Without a transition its timeout has no row: the wake row is what a new owner finds it by.
    const timeOutAtMs = run.state.nextSeq === 2 ? run.timeOutAtMs : null;
    if (timeOutAtMs !== null) deps.timers.keep(run.ref, RUN_TIMER, timeOutAtMs);
    const keepsWake = timeOutAtMs !== null || hasInlineOpen(run);
    const ids = keepsWake ? draft.consume : [...draft.consume, ...run.wakes];
    if (!keepsWake) run.wakes = [];
    if (ids.length > 0) deps.discard(run, ids);
    rest(run);
  }

  function hold(run: ResidentRun, draft: Draft): void {
    run.mode = 'waiting';
    startInline(run, draft);
    deps.hold.add({ run, draft });
    if (run.pending.length > 0) deps.ready(run);
  }

  function settled(run: ResidentRun, draft: Draft, outcome: CommitOutcome): void {
    if (run.mode === 'gone') return;
    switch (outcome) {
      case 'committed':
        committed(run, draft);
        return;
      case 'conflict':
        run.conflicts += 1;
        refused(run, Math.min(CONFLICT_MS * 2 ** (run.conflicts - 1), LONGEST_CONFLICT_MS));
        return;
      case 'unseen':
        refused(run, 0);
    }
  }

  function committed(run: ResidentRun, draft: Draft): void {
    run.draft = null;
    run.redone = false;
    run.conflicts = 0;
    if (draft.consume.length > 0) deps.consumed(draft.consume);
    settleTaken(run);
    for (const { timerId } of draft.removeTimers) deps.timers.remove(run.ref.runId, timerId);
    for (const { timerId, fireAtMs } of draft.addTimers) deps.timers.add(run.ref, timerId, fireAtMs);
    for (const { activityId, reason } of draft.abort) deps.attempts.abort(run, activityId, reason);
    if (draft.outbox.length > 0) deps.wroteOutbox();
    if (isClosed(run.state.status)) {
      deps.drop(run);
      return;
    }
    if (!run.leaving) startInline(run, draft);
    rest(run);
  }

  function startInline(run: ResidentRun, draft: Draft): void {
    for (const activityId of draft.start) {
      const activity = run.state.activities.get(activityId);
      if (activity?.mode === 'inline' && isActivityOpen(activity.status)) deps.attempts.start(run, activity);
    }
  }

  /** Nothing is under way. */
  function rest(run: ResidentRun): void {
    run.mode = 'waiting';
    if (run.pending.length > 0) deps.ready(run);
    else if (run.leaving && !hasOwnAttempts(run)) deps.drop(run);
    else if (run.attempts.size === 0 && run.wakes.length === 0) deps.parked(run);
  }

  /** What was decided does not count. What only memory knows is taken again, once the run is as the storage has it. */
  function refused(run: ResidentRun, delayMs: number): void {
    run.redone = true;
    run.pending = inMemory([...run.taken, ...run.pending]);
    run.taken = [];
    run.draft = null;
    deps.reload(run, delayMs);
  }

  return {
    decided,
    settled,
    release({ run, draft }) {
      if (run.mode === 'waiting' && run.draft === draft) append(run, draft);
    },
  };
}

/** Those who asked for a row hear whether there is one. */
function settleTaken(run: ResidentRun): void {
  for (const pending of run.taken) settlePending(run, pending);
  run.taken = [];
}

export function settlePending(run: ResidentRun, pending: Pending): void {
  if (pending.kind !== 'dispatch') return;
  pending.settled(run.state.activities.get(pending.event.activityId)?.mode === 'dispatched');
}
