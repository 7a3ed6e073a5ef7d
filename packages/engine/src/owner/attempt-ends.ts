// How inline attempts end. Without a row the end is a stimulus of the run; with one it goes to the storage as any worker's would, until it
// is answered.
import { afterFailure, type ActivityState, type Failure, type Json, type StimulusEvent } from '@baton/core';
import { plus, type Draft } from '../decide/draft.ts';
import { SUSPECT_AFTER } from '../poison.ts';
import type { ActivityTarget, ActivityTask, AttemptEnd } from '../storage.ts';
import type { Attempt } from './attempt.ts';
import { taskOf } from './attempt-limits.ts';
import type { AttemptsDeps } from './attempts.ts';
import { persist } from './back-off.ts';
import { dispatchRow, type RowShape } from './dispatch-row.ts';
import type { ResidentRun } from './resident-run.ts';
import type { InlineAttempt } from './types.ts';

export interface AttemptEndsDeps extends AttemptsDeps {
  /** The attempt is over: its slot is free. */
  readonly release: (attempt: Attempt) => void;
  /** Another attempt may begin here, and has a slot. */
  readonly hasRoom: (run: ResidentRun, task: ActivityTask) => boolean;
  readonly ask: (
    attempt: Attempt,
    reason: 'async' | 'retry',
    shape: Omit<RowShape, 'workerId'>,
  ) => Promise<boolean>;
}

/** What its heartbeats said: see `InlineAttempt.failed`. */
export type Beats = NonNullable<Parameters<InlineAttempt['failed']>[1]>;

export class AttemptEnds {
  private readonly deps: AttemptEndsDeps;

  constructor(deps: AttemptEndsDeps) {
    this.deps = deps;
  }

  completed(attempt: Attempt, result: Json): void {
    if (!this.ends(attempt)) return;
    const { activityId } = attempt.task;
    if (attempt.row === null) this.outcome(attempt, { type: 'ActivityCompleted', activityId, result });
    else void this.tell(attempt, (target) => this.deps.storage.completeActivity(target, result, {}));
  }

  failed(attempt: Attempt, failure: Failure, { last, ...flush }: Beats = { last: undefined }): void {
    if (!this.ends(attempt)) return;
    const { activityId, attempt: number } = attempt.task;
    const end = this.afterAttempt(attempt.task, failure, last);
    if (attempt.row !== null) {
      void this.tell(attempt, (target) => this.deps.storage.endAttempt(target, end, flush));
    } else if (isCancelRequested(attempt)) {
      // After a cancel request there is no retry.
      this.outcome(attempt, { type: 'ActivityFailed', activityId, failure, attempt: number });
    } else if (end.kind === 'final') {
      this.outcome(attempt, { type: 'ActivityFailed', activityId, failure: end.failure, attempt: number });
    } else {
      const { availableAtMs } = end;
      void this.deps.ask(attempt, 'retry', {
        state: 'queued',
        availableAtMs,
        lastFailure: failure,
        lostAtMs: [],
      });
    }
  }

  cancelled(attempt: Attempt, failure: Failure): void {
    if (!this.ends(attempt)) return;
    const { activityId } = attempt.task;
    if (attempt.row === null) this.outcome(attempt, { type: 'ActivityCancelled', activityId, failure });
    else void this.tell(attempt, (target) => this.deps.storage.reportCancelled(target, failure));
  }

  madeAsync(attempt: Attempt): void {
    if (!this.ends(attempt)) return;
    if (attempt.row === null) void this.deps.ask(attempt, 'async', { state: 'async' });
    else void this.tell(attempt, (target) => this.deps.storage.makeAsync(target));
  }

  /** Its process stops: tried again elsewhere, at once. */
  shutDown(attempt: Attempt): void {
    this.failed(attempt, {
      name: 'WorkerShutdownError',
      code: 'WORKER_SHUTDOWN',
      message: 'The worker was stopped',
      nextRetryDelayMs: 0,
    });
  }

  /**
   * Its attempt ran in a process that is no more, or may have. The next one begins here, and nothing more is written than that it does:
   * thousands are taken over at once. After that it has a row, as a suspect has: see poison.ts.
   */
  lost(run: ResidentRun, activity: ActivityState, draft: Draft): StimulusEvent {
    const { activityId, lostAtMs = [] } = activity;
    const task = taskOf(run, activity, draft.atMs);
    const lastFailure = lostWithOwner(task.name);
    const end = this.afterAttempt(task, lastFailure);
    if (end.kind === 'final')
      return { type: 'ActivityFailed', activityId, failure: end.failure, attempt: task.attempt };
    if (lostAtMs.length + 1 < SUSPECT_AFTER && this.deps.hasRoom(run, task)) {
      draft.start = plus(draft.start, activityId);
      return { type: 'ActivityLost', activityId };
    }
    const { workerId } = this.deps;
    const shape = { state: 'queued', workerId, lastFailure, lostAtMs: [...lostAtMs, draft.atMs] } as const;
    draft.addActivities = plus(draft.addActivities, dispatchRow(run, task, shape, draft.atMs));
    return { type: 'ActivityDispatched', activityId, reason: 'retry' };
  }

  /** False: it has ended before; whoever was first is right. */
  private ends(attempt: Attempt): boolean {
    if (attempt.state === 'ended') return false;
    this.deps.release(attempt);
    return true;
  }

  private outcome({ run, task: { activityId, attempt } }: Attempt, event: StimulusEvent): void {
    this.deps.post(run, { kind: 'outcome', activityId, attempt, event });
  }

  private afterAttempt(
    { options, scheduledAtMs, attempt }: ActivityTask,
    failure: Failure,
    lastHeartbeatDetails?: Json,
  ): AttemptEnd {
    const nowMs = this.deps.clock.nowMs();
    const next = afterFailure({ options, attempt, scheduledAtMs, nowMs, failure, lastHeartbeatDetails });
    if (next.kind === 'final') return next;
    return { kind: 'retry', failure, availableAtMs: nowMs + next.delayMs };
  }

  /** Tells the storage once the row is there. If it never will be, the run has closed the activity. */
  private async tell(attempt: Attempt, act: (target: ActivityTarget) => Promise<unknown>): Promise<void> {
    const { run, task, row } = attempt;
    if ((await row) !== true) return;
    const { shard, runId, activityId, attempt: number } = task;
    await persist(() => act({ shard, runId, activityId, attempt: number, epoch: null }), {
      scheduler: this.deps.scheduler,
      failed: (error, failures) => {
        if (failures > 1) return;
        const message = `The end of activity ${activityId} was not stored; trying again`;
        this.deps.log({ level: 'warn', message, run: run.ref, error });
      },
    });
  }
}

function isCancelRequested({ run, task }: Attempt): boolean {
  return run.state.activities.get(task.activityId)?.status === 'cancelRequested';
}

function lostWithOwner(name: string): Failure {
  return {
    name: 'WorkerLostError',
    code: 'WORKER_LOST',
    message: `The worker that ran ${name} is gone`,
    nextRetryDelayMs: 0,
  };
}
