import {
  ValidationError,
  buildIdOf,
  taskQueueName,
  toMs,
  type Duration,
  type SessionOptions,
} from '@baton/core';

export interface CreateSessionOptions {
  /** Longest wait for a worker with room, in all. Required. */
  readonly creationTimeout: Duration;
  /** How long the session may be open. Required. */
  readonly executionTimeout: Duration;
  /** Ends a session in which nothing has run for this long. Default: none. */
  readonly idleTimeout?: Duration;
  /** Default: the run's own. */
  readonly taskQueue?: string;
  /** Amounts that the session needs for itself, e.g. `{ gpu: 1 }`: all of them or no session. */
  readonly resources?: Readonly<Record<string, number>>;
  /** Only workers that run this build, by their `buildId`. Recorded when the session is asked for: a constant of the code will do. Default: any. */
  readonly buildId?: string;
  /** `fail` (default), or wait for the same worker key to come back. */
  readonly onWorkerLost?: 'fail' | 'reestablish';
  /** How long to wait for it. Default 1 minute. */
  readonly reestablishTimeout?: Duration;
}

/** @throws {ValidationError} before anything is scheduled. */
export function recordSession(options: CreateSessionOptions): SessionOptions {
  const { idleTimeout, taskQueue, buildId, resources = {} } = options;
  for (const [name, amount] of Object.entries(resources)) {
    if (!Number.isSafeInteger(amount) || amount <= 0) {
      throw new ValidationError(`wanted a whole number from 1, found ${String(amount)}`, `resources.${name}`);
    }
  }
  return {
    creationTimeoutMs: required(options.creationTimeout, 'creationTimeout'),
    executionTimeoutMs: required(options.executionTimeout, 'executionTimeout'),
    idleTimeoutMs: idleTimeout === undefined ? null : required(idleTimeout, 'idleTimeout'),
    taskQueue: taskQueue === undefined ? null : taskQueueName(taskQueue),
    resources: { ...resources },
    onWorkerLost: options.onWorkerLost ?? 'fail',
    reestablishTimeoutMs: required(options.reestablishTimeout ?? 60_000, 'reestablishTimeout'),
    workerKey: null,
    ...(buildId === undefined ? {} : { buildId: buildIdOf(buildId) }),
  };
}

function required(duration: Duration | undefined, path: string): number {
  if (duration === undefined) throw new ValidationError('is required', path);
  const ms = toMs(duration, path);
  if (ms <= 0) throw new ValidationError('must be more than 0', path);
  return ms;
}
