// What a call may say beyond core's options: its time limit may be a promise of the workflow.
import {
  recordOptions,
  type ActivityOptions,
  type Duration,
  type RecordedActivityOptions,
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

/** @throws {ValidationError} which names the option, before anything is scheduled. */
export function recordCall(
  options: ActivityCallOptions,
  runTimeoutMs: number | undefined,
  human = false,
): CallLimits {
  const { scheduleToClose, timeout, ...rest } = options;
  const caps = runTimeoutMs === undefined ? {} : { runTimeoutMs };
  const until = isPromise(scheduleToClose) ? scheduleToClose : isPromise(timeout) ? timeout : null;
  return {
    options: recordOptions(
      {
        ...rest,
        ...(scheduleToClose === undefined || isPromise(scheduleToClose) ? {} : { scheduleToClose }),
        ...(timeout === undefined || isPromise(timeout) ? {} : { timeout }),
      },
      { ...caps, human: human || until !== null },
    ),
    until,
  };
}

function isPromise(value: Limit | undefined): value is PromiseLike<unknown> {
  return typeof value === 'object' && 'then' in value;
}
