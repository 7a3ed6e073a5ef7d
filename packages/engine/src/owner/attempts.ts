// Runs inline activities in this process: slots and their queue, time limits, the way to a row of their own. See attempt.ts.
import {
  afterFailure,
  formatMs,
  timeoutFailure,
  type ActivityId,
  type ActivityState,
  type CancelReason,
  type Failure,
  type WorkerId,
} from '@baton/core';
import { startOf } from '../decide/deciding.ts';
import type { ActivityTask, Storage } from '../storage.ts';
import type { Attempt } from './attempt.ts';
import { createAttemptEnd } from './attempt-end.ts';
import { dispatchRow, type RowShape } from './dispatch-row.ts';
import type { Pending, ResidentRun } from './resident-run.ts';
import type {
  Cancel,
  Clock,
  InlineAttempt,
  InlineExecutor,
  OwnerLimits,
  OwnerLogEntry,
  Scheduler,
} from './types.ts';

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

export interface Attempts {
  /** Starts an open inline activity, or queues it for a slot. */
  start(run: ResidentRun, activity: ActivityState): void;
  /** Tells the handler, if the attempt is in this process. */
  abort(run: ResidentRun, activityId: ActivityId, reason: CancelReason): void;
  /** The run is closed or gone: nobody waits for what its attempts answer. */
  abandon(run: ResidentRun, reason: CancelReason): void;
  /** An activity that was open inline where this process did not run it: its attempt is lost, the next one gets a row. */
  takeOver(run: ResidentRun, activity: ActivityState): void;
  /** Gives all attempts of the run a row, so that another owner can go on with the run. */
  handOver(run: ResidentRun): void;
  /** The run as it was stored knows nothing of this attempt. */
  orphan(attempt: Attempt): void;
  /** Aborts what still runs; it is tried again elsewhere. */
  shutDown(): void;
  readonly running: number;
  readonly waiting: number;
}

const SWEEP_MS = 50;
/** An attempt that takes longer than this gets a row: it can be seen, cancelled from elsewhere, and is counted if its worker dies. */
const VISIBLE_AFTER_MS = 1_000;

export function createAttempts(deps: AttemptsDeps): Attempts {
  const running = new Set<Attempt>();
  let waiting: Attempt[] = [];
  let head = 0;
  let cancelSweep: Cancel | null = null;

  function start(run: ResidentRun, activity: ActivityState): void {
    if (run.attempts.has(activity.activityId)) return;
    const nowMs = deps.clock.nowMs();
    const attempt: Attempt = {
      run,
      task: taskOf(run, activity, nowMs),
      state: 'waiting',
      row: null,
      abort: null,
      visibleAtMs: nowMs + VISIBLE_AFTER_MS,
      deadlineMs: deadlineOf(activity, nowMs),
    };
    run.attempts.set(activity.activityId, attempt);
    if (running.size < deps.limits.inlineSlots) begin(attempt);
    else waiting.push(attempt);
    cancelSweep ??= deps.scheduler.after(SWEEP_MS, sweep);
  }

  function begin(attempt: Attempt): void {
    attempt.state = 'running';
    running.add(attempt);
    attempt.abort = deps.inline.start(handleOf(attempt));
  }

  function release(attempt: Attempt): void {
    attempt.state = 'ended';
    attempt.run.attempts.delete(attempt.task.activityId);
    if (running.delete(attempt)) fillSlots();
  }

  function fillSlots(): void {
    while (running.size < deps.limits.inlineSlots && head < waiting.length) {
      const next = waiting[head++];
      if (next?.state === 'waiting') begin(next);
    }
    if (head < 1_000 && head < waiting.length) return;
    waiting = waiting.slice(head);
    head = 0;
  }

  const end = createAttemptEnd({ ...deps, release, ask });

  function handleOf(attempt: Attempt): InlineAttempt {
    return {
      task: attempt.task,
      completed: (result) => end.completed(attempt, result),
      failed: (failure) => end.failed(attempt, failure),
      cancelled: (failure) => end.cancelled(attempt, failure),
      madeAsync: () => end.madeAsync(attempt),
      dispatch: () =>
        attempt.state === 'ended' ? Promise.resolve(false) : ask(attempt, 'token', { state: 'running' }),
    };
  }

  /** Asks for a row, once. Resolves with whether there is one. */
  function ask(
    attempt: Attempt,
    reason: 'token' | 'async' | 'retry' | 'slow',
    shape: Omit<RowShape, 'workerId'>,
  ): Promise<boolean> {
    attempt.row ??= new Promise<boolean>((settled) => {
      const { run, task } = attempt;
      const { activityId } = task;
      deps.post(run, {
        kind: 'dispatch',
        event: { type: 'ActivityDispatched', activityId, reason },
        row: (atMs) => dispatchRow(run, task, { ...shape, workerId: deps.workerId }, atMs),
        settled,
      });
    });
    return attempt.row;
  }

  /** Time limits, and rows for what takes long. */
  function sweep(): void {
    cancelSweep = null;
    const nowMs = deps.clock.nowMs();
    for (const attempt of running) {
      if (attempt.row !== null) continue;
      if (attempt.deadlineMs <= nowMs) timeOut(attempt, nowMs);
      else if (attempt.visibleAtMs <= nowMs) void ask(attempt, 'slow', { state: 'running' });
    }
    for (let at = head; at < waiting.length; at++) {
      const attempt = waiting[at];
      if (attempt === undefined || attempt.visibleAtMs > nowMs) break;
      if (attempt.state === 'waiting') giveAway(attempt);
    }
    if (running.size > 0 || head < waiting.length) cancelSweep = deps.scheduler.after(SWEEP_MS, sweep);
  }

  /** No slot here for too long: whoever has one may take it. */
  function giveAway(attempt: Attempt): void {
    release(attempt);
    void ask(attempt, 'slow', { state: 'queued', attempt: 0 });
  }

  function timeOut(attempt: Attempt, nowMs: number): void {
    attempt.abort?.('TIMED_OUT');
    end.failed(attempt, timeoutOf(attempt.task, nowMs));
  }

  return {
    start,
    abort(run, activityId, reason) {
      const attempt = run.attempts.get(activityId);
      if (attempt === undefined) return;
      if (attempt.state === 'running') attempt.abort?.(reason);
      else end.cancelled(attempt, neverBegan(attempt.task.name, reason));
    },
    abandon(run, reason) {
      for (const attempt of [...run.attempts.values()]) {
        if (attempt.row !== null) continue;
        release(attempt);
        attempt.abort?.(reason);
      }
    },
    takeOver(run, activity) {
      const { activityId, name, status } = activity;
      if (status === 'cancelRequested') {
        const event = {
          type: 'ActivityCancelled',
          activityId,
          failure: neverBegan(name, 'WORKFLOW_CANCELLED'),
        } as const;
        deps.post(run, { kind: 'outcome', activityId, event });
        return;
      }
      end.lost(run, taskOf(run, activity, deps.clock.nowMs()));
    },
    handOver(run) {
      for (const attempt of run.attempts.values()) {
        if (attempt.row !== null) continue;
        if (attempt.state === 'waiting') giveAway(attempt);
        else void ask(attempt, 'slow', { state: 'running' });
      }
    },
    orphan(attempt) {
      release(attempt);
      attempt.abort?.('WORKFLOW_CLOSED');
    },
    shutDown() {
      for (const attempt of [...running, ...waiting.slice(head)]) {
        attempt.abort?.('WORKER_SHUTDOWN');
        end.shutDown(attempt);
      }
    },
    get running() {
      return running.size;
    },
    get waiting() {
      return waiting.length - head;
    },
  };
}

function taskOf(run: ResidentRun, activity: ActivityState, nowMs: number): ActivityTask {
  const { workflow, workflowId } = startOf(run.state);
  return {
    shard: run.ref.shard,
    runId: run.ref.runId,
    activityId: activity.activityId,
    name: activity.name,
    input: activity.input,
    options: activity.options,
    workflow,
    workflowId,
    attempt: 1,
    sessionId: null,
    epoch: 0,
    scheduledAtMs: activity.scheduledAtMs,
    startedAtMs: nowMs,
    checkpoint: undefined,
    lastFailure: null,
  };
}

function deadlineOf({ options, scheduledAtMs }: ActivityState, nowMs: number): number {
  const { startToCloseMs, scheduleToCloseMs } = options;
  return Math.min(
    startToCloseMs === null ? Infinity : nowMs + startToCloseMs,
    scheduleToCloseMs === null ? Infinity : scheduledAtMs + scheduleToCloseMs,
  );
}

function timeoutOf({ name, options, scheduledAtMs }: ActivityTask, nowMs: number): Failure {
  const { startToCloseMs, scheduleToCloseMs } = options;
  const isWhole = scheduleToCloseMs !== null && scheduledAtMs + scheduleToCloseMs <= nowMs;
  const kind = isWhole ? 'scheduleToClose' : 'startToClose';
  const limitMs = (isWhole ? scheduleToCloseMs : startToCloseMs) ?? 0;
  return timeoutFailure({ kind, message: `${name} took longer than ${formatMs(limitMs)} (${kind})` });
}

function neverBegan(name: string, reason: CancelReason): Failure {
  return {
    name: 'CancelledError',
    code: 'CANCELLED',
    message: `${name} was cancelled before it began`,
    fields: { reason },
  };
}
