// One attempt of an activity: the handler's context, and what its answer or its error means.
//
// running → ended, by the handler's answer. `abort` tells the handler to stop; what the handler does then decides how it ends.
import {
  CancelledError,
  ValidationError,
  checkPayload,
  failureFrom,
  type CancelReason,
  type Failure,
  type Json,
} from '@baton/core';
import type { ActivityTask, HeartbeatAnswer, HeartbeatRequest, Scheduler } from '@baton/engine';
import {
  isAsyncResult,
  runAttempt,
  type ActivityAttempt,
  type ActivityContext,
  type ActivityDefinition,
  type ActivityInfo,
  type ActivitySession,
} from '@baton/workflow';
import type { SaidByBeats } from './attempt-report.ts';
import { createHeartbeats, type Beat, type Heartbeats } from './heartbeats.ts';
import type { AttemptTokens } from '../worker-storage.ts';

export type AttemptOutcome =
  | { readonly kind: 'completed'; readonly result: Json }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly failure: Failure }
  | { readonly kind: 'async' };

export interface AttemptOptions {
  readonly definition: ActivityDefinition;
  readonly task: ActivityTask;
  readonly session: ActivitySession | null;
  readonly tokens: AttemptTokens;
  readonly scheduler: Scheduler;
  /** Makes sure that there is a row for others to see. False: the activity is closed. */
  ensureRow(): Promise<boolean>;
  readonly sendBeat: (request: HeartbeatRequest) => Promise<HeartbeatAnswer>;
  /** The handler has asked for its token: next time, give it a row from the start. */
  onTokenRead?(): void;
}

export class RunningAttempt implements ActivityAttempt {
  readonly context: ActivityContext;
  private readonly options: AttemptOptions;
  private controller: AbortController | null = null;
  private abortedFor: CancelReason | null = null;
  private heartbeats: Heartbeats | null = null;
  private hasEnded = false;

  constructor(options: AttemptOptions) {
    this.options = options;
    this.context = new AttemptContext(this, options);
  }

  /** Calls `ended` once: before it returns, if the handler does not answer a promise. Every promise spared is one less for each step. */
  run(ended: (outcome: AttemptOutcome) => void): void {
    let answer: unknown;
    try {
      answer = this.begin();
    } catch (error) {
      ended(this.afterThrow(error));
      return;
    }
    if (!isThenable(answer)) ended(this.afterAnswer(answer));
    else
      Promise.resolve(answer).then(
        (value) => ended(this.afterAnswer(value)),
        (error: unknown) => ended(this.afterThrow(error)),
      );
  }

  abort(reason: CancelReason): void {
    if (this.abortedFor !== null) return;
    this.abortedFor = reason;
    this.controller?.abort(reason);
  }

  /** Nothing is sent any more, whatever the handler's code still does. */
  stopBeating(): SaidByBeats {
    this.hasEnded = true;
    return { unsent: this.heartbeats?.stop() ?? null, last: this.lastDetails() };
  }

  lastDetails(): Json | undefined {
    return this.heartbeats?.last() ?? this.options.task.checkpoint;
  }

  /** Made when it is first looked at: most handlers never do, and a controller costs more than the rest of the context. */
  signal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController();
      if (this.abortedFor !== null) this.controller.abort(this.abortedFor);
    }
    return this.controller.signal;
  }

  /** Reading it makes the attempt visible to others. */
  token(of: 'activity' | 'attempt'): string {
    const { task, tokens } = this.options;
    this.options.onTokenRead?.();
    void this.options.ensureRow();
    return of === 'activity' ? tokens.activityToken(task) : tokens.attemptToken(task);
  }

  async tokenReady(): Promise<void> {
    if (!(await this.options.ensureRow()))
      throw new CancelledError('The activity was closed', 'ACTIVITY_CANCELLED');
  }

  private begin(): unknown {
    const { definition, task } = this.options;
    const input = definition.parseInput(task.input);
    return runAttempt(this, () => definition.handler(input as never, this.context as never));
  }

  private afterAnswer(answer: unknown): AttemptOutcome {
    if (isAsyncResult(answer)) return { kind: 'async' };
    try {
      return { kind: 'completed', result: this.options.definition.parseOutput(answer) };
    } catch (error) {
      return this.afterThrow(error);
    }
  }

  beat(details: unknown): void {
    if (this.hasEnded) return;
    const stored = details === undefined ? undefined : checkPayload(details, 'heartbeat details');
    this.heartbeats ??= createHeartbeats({
      options: this.options.task.options,
      scheduler: this.options.scheduler,
      send: (beat) => this.send(beat),
      answered: (answer) => this.heed(answer),
    });
    this.heartbeats.beat(stored);
  }

  private async send(beat: Beat): Promise<HeartbeatAnswer> {
    const { task, sendBeat } = this.options;
    const { shard, runId, activityId, attempt } = task;
    if (!(await this.options.ensureRow())) return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
    const epoch = task.sessionId === null ? null : task.epoch;
    return sendBeat({ shard, runId, activityId, attempt, epoch, ...beat });
  }

  private heed(answer: HeartbeatAnswer): void {
    if (answer.kind === 'refused') this.refused(answer.code, answer.reason);
    else if (answer.cancelRequested !== null) this.abort(answer.cancelRequested);
  }

  /** Nobody waits for it any more. What was abandoned is to run on all the same. */
  private refused(code: keyof typeof abortFor, reason: CancelReason | undefined): void {
    const isAbandoned = code === 'ACTIVITY_CLOSED' && this.options.task.options.cancellation === 'abandon';
    if (!isAbandoned) this.abort(reason ?? abortFor[code]);
  }

  private afterThrow(error: unknown): AttemptOutcome {
    const reason = this.abortedFor;
    if (reason === null) return { kind: 'failed', failure: failureOf(error) };
    switch (reason) {
      case 'WORKER_SHUTDOWN':
      case 'PAUSED':
      case 'RESET':
      case 'TIMED_OUT':
        return { kind: 'failed', failure: interrupted(reason, error) };
      default: {
        const cause = error instanceof CancelledError || isAbort(error, reason) ? undefined : error;
        const message = `Activity ${this.options.task.name} was cancelled`;
        return { kind: 'cancelled', failure: { ...failureFrom(new CancelledError(message, reason, cause)) } };
      }
    }
  }
}

/** What the handler gets. A class, since most handlers look at none of it: getters and closures of their own would cost more than they do. */
class AttemptContext implements ActivityContext {
  private readonly attempt: RunningAttempt;
  private readonly options: AttemptOptions;

  constructor(attempt: RunningAttempt, options: AttemptOptions) {
    this.attempt = attempt;
    this.options = options;
  }

  /** May be taken out of the context: it needs no `this`. */
  get heartbeat(): (details?: Json) => void {
    return (details) => this.attempt.beat(details);
  }

  get checkpoint(): Json | undefined {
    return this.options.task.checkpoint;
  }

  get token(): string {
    return this.attempt.token('activity');
  }

  get attemptToken(): string {
    return this.attempt.token('attempt');
  }

  get signal(): AbortSignal {
    return this.attempt.signal();
  }

  get session(): ActivitySession | null {
    return this.options.session;
  }

  get info(): ActivityInfo {
    return infoOf(this.options.task);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

const abortFor = {
  ACTIVITY_CLOSED: 'ACTIVITY_CANCELLED',
  RUN_CLOSED: 'WORKFLOW_CLOSED',
  RUN_NOT_FOUND: 'WORKFLOW_CLOSED',
  STALE_ATTEMPT: 'TIMED_OUT',
  STALE_EPOCH: 'SESSION_FAILED',
} as const satisfies Record<Extract<HeartbeatAnswer, { kind: 'refused' }>['code'], CancelReason>;

/** What the handler threw is thrown by `signal.throwIfAborted()` or by whom it gave the signal to. */
function isAbort(error: unknown, reason: CancelReason): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}

/** A value that doesn't fit its schema, or isn't JSON, won't do better the next time. */
function failureOf(error: unknown): Failure {
  const failure = failureFrom(error);
  return error instanceof ValidationError ? { ...failure, nonRetryable: true } : failure;
}

/** Not the handler's fault: the next attempt may start at once. */
function interrupted(reason: CancelReason, error: unknown): Failure {
  return {
    name: 'InterruptedError',
    message: `The attempt was interrupted: ${reason}`,
    fields: { reason },
    nextRetryDelayMs: 0,
    cause: failureFrom(error),
  };
}

function infoOf(task: ActivityTask): ActivityInfo {
  const { startToCloseMs, scheduleToCloseMs } = task.options;
  const deadlineMs = Math.min(
    startToCloseMs === null ? Infinity : task.startedAtMs + startToCloseMs,
    scheduleToCloseMs === null ? Infinity : task.scheduledAtMs + scheduleToCloseMs,
  );
  return {
    activity: task.name,
    activityId: task.activityId,
    attempt: task.attempt,
    workflow: task.workflow,
    workflowId: task.workflowId,
    runId: task.runId,
    scheduledAtMs: task.scheduledAtMs,
    startedAtMs: task.startedAtMs,
    deadlineMs: deadlineMs === Infinity ? null : deadlineMs,
  };
}
