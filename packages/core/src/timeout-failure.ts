// The stored form of a passed time limit; the same as what `failureFrom` makes of the error, without making one.
import type { Failure, TimeoutKind } from './failure.ts';
import type { Json } from './json.ts';

export interface PassedLimit {
  readonly kind: TimeoutKind;
  readonly message: string;
  /** Of any attempt. */
  readonly lastHeartbeatDetails?: Json | undefined;
  /** The last real failure. */
  readonly cause?: Failure | null | undefined;
}

/** A `TimeoutError` (or `HeartbeatTimeoutError`) as a failure. */
export function timeoutFailure({ kind, message, lastHeartbeatDetails, cause }: PassedLimit): Failure {
  const isHeartbeat = kind === 'heartbeat';
  return {
    name: isHeartbeat ? 'HeartbeatTimeoutError' : 'TimeoutError',
    message,
    code: isHeartbeat ? 'HEARTBEAT_TIMEOUT' : 'ACTIVITY_TIMEOUT',
    fields: { kind, ...(lastHeartbeatDetails === undefined ? {} : { lastHeartbeatDetails }) },
    ...(cause === undefined || cause === null ? {} : { cause }),
  };
}
