// Runs inline activities in this process: slots and their queue, time limits, the way to a row of their own. See attempt.ts.
import {
  mapToFill,
  type ActivityId,
  type ActivityState,
  type CancelReason,
  type Failure,
  type Json,
  type WorkerId,
} from '@baton/core';
import type { ActivityTarget, ActivityTask, Storage } from '../storage.ts';
import { startOf } from '../decide/deciding.ts';
import { AttemptEnds, type Beats } from './attempt-ends.ts';
import { neverBegan, runsUntil, taskOf, timeoutOf, waitsUntil } from './attempt-limits.ts';
import type { Attempt } from './attempt.ts';
import { dispatchRow, type RowShape } from './dispatch-row.ts';
import type { Pending, ResidentRun } from './resident-run.ts';
import type { Clock, InlineAttempt, InlineExecutor, OwnerLimits, OwnerLogEntry, Scheduler } from './types.ts';

export interface AttemptsDeps {
  readonly storage: Storage;
  readonly inline: InlineExecutor;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: OwnerLimits;
  readonly workerId: WorkerId;
  readonly post: (run: ResidentRun, pending: Pending) => void;
  readonly log: (entry: OwnerLogEntry) => void;
}

const SWEEP_MS = 50;
/** An attempt that takes longer than this gets a row: it can be seen, cancelled from elsewhere, and is counted if its worker dies. */
const VISIBLE_AFTER_MS = 1_000;
/** So many entries of the queue that have gone are kept before it is cut. */
const SLACK = 1_000;

export class Attempts {
  private readonly deps: AttemptsDeps;
  private readonly ends: AttemptEnds;
  private readonly underWay = new Set<Attempt>();
  private queue: Attempt[] = [];
  /** The queue's first entries have gone. */
  private head = 0;
  /** Those of the queue whose time is up before they would get a row. */
  private readonly hurried = new Set<Attempt>();
  private filling = false;
  private sweeping = false;

  constructor(deps: AttemptsDeps) {
    this.deps = deps;
    this.ends = new AttemptEnds({
      ...deps,
      release: (attempt) => this.release(attempt),
      hasRoom: (run, { name }) =>
        this.running + this.waiting < deps.limits.inlineSlots &&
        deps.inline.accepts(startOf(run.state).taskQueue, name),
      ask: (attempt, reason, shape) => this.ask(attempt, reason, shape),
    });
  }

  get running(): number {
    return this.underWay.size;
  }

  get waiting(): number {
    return this.queue.length - this.head;
  }

  /** Starts an open inline activity, or queues it for a slot. */
  start(run: ResidentRun, activity: ActivityState): void {
    if (run.attempts.has(activity.activityId)) return;
    const nowMs = this.deps.clock.nowMs();
    const attempt: Attempt = {
      run,
      task: taskOf(run, activity, nowMs),
      state: 'waiting',
      row: null,
      abort: null,
      visibleAtMs: nowMs + VISIBLE_AFTER_MS,
      deadlineMs: Infinity,
    };
    run.attempts = mapToFill(run.attempts);
    run.attempts.set(activity.activityId, attempt);
    if (this.underWay.size < this.deps.limits.inlineSlots) this.begin(attempt);
    else this.wait(attempt);
    this.sweepSoon();
  }

  /** Tells the handler, if the attempt is in this process. */
  abort(run: ResidentRun, activityId: ActivityId, reason: CancelReason): void {
    const attempt = run.attempts.get(activityId);
    if (attempt === undefined) return;
    if (attempt.state === 'running') attempt.abort?.(reason);
    else this.ends.cancelled(attempt, neverBegan(attempt.task.name, reason));
  }

  /** The same for an attempt whose row says so; its run may be owned elsewhere by now. */
  abortTarget({ runId, activityId, attempt }: ActivityTarget, reason: CancelReason): void {
    for (const running of this.underWay) {
      const { task } = running;
      if (task.runId !== runId || task.activityId !== activityId) continue;
      if (attempt === null || attempt === task.attempt) running.abort?.(reason);
    }
  }

  /** The run is closed or gone: nobody waits for what its attempts answer. Those with a row answer to the storage. */
  abandon(run: ResidentRun, reason: CancelReason): void {
    for (const attempt of [...run.attempts.values()]) {
      if (attempt.row === null) this.orphan(attempt, reason);
    }
  }

  /** The run, as it was stored, knows nothing of this attempt. */
  orphan(attempt: Attempt, reason: CancelReason): void {
    this.release(attempt);
    attempt.abort?.(reason);
  }

  /** An activity that was open inline where this process did not run it: its attempt is lost. */
  takeOver(run: ResidentRun, activity: ActivityState): void {
    const { activityId, name, status } = activity;
    if (status !== 'cancelRequested') {
      const event = this.ends.lost.bind(this.ends, run);
      this.deps.post(run, { kind: 'lost', activityId, event });
      return;
    }
    const failure = neverBegan(name, 'WORKFLOW_CANCELLED');
    this.deps.post(run, {
      kind: 'outcome',
      activityId,
      attempt: activity.attempt ?? 1,
      event: { type: 'ActivityCancelled', activityId, failure },
    });
  }

  /** Gives all attempts of the run a row, so that another owner can go on with the run. */
  handOver(run: ResidentRun): void {
    for (const attempt of [...run.attempts.values()]) {
      if (attempt.row === null) this.show(attempt);
    }
  }

  /** Aborts what still runs; it is tried again elsewhere. */
  shutDown(): void {
    for (const attempt of [...this.underWay, ...this.queue.slice(this.head)]) {
      attempt.abort?.('WORKER_SHUTDOWN');
      this.ends.shutDown(attempt);
    }
  }

  private wait(attempt: Attempt): void {
    this.queue.push(attempt);
    attempt.deadlineMs = waitsUntil(attempt.task);
    // Later than that it has a row, and the storage's sweep looks after it.
    if (attempt.deadlineMs <= attempt.visibleAtMs) this.hurried.add(attempt);
  }

  private beginWaiting(attempt: Attempt): void {
    this.hurried.delete(attempt);
    attempt.task = { ...attempt.task, startedAtMs: this.deps.clock.nowMs() };
    this.begin(attempt);
  }

  private begin(attempt: Attempt): void {
    attempt.state = 'running';
    attempt.deadlineMs = runsUntil(attempt.task, attempt.task.startedAtMs);
    this.underWay.add(attempt);
    attempt.abort = this.deps.inline.start(new Handle(attempt, this.ends, this.askForToken));
  }

  private release(attempt: Attempt): void {
    attempt.state = 'ended';
    this.hurried.delete(attempt);
    attempt.run.attempts.delete(attempt.task.activityId);
    if (this.underWay.delete(attempt)) this.fillSlots();
  }

  private fillSlots(): void {
    // One that ends as soon as it begins comes here again.
    if (this.filling) return;
    this.filling = true;
    try {
      while (this.underWay.size < this.deps.limits.inlineSlots && this.head < this.queue.length) {
        const next = this.queue[this.head++];
        if (next?.state === 'waiting') this.beginWaiting(next);
      }
    } finally {
      this.filling = false;
    }
    if (this.head < SLACK && this.head < this.queue.length) return;
    this.queue = this.queue.slice(this.head);
    this.head = 0;
  }

  private readonly askForToken = (attempt: Attempt): Promise<boolean> =>
    this.ask(attempt, 'token', { state: 'running' });

  /** Asks for a row, once. Resolves with whether there is one. */
  private ask(
    attempt: Attempt,
    reason: 'token' | 'async' | 'retry' | 'slow',
    shape: Omit<RowShape, 'workerId'>,
  ): Promise<boolean> {
    attempt.row ??= new Promise<boolean>((settled) => {
      const { run, task } = attempt;
      const { activityId } = task;
      this.deps.post(run, {
        kind: 'dispatch',
        attempt: task.attempt,
        event: { type: 'ActivityDispatched', activityId, reason },
        row: (atMs) => dispatchRow(run, task, { ...shape, workerId: this.deps.workerId }, atMs),
        settled,
      });
    });
    return attempt.row;
  }

  /** Makes it visible; one that has no slot is given away: whoever has one may take it. */
  private show(attempt: Attempt): void {
    const isQueued = attempt.state === 'waiting';
    if (isQueued) this.release(attempt);
    // It has waited since it was scheduled, and goes on waiting.
    const availableAtMs = attempt.task.scheduledAtMs;
    const shape = isQueued
      ? ({ state: 'queued', attempt: attempt.task.attempt - 1, availableAtMs } as const)
      : ({ state: 'running' } as const);
    void this.ask(attempt, 'slow', shape);
  }

  private sweepSoon(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    this.deps.scheduler.about(SWEEP_MS, () => this.sweep());
  }

  /** Time limits, and rows for what takes long. */
  private sweep(): void {
    this.sweeping = false;
    const nowMs = this.deps.clock.nowMs();
    for (const attempt of [...this.underWay, ...this.hurried]) this.look(attempt, nowMs);
    for (let at = this.head; at < this.queue.length; at++) {
      const attempt = this.queue[at];
      if (attempt === undefined || attempt.visibleAtMs > nowMs) break;
      if (attempt.state === 'waiting') this.show(attempt);
    }
    if (this.running > 0 || this.waiting > 0) this.sweepSoon();
  }

  private look(attempt: Attempt, nowMs: number): void {
    if (attempt.deadlineMs <= nowMs) {
      attempt.abort?.('TIMED_OUT');
      this.ends.failed(attempt, timeoutOf(attempt));
    } else if (attempt.row === null && attempt.visibleAtMs <= nowMs) {
      this.show(attempt);
    }
  }
}

/** What the runner sees of an attempt. A class, since it is made for every step: closures cost ten times as much. */
class Handle implements InlineAttempt {
  private readonly attempt: Attempt;
  private readonly ends: AttemptEnds;
  private readonly ask: (attempt: Attempt) => Promise<boolean>;

  constructor(attempt: Attempt, ends: AttemptEnds, ask: (attempt: Attempt) => Promise<boolean>) {
    this.attempt = attempt;
    this.ends = ends;
    this.ask = ask;
  }

  get task(): ActivityTask {
    return this.attempt.task;
  }

  completed(result: Json): void {
    this.ends.completed(this.attempt, result);
  }

  failed(failure: Failure, beats?: Beats): void {
    this.ends.failed(this.attempt, failure, beats);
  }

  cancelled(failure: Failure): void {
    this.ends.cancelled(this.attempt, failure);
  }

  madeAsync(): void {
    this.ends.madeAsync(this.attempt);
  }

  dispatch(): Promise<boolean> {
    return this.attempt.state === 'ended' ? Promise.resolve(false) : this.ask(this.attempt);
  }
}
