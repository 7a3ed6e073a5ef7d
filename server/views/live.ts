import type { Failure, HistoryEvent, RunId } from '@baton/core';
import type { PendingActivity, SessionRecord } from '@baton/engine';
import type { LiveTopic } from '../input/live.ts';

/** What the one stream of a tab carries. */
export type LiveMessage =
  /** First of all; the difference to the local clock is kept for countdowns. */
  | { readonly kind: 'hello'; readonly serverNowMs: number }
  /** In order and without gaps, from `afterSeq + 1` on. */
  | { readonly kind: 'events'; readonly runId: RunId; readonly events: readonly HistoryEvent[] }
  /** All of it, whenever any of it changed: attempts, heartbeats, last failures. */
  | {
      readonly kind: 'pending';
      readonly runId: RunId;
      readonly pending: readonly PendingActivity[];
      readonly sessions: readonly SessionRecord[];
      /** Why no worker can go on with the run; null: one can. */
      readonly blocked: Failure | null;
    }
  /** Something of this kind changed: refetch. At most one per 200 ms and topic. */
  | { readonly kind: 'changed'; readonly topic: LiveTopic };
