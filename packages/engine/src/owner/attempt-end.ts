// How inline attempts end. Without a row the end is a stimulus of the run; with one it goes to the storage as any worker's would, until it
// is answered.
import { afterFailure, type Failure, type Json, type StimulusEvent } from '@baton/core';
import type { ActivityTarget, ActivityTask } from '../storage.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptsDeps } from './attempts.ts';
import { persist } from './back-off.ts';
import { dispatchRow, type RowShape } from './dispatch-row.ts';
import type { ResidentRun } from './resident-run.ts';

export interface AttemptEndDeps extends AttemptsDeps {
  /** The attempt is over: its slot is free. */
  readonly release: (attempt: Attempt) => void;
  readonly ask: (
    attempt: Attempt,
    reason: 'async' | 'retry',
    shape: Omit<RowShape, 'workerId'>,
  ) => Promise<boolean>;
}

export interface AttemptEnd {
  completed(attempt: Attempt, result: Json): void;
  failed(attempt: Attempt, failure: Failure): void;
  cancelled(attempt: Attempt, failure: Failure): void;
  madeAsync(attempt: Attempt): void;
  /** Its process stops: tried again elsewhere, at once. */
  shutDown(attempt: Attempt): void;
  /** It ran in a process that is no more, or may have. */
  lost(run: ResidentRun, task: ActivityTask): void;
}

export function createAttemptEnd(deps: AttemptEndDeps): AttemptEnd {
  const { storage, clock, post, release } = deps;

  function outcome({ run, task: { activityId } }: Attempt, event: StimulusEvent): void {
    post(run, { kind: 'outcome', activityId, event });
  }

  /** Tells the storage once the row is there. If it never will be, the run has closed the activity. */
  async function tell(attempt: Attempt, act: (target: ActivityTarget) => Promise<unknown>): Promise<void> {
    if ((await attempt.row) !== true) return;
    const { shard, runId, activityId } = attempt.task;
    const target: ActivityTarget = { shard, runId, activityId, attempt: 1, epoch: null };
    await persist(() => act(target), {
      scheduler: deps.scheduler,
      failed: (error, failures) => {
        if (failures === 1)
          deps.log({
            level: 'warn',
            message: `The end of activity ${activityId} was not stored`,
            run: attempt.run.ref,
            error,
          });
      },
    });
  }

  function failed(attempt: Attempt, failure: Failure): void {
    if (attempt.state === 'ended') return;
    const nowMs = clock.nowMs();
    const { options, scheduledAtMs, activityId } = attempt.task;
    const next = afterFailure({ options, attempt: 1, scheduledAtMs, nowMs, failure });
    release(attempt);
    if (attempt.row !== null) {
      const end =
        next.kind === 'final'
          ? next
          : ({ kind: 'retry', failure, availableAtMs: nowMs + next.delayMs } as const);
      void tell(attempt, (target) => storage.endAttempt(target, end, {}));
    } else if (next.kind === 'final') {
      outcome(attempt, { type: 'ActivityFailed', activityId, failure: next.failure, attempt: 1 });
    } else {
      const availableAtMs = nowMs + next.delayMs;
      void deps.ask(attempt, 'retry', { state: 'queued', availableAtMs, lastFailure: failure });
    }
  }

  return {
    completed(attempt, result) {
      if (attempt.state === 'ended') return;
      release(attempt);
      const { activityId } = attempt.task;
      if (attempt.row === null) outcome(attempt, { type: 'ActivityCompleted', activityId, result });
      else void tell(attempt, (target) => storage.completeActivity(target, result, {}));
    },
    failed,
    cancelled(attempt, failure) {
      if (attempt.state === 'ended') return;
      release(attempt);
      const { activityId } = attempt.task;
      if (attempt.row === null) outcome(attempt, { type: 'ActivityCancelled', activityId, failure });
      else void tell(attempt, (target) => storage.reportCancelled(target, failure));
    },
    madeAsync(attempt) {
      if (attempt.state === 'ended') return;
      release(attempt);
      if (attempt.row === null) void deps.ask(attempt, 'async', { state: 'async' });
      else void tell(attempt, (target) => storage.makeAsync(target));
    },
    shutDown(attempt) {
      failed(attempt, {
        name: 'WorkerShutdownError',
        code: 'WORKER_SHUTDOWN',
        message: 'The worker was stopped',
        nextRetryDelayMs: 0,
      });
    },
    lost(run, task) {
      const nowMs = clock.nowMs();
      const failure: Failure = {
        name: 'WorkerLostError',
        code: 'WORKER_LOST',
        message: `The worker that ran ${task.name} is gone`,
        nextRetryDelayMs: 0,
      };
      const { options, scheduledAtMs, activityId } = task;
      const next = afterFailure({ options, attempt: 1, scheduledAtMs, nowMs, failure });
      if (next.kind === 'final') {
        const event = { type: 'ActivityFailed', activityId, failure: next.failure, attempt: 1 } as const;
        post(run, { kind: 'outcome', activityId, event });
        return;
      }
      post(run, {
        kind: 'dispatch',
        event: { type: 'ActivityDispatched', activityId, reason: 'retry' },
        row: (atMs) =>
          dispatchRow(run, task, { state: 'queued', workerId: deps.workerId, lastFailure: failure }, atMs),
        settled: () => undefined,
      });
    },
  };
}
