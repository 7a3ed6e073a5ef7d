// What the sentence on a run's page is made of, and its form.
import type { CancelReason, Failure } from './failure.ts';
import type { LimitView } from './limits.ts';

export type WaitKind =
  | 'closed'
  | 'blocked'
  | 'noWorker'
  | 'human'
  | 'retry'
  | 'running'
  | 'async'
  | 'queued'
  | 'cancelling'
  | 'session'
  | 'child'
  | 'timer'
  | 'signal'
  | 'starting';

export interface Waiting {
  readonly kind: WaitKind;
  readonly text: string;
  /** The drawn node (or label) that it is about. */
  readonly label: string | null;
}

export interface WaitingContext {
  readonly nowMs: number;
  /** Of the run record; it is not in the history. */
  readonly blocked: Failure | null;
  /** Live workers; without them the sentence doesn't say whether one is missing. */
  readonly workers?: readonly WorkerView[];
}

/** What the sentence needs of an activity's row. */
export interface PendingView {
  readonly activityId: string;
  readonly queue: string;
  readonly state: 'queued' | 'running' | 'async' | 'done';
  /** Attempts begun, the running one included. */
  readonly attempt: number;
  readonly workerId: string | null;
  readonly workerKey?: string | null;
  /** Not before: the back-off. */
  readonly availableAtMs: number;
  readonly lastFailure: Failure | null;
  readonly cancelRequested: CancelReason | null;
  /** Nobody runs it, because it ended its workers. */
  readonly poisoned?: boolean;
  /** The limit that has no room for it now. */
  readonly limitedBy?: LimitView | null;
}

/** What the sentence needs of a live worker. */
export interface WorkerView {
  readonly taskQueues: readonly string[];
  readonly activities: readonly string[];
}
