// What a call may say beyond core's options: its time limit may be a promise of the workflow.
import {
  recordOptions,
  type ActivityOptions,
  type Duration,
  type RecordedActivityOptions,
  type RunStarted,
} from '@baton/core';

type Limit = Duration | PromiseLike<unknown>;

/** At least one of `startToClose` and `scheduleToClose` (`timeout` for short) is needed. */
export interface ActivityCallOptions extends Omit<ActivityOptions, 'scheduleToClose' | 'timeout'> {
  /** How long all attempts together may take. Or a promise of the workflow: the activity times out when it resolves. */
  readonly scheduleToClose?: Limit;
  /** Short for `scheduleToClose`. */
  readonly timeout?: Limit;
}

export interface CallLimits {
  readonly options: RecordedActivityOptions;
  /** Stands for `scheduleToClose`. */
  readonly until: PromiseLike<unknown> | null;
}

/** What a run says for all its activities. */
export interface LimitsOfRun {
  readonly runTimeoutMs?: number | undefined;
  readonly priority?: number | undefined;
}

export function limitsOfRun(run: {
  readonly runTimeoutMs: number | undefined;
  readonly started: RunStarted;
}): LimitsOfRun {
  return { runTimeoutMs: run.runTimeoutMs, priority: run.started.priority };
}

/** @throws {ValidationError} which names the option, before anything is scheduled. */
export function recordCall(
  options: ActivityCallOptions,
  { runTimeoutMs, priority }: LimitsOfRun,
  human = false,
): CallLimits {
  const { scheduleToClose, timeout, ...rest } = options;
  const ofRun = given({ runTimeoutMs, priority });
  const until = isPromise(scheduleToClose) ? scheduleToClose : isPromise(timeout) ? timeout : null;
  return {
    options: recordOptions(
      {
        ...rest,
        ...(scheduleToClose === undefined || isPromise(scheduleToClose) ? {} : { scheduleToClose }),
        ...(timeout === undefined || isPromise(timeout) ? {} : { timeout }),
      },
      { ...ofRun, human: human || until !== null },
    ),
    until,
  };
}

/** Without what was not given. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function isPromise(value: Limit | undefined): value is PromiseLike<unknown> {
  return typeof value === 'object' && 'then' in value;
}
