// How runs come into memory, what reaches them there, and how they go. The states of a run are in resident-run.ts.
import { isActivityOpen, isClosed, type Command, type RunRef, type Shard, type TimerId } from '@baton/core';
import { startOf, type Decider } from '../decide/deciding.ts';
import { newDraft } from '../decide/draft.ts';
import { carryOut } from '../decide/enact.ts';
import type { InboxRow } from '../storage.ts';
import { messagesFirst } from './close-draft.ts';
import type { Parts } from './parts.ts';
import {
  hasInlineOpen,
  hasOwnAttempts,
  inMemory,
  isPending,
  knowsRow,
  settlePending,
  type Pending,
  type ResidentRun,
} from './resident-run.ts';
import { RUN_TIMER } from './run-timer.ts';
import type { ShardSet } from './shard-set.ts';
import type { Clock, OwnerLimits, OwnerLogEntry, Scheduler } from './types.ts';

export interface FlowDeps {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: OwnerLimits;
  readonly log: (entry: OwnerLogEntry) => void;
  readonly shards: () => ShardSet;
  readonly stopping: () => boolean;
  /** The shard was given to another worker. */
  readonly disown: (taskQueue: string, shard: Shard) => void;
  readonly decider: (run: ResidentRun) => Decider;
  /** The parts call the flow, and the flow calls them: so it meets them when both are there. */
  readonly parts: () => Parts;
}

export class RunFlow {
  private readonly deps: FlowDeps;

  constructor(deps: FlowDeps) {
    this.deps = deps;
  }

  // ---- what reaches a run ----

  /** A stimulus from this process. */
  post(run: ResidentRun, pending: Pending): void {
    if (run.mode === 'gone') {
      if (pending.kind === 'dispatch') pending.settled(false);
      return;
    }
    run.pending.push(pending);
    this.ready(run);
  }

  fire(ref: RunRef, timerId: TimerId, fireAtMs: number): void {
    if (this.deps.stopping() || !this.deps.shards().hasShard(ref.shard)) return;
    const run = this.parts.residency.get(ref.runId) ?? this.bring(ref);
    this.post(run, { kind: 'timer', timerId, fireAtMs });
  }

  /** An inbox row. Answers whether it was news. */
  received(row: InboxRow, syncing: ReadonlySet<ResidentRun>): boolean {
    const run = this.parts.residency.get(row.runId);
    if (run === undefined) {
      if (!this.deps.stopping()) beforeHistory(this.bring(row), row);
      return true;
    }
    switch (run.mode) {
      case 'loading':
        beforeHistory(run, row);
        return true;
      case 'syncing':
        return syncing.has(run) && this.take(run, row);
      case 'blocked':
      case 'gone':
        return false;
      default:
        return this.take(run, row);
    }
  }

  /** These runs have seen the inbox as it was after their history was read. */
  inSync(runs: ReadonlySet<ResidentRun>): void {
    for (const run of runs) {
      if (run.mode !== 'syncing') continue;
      if (run.redone) messagesFirst(run);
      run.mode = 'waiting';
      this.ready(run);
    }
  }

  // ---- how a run comes ----

  /** Its history is read and replayed; `commands` are a decision that was not stored. */
  loaded(run: ResidentRun, commands: readonly Command[]): void {
    if (!this.deps.shards().has(startOf(run.state).taskQueue, run.ref.shard)) {
      this.drop(run);
      return;
    }
    const mustSync = run.mustSync || run.hadBefore;
    run.ownsWake = run.state.nextSeq === 2;
    if (!run.ownsWake) this.resumeInline(run);
    run.hadBefore = true;
    run.mustSync = false;
    run.fresh = true;
    run.doubtful = false;
    if (commands.length > 0) this.decideAgain(run, commands);
    run.mode = mustSync ? 'syncing' : 'waiting';
    if (mustSync) this.parts.inbox.sync(run);
    else this.ready(run);
  }

  reload(run: ResidentRun, delayMs: number): void {
    if (!this.deps.shards().hasShard(run.ref.shard)) {
      this.drop(run);
      return;
    }
    this.forgetExecution(run);
    run.wakes = [];
    run.mode = 'loading';
    const { loader } = this.parts;
    if (delayMs === 0) loader.load(run);
    else this.deps.scheduler.after(delayMs, () => run.mode === 'loading' && loader.load(run));
  }

  // ---- how a run goes ----

  /** It cannot go on for now; what only memory knows is kept. */
  block(run: ResidentRun, why: unknown): void {
    if (run.mode === 'gone') return;
    this.forgetExecution(run);
    run.pending = inMemory([...run.taken, ...run.pending]);
    run.taken = [];
    run.hadBefore = true;
    this.parts.blocked.block(run, why);
  }

  /** It is closed, evicted or lost. */
  drop(run: ResidentRun): void {
    const { residency, blocked, attempts, timers } = this.parts;
    const closed = isClosed(run.state.status);
    run.mode = 'gone';
    residency.remove(run);
    blocked.drop(run);
    this.forgetExecution(run);
    attempts.abandon(run, closed ? 'WORKFLOW_CLOSED' : 'WORKER_SHUTDOWN');
    for (const pending of [...run.taken, ...run.pending]) settlePending(run, pending);
    if (!closed) return;
    for (const timerId of run.state.timers.keys()) timers.remove(run.ref.runId, timerId);
    if (run.timeOutAtMs !== null) timers.remove(run.ref.runId, RUN_TIMER);
  }

  /** Its shard is lost, or the owner stops. */
  leave(run: ResidentRun): void {
    run.leaving = true;
    const isUnderWay = run.mode === 'ready' || run.mode === 'deciding' || run.mode === 'committing';
    if (!isUnderWay && !hasOwnAttempts(run)) this.drop(run);
  }

  // ---- parts of these ----

  private get parts(): Parts {
    return this.deps.parts();
  }

  private ready(run: ResidentRun): void {
    this.parts.residency.unpark(run);
    this.parts.turns.ready(run);
  }

  /** A run that has something to do and is not in memory. */
  private bring(ref: RunRef): ResidentRun {
    const run = this.parts.residency.add(ref);
    this.parts.loader.load(run);
    return run;
  }

  private take(run: ResidentRun, { id, body }: InboxRow): boolean {
    if (knowsRow(run, id)) return false;
    if (body.kind === 'wake') this.wake(run, id);
    else if (run.mode !== 'syncing') this.post(run, { kind: 'inbox', id, body });
    else {
      const firstOther = run.pending.findIndex(({ kind }) => kind !== 'inbox' && kind !== 'start');
      const at = firstOther < 0 ? run.pending.length : firstOther;
      run.pending.splice(at, 0, { kind: 'inbox', id, body });
    }
    return true;
  }

  private wake(run: ResidentRun, id: InboxRow['id']): void {
    run.wakes.push(id);
    if (hasInlineOpen(run) || run.draft !== null) return;
    // Nothing to wake for, as far as is known here: its turn will find that out.
    run.doubtful = true;
    this.ready(run);
  }

  /** The decision that the last stimulus led to was not stored. */
  private decideAgain(run: ResidentRun, commands: readonly Command[]): void {
    const { ref, state, memory } = run;
    const atMs = Math.max(this.deps.clock.nowMs(), state.lastEventAtMs);
    run.draft = newDraft(ref, state.nextSeq, atMs);
    const deciding = { ref, state, memory, draft: run.draft, decider: this.deps.decider(run) };
    for (const command of commands) carryOut(deciding, command);
  }

  /** What is open inline goes on where it runs in this process, begins if it was never begun, and is lost if it ran elsewhere. */
  private resumeInline(run: ResidentRun): void {
    const { attempts } = this.parts;
    for (const attempt of [...run.attempts.values()]) {
      if (!run.state.activities.has(attempt.task.activityId)) attempts.orphan(attempt, 'WORKFLOW_CLOSED');
    }
    for (const activity of run.state.activities.values()) {
      const { activityId } = activity;
      if (activity.mode !== 'inline' || run.attempts.has(activityId) || isPending(run, activityId)) continue;
      const isKnown = run.hadBefore && activity.lostAtMs === undefined;
      if (isKnown && isActivityOpen(activity.status)) attempts.start(run, activity);
      else attempts.takeOver(run, activity);
    }
  }

  private forgetExecution(run: ResidentRun): void {
    this.parts.residency.unpark(run);
    run.execution?.dispose();
    run.execution = null;
    run.draft = null;
  }
}

/** The history is read after this row: by then the row may be consumed, so it only says that there is something. */
function beforeHistory(run: ResidentRun, { id, body }: InboxRow): void {
  if (body.kind !== 'wake') run.mustSync = true;
  else if (!run.wakes.includes(id)) run.wakes.push(id);
}
