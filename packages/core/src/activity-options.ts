// Activity options as recorded when the activity is scheduled: durations in milliseconds, defaults filled in.
import type { Json } from './json.ts';

export interface RetryPolicy {
  /** Wait before the second attempt. */
  readonly initialMs: number;
  readonly coefficient: number;
  readonly maxMs: number;
  /** `null`: no limit. */
  readonly maxAttempts: number | null;
  /** Error names that are never retried. */
  readonly nonRetryable: readonly string[];
}

export type CancellationType = 'try' | 'wait' | 'abandon';

/** Milliseconds everywhere; `null`: not set. At least one of the first two is set, except for human activities. */
export interface RecordedActivityOptions {
  readonly startToCloseMs: number | null;
  readonly scheduleToCloseMs: number | null;
  readonly scheduleToStartMs: number | null;
  readonly heartbeatMs: number | null;
  /** Once the attempt has gone async these two stand in for `startToCloseMs` (counted from then) and `heartbeatMs`, where they are set. */
  readonly asyncTimeoutMs: number | null;
  readonly asyncHeartbeatMs: number | null;
  readonly retry: RetryPolicy;
  readonly cancellation: CancellationType;
  /** `null`: the run's own queue. */
  readonly taskQueue: string | null;
  /** Set by the workflow's `onHeartbeat`: deliver beats as events, at most one per this many ms. */
  readonly deliverHeartbeatsMs: number | null;
  /** 1 to 5, higher first. Histories from before there were levels have 0: see `claimPriority`. */
  readonly priority: number;
  /** Counts towards the limits of this key, besides those of its queue and its name. */
  readonly limitKey?: string;
  /** Keys take turns, those with more weight more often. */
  readonly fairnessKey?: string;
  readonly fairnessWeight?: number;
}

/** What a human activity asks. Texts are already rendered (expressions evaluated by the workflow). */
export interface HumanTaskSpec {
  readonly title: string;
  /** Markdown. */
  readonly instructions: string | null;
  /** JSON Schema of the form's values; `null`: no form. */
  readonly form: Json;
  readonly outcomes: readonly string[];
  /** `person:<id or e-mail>` or `role:<name>`; empty: anyone who may decide. */
  readonly assignees: readonly string[];
  readonly dueInMs: number | null;
  readonly priority: number;
  readonly requesterMayNotApprove: boolean;
  /** What the person must see. */
  readonly context: Json;
}

/** What a human activity answers. */
export interface HumanDecision {
  readonly outcome: string;
  readonly values: Json;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly comment: string | null;
}

export interface SessionOptions {
  readonly creationTimeoutMs: number;
  readonly executionTimeoutMs: number;
  readonly idleTimeoutMs: number | null;
  /** `null`: the run's own queue. */
  readonly taskQueue: string | null;
  /** Amounts by resource type, e.g. `{gpu: 1}`; one session slot is always taken besides. */
  readonly resources: Readonly<Record<string, number>>;
  readonly onWorkerLost: 'fail' | 'reestablish';
  readonly reestablishTimeoutMs: number;
  /** `recreateSession`: only this worker key will do. */
  readonly workerKey: string | null;
  /** Only workers that say this build will do. */
  readonly buildId?: string;
}
