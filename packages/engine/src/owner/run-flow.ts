// How runs come into memory, what reaches them there, and how they go. The states of a run are in resident-run.ts.
import { isActivityOpen, isClosed, type Command, type RunRef, type TimerId } from '@baton/core';
import { newDraft } from '../decide/draft.ts';
import { carryOut } from '../decide/enact.ts';
import { startOf, type Decider } from '../decide/deciding.ts';
import type { InboxRow } from '../storage.ts';
import { messagesFirst } from './close-draft.ts';
import type { Parts } from './parts.ts';
import {
  hasInlineOpen,
  hasOwnAttempts,
  inMemory,
  knowsRow,
  type Pending,
  type ResidentRun,
} from './resident-run.ts';
import { RUN_TIMER } from './run-timer.ts';
import { settlePending } from './settling.ts';
import type { ShardSet } from './shard-set.ts';
import type { Clock, OwnerLimits, OwnerLogEntry, Scheduler } from './types.ts';

export interface FlowDeps {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: OwnerLimits;
  readonly log: (entry: OwnerLogEntry) => void;
  readonly shards: () => ShardSet;
  readonly stopping: () => boolean;
  readonly decider: (run: ResidentRun) => Decider;
  /** The parts are made with the flow, so it meets them later. */
  readonly parts: () => Parts;
}

export interface RunFlow {
  /** A stimulus from this process. */
  post(run: ResidentRun, pending: Pending): void;
  fire(ref: RunRef, timerId: TimerId, fireAtMs: number): void;
  /** Answers whether the row was news. */
  received(row: InboxRow, synced: ReadonlySet<ResidentRun>): boolean;
  inSync(runs: ReadonlySet<ResidentRun>): void;
  loaded(run: ResidentRun, commands: readonly Command[]): void;
  reload(run: ResidentRun, delayMs: number): void;
  block(run: ResidentRun, why: unknown): void;
  parked(run: ResidentRun): void;
  drop(run: ResidentRun): void;
  /** Its shard is lost, or the owner stops. */
  leave(run: ResidentRun): void;
}

export function createRunFlow(deps: FlowDeps): RunFlow {
  const { scheduler, parts } = deps;

  function ready(run: ResidentRun): void {
    parts().residency.unpark(run);
    parts().turns.ready(run);
  }

  function post(run: ResidentRun, pending: Pending): void {
    if (run.mode === 'gone') {
      if (pending.kind === 'dispatch') pending.settled(false);
      return;
    }
    run.pending.push(pending);
    ready(run);
  }

  /** A run that has something to do and is not in memory. */
  function bring(ref: RunRef): ResidentRun {
    const run = parts().residency.add(ref, 'loading');
    parts().loader.load(run);
    return run;
  }

  function fire(ref: RunRef, timerId: TimerId, fireAtMs: number): void {
    if (deps.stopping() || !deps.shards().hasShard(ref.shard)) return;
    const run = parts().residency.get(ref.runId) ?? bring(ref);
    post(run, { kind: 'timer', timerId, fireAtMs });
  }

  function received(row: InboxRow, synced: ReadonlySet<ResidentRun>): boolean {
    const known = parts().residency.get(row.runId);
    if (known === undefined) {
      if (!deps.stopping()) beforeHistory(bring(row), row);
      return true;
    }
    switch (known.mode) {
      case 'loading':
        beforeHistory(known, row);
        return true;
      case 'syncing':
        return synced.has(known) && take(known, row);
      case 'blocked':
      case 'gone':
        return false;
      default:
        return take(known, row);
    }
  }

  /** The history is read after this row: by then the row may be consumed, so it only says that there is something. */
  function beforeHistory(run: ResidentRun, { id, body }: InboxRow): void {
    if (body.kind !== 'wake') run.mustSync = true;
    else if (!run.wakes.includes(id)) run.wakes.push(id);
  }

  function take(run: ResidentRun, { id, body }: InboxRow): boolean {
    if (knowsRow(run, id)) return false;
    if (body.kind === 'wake') {
      run.wakes.push(id);
      // Nothing to wake for: its turn will find that out.
      if (!hasInlineOpen(run) && run.draft === null) ready(run);
      return true;
    }
    if (run.mode !== 'syncing') {
      post(run, { kind: 'inbox', id, body });
      return true;
    }
    const firstOther = run.pending.findIndex(({ kind }) => kind !== 'inbox' && kind !== 'start');
    run.pending.splice(firstOther < 0 ? run.pending.length : firstOther, 0, { kind: 'inbox', id, body });
    return true;
  }

  function inSync(runs: ReadonlySet<ResidentRun>): void {
    for (const run of runs) {
      if (run.mode !== 'syncing') continue;
      if (run.redone) messagesFirst(run);
      run.mode = 'waiting';
      ready(run);
    }
  }

  function loaded(run: ResidentRun, commands: readonly Command[]): void {
    if (!deps.shards().has(startOf(run.state).taskQueue, run.ref.shard)) {
      drop(run);
      return;
    }
    const mustSync = run.mustSync || run.hadBefore;
    run.ownsWake = run.state.nextSeq === 2;
    parts().blocked.clear(run);
    if (!run.ownsWake) resumeInline(run);
    run.hadBefore = true;
    run.mustSync = false;
    if (commands.length > 0) decideAgain(run, commands);
    warnOfLength(run);
    run.mode = mustSync ? 'syncing' : 'waiting';
    if (mustSync) parts().inbox.sync(run);
    else ready(run);
  }

  /** The decision that the last stimulus led to was not stored. */
  function decideAgain(run: ResidentRun, commands: readonly Command[]): void {
    const { ref, state, memory } = run;
    const atMs = Math.max(deps.clock.nowMs(), state.lastEventAtMs);
    run.draft = newDraft(ref, state.nextSeq, atMs);
    const deciding = { ref, state, memory, draft: run.draft, decider: deps.decider(run) };
    for (const command of commands) carryOut(deciding, command);
  }

  /** What is open inline goes on where it runs in this process, begins if it was never begun, and is lost if it ran elsewhere. */
  function resumeInline(run: ResidentRun): void {
    for (const attempt of [...run.attempts.values()]) {
      if (!run.state.activities.has(attempt.task.activityId)) parts().attempts.orphan(attempt);
    }
    for (const activity of run.state.activities.values()) {
      const { activityId } = activity;
      if (activity.mode !== 'inline' || run.attempts.has(activityId) || isPending(run, activityId)) continue;
      if (run.hadBefore && isActivityOpen(activity.status)) parts().attempts.start(run, activity);
      else parts().attempts.takeOver(run, activity);
    }
  }

  function warnOfLength(run: ResidentRun): void {
    if (run.warned || run.state.nextSeq <= deps.limits.historyWarnEvents) return;
    run.warned = true;
    deps.log({
      level: 'warn',
      message: `The history has ${run.state.nextSeq - 1} events; at ${deps.limits.historyMaxEvents} the run is ended: use continueAsNew`,
      run: run.ref,
    });
  }

  function forgetExecution(run: ResidentRun): void {
    parts().residency.unpark(run);
    run.execution?.dispose();
    run.execution = null;
    run.draft = null;
  }

  function reload(run: ResidentRun, delayMs: number): void {
    if (!deps.shards().hasShard(run.ref.shard)) {
      drop(run);
      return;
    }
    forgetExecution(run);
    run.wakes = [];
    run.mode = 'loading';
    if (delayMs === 0) parts().loader.load(run);
    else scheduler.after(delayMs, () => run.mode === 'loading' && parts().loader.load(run));
  }

  function block(run: ResidentRun, why: unknown): void {
    if (run.mode === 'gone') return;
    forgetExecution(run);
    run.pending = inMemory([...run.taken, ...run.pending]);
    run.taken = [];
    run.hadBefore = true;
    parts().blocked.block(run, why);
  }

  function drop(run: ResidentRun): void {
    const closed = isClosed(run.state.status);
    run.mode = 'gone';
    parts().residency.remove(run);
    parts().blocked.drop(run);
    forgetExecution(run);
    parts().attempts.abandon(run, closed ? 'WORKFLOW_CLOSED' : 'WORKER_SHUTDOWN');
    for (const pending of [...run.taken, ...run.pending]) settlePending(run, pending);
    if (!closed) return;
    for (const timerId of run.state.timers.keys()) parts().timers.remove(run.ref.runId, timerId);
    if (run.timeOutAtMs !== null) parts().timers.remove(run.ref.runId, RUN_TIMER);
  }

  function leave(run: ResidentRun): void {
    run.leaving = true;
    const isUnderWay = run.mode === 'ready' || run.mode === 'deciding' || run.mode === 'committing';
    if (!isUnderWay && !hasOwnAttempts(run)) drop(run);
  }

  return {
    post,
    fire,
    received,
    inSync,
    loaded,
    reload,
    block,
    parked: (run) => parts().residency.park(run),
    drop,
    leave,
  };
}

function isPending(run: ResidentRun, activityId: string): boolean {
  return run.pending.some(
    (pending) =>
      (pending.kind === 'outcome' && pending.activityId === activityId) ||
      (pending.kind === 'dispatch' && pending.event.activityId === activityId),
  );
}
