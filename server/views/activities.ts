import type { CancelReason } from '@baton/core';

export interface CompleteAnswer {
  readonly accepted: true;
  readonly alreadyCompleted: boolean;
}
export interface FailAnswer {
  readonly accepted: true;
  /** Another attempt follows, by the activity's retry policy. */
  readonly willRetry: boolean;
  readonly nextAttemptAtMs: number | null;
}
export interface HeartbeatAnswer {
  readonly cancelRequested: boolean;
  readonly reason: CancelReason | null;
}
export interface Accepted {
  readonly accepted: true;
}
