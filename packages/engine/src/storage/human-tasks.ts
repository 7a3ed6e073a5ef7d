// What people are asked, and how they answer.
import type {
  ActivityId,
  Actor,
  Failure,
  HumanDecision,
  HumanTaskSpec,
  JsonObject,
  RunRef,
} from '@baton/core';

export type HumanTaskState = 'open' | 'claimed' | 'completed' | 'failed' | 'cancelled' | 'expired';

export interface HumanTaskRecord extends RunRef {
  readonly activityId: ActivityId;
  readonly workflow: string;
  readonly workflowId: string;
  readonly spec: HumanTaskSpec;
  readonly state: HumanTaskState;
  readonly claimedBy: string | null;
  readonly createdAtMs: number;
  readonly dueAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly decision: HumanDecision | null;
  readonly requestedBy: Actor | null;
}

/** Who may decide has been checked by the caller from the record; storage checks the state, first wins, and records. */
export interface HumanDecide extends RunRef {
  readonly activityId: ActivityId;
  readonly decision:
    | { readonly kind: 'complete'; readonly decision: HumanDecision }
    | { readonly kind: 'fail'; readonly failure: Failure; readonly by: string; readonly at: string };
  /** A repeat with the same key answers as the first did. */
  readonly idempotencyKey: string;
  readonly actor: Actor;
  readonly audit: JsonObject;
}
export type HumanDecideOutcome =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'repeated' }
  /** Somebody (or the run's end) was first. */
  | { readonly kind: 'closed'; readonly task: HumanTaskRecord }
  | { readonly kind: 'notFound' };
