// What comes from outside, until the owner of the run consumes it.
import type {
  ActivityId,
  Actor,
  Failure,
  InboxId,
  Json,
  RunId,
  RunRef,
  SessionFailureReason,
  SessionId,
  Shard,
  WorkerId,
  WorkerKey,
} from '@baton/core';

/** What comes from outside, until the owner consumes it in the transition that answers it. */
export type InboxBody =
  /**
   * The run has work that only its owner's memory holds (it has just been started, or has inline activities open). The row stays until the
   * run parks or closes, so that a new owner finds the run. Never an event.
   */
  | { readonly kind: 'wake' }
  | {
      readonly kind: 'signal';
      readonly name: string;
      readonly payload: Json;
      readonly requestId?: string;
      readonly by?: Actor;
    }
  | { readonly kind: 'cancel'; readonly reason: string; readonly by: Actor }
  /** The run begins with the history of another one: what is open in it is to be opened here. */
  | {
      readonly kind: 'reset';
      readonly runId: RunId;
      readonly keptSeq: number;
      readonly reason: string;
      readonly by: Actor;
    }
  | {
      readonly kind: 'update';
      readonly updateId: string;
      readonly name: string;
      readonly input: Json;
      readonly by?: Actor;
    }
  | {
      readonly kind: 'activityCompleted';
      readonly activityId: ActivityId;
      readonly result: Json;
      readonly by?: Actor;
      readonly completionKey?: string;
      readonly attempt?: number;
    }
  | {
      readonly kind: 'activityFailed';
      readonly activityId: ActivityId;
      readonly failure: Failure;
      readonly by?: Actor;
      readonly attempt?: number;
    }
  | { readonly kind: 'activityCancelled'; readonly activityId: ActivityId; readonly failure: Failure }
  | {
      readonly kind: 'activityHeartbeat';
      readonly activityId: ActivityId;
      readonly details: Json;
      readonly sequence: number;
    }
  | {
      readonly kind: 'sessionOpened';
      readonly sessionId: SessionId;
      readonly workerId: WorkerId;
      readonly workerKey: WorkerKey;
      readonly hostName: string;
      readonly epoch: number;
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: 'sessionCreationFailed';
      readonly sessionId: SessionId;
      readonly reason: 'NO_WORKERS' | 'ALL_BUSY' | 'UNSATISFIABLE';
      readonly position: number | null;
      readonly message: string;
    }
  | {
      readonly kind: 'sessionFailed';
      readonly sessionId: SessionId;
      readonly reason: SessionFailureReason;
      readonly message: string;
      readonly cause?: Failure;
    }
  | { readonly kind: 'sessionEnded'; readonly sessionId: SessionId }
  | { readonly kind: 'sessionDraining'; readonly sessionId: SessionId }
  | { readonly kind: 'sessionSuspended'; readonly sessionId: SessionId; readonly epoch: number }
  | {
      readonly kind: 'sessionReestablished';
      readonly sessionId: SessionId;
      readonly workerId: WorkerId;
      readonly hostName: string;
      readonly epoch: number;
    }
  | { readonly kind: 'childStarted'; readonly childId: string; readonly runId: RunId }
  | { readonly kind: 'childStartFailed'; readonly childId: string; readonly failure: Failure }
  | {
      readonly kind: 'childCompleted';
      readonly childId: string;
      readonly result: Json;
      readonly runId?: RunId;
    }
  | {
      readonly kind: 'childFailed';
      readonly childId: string;
      readonly failure: Failure;
      readonly runId?: RunId;
    };

export interface InboxRow extends RunRef {
  /** Time-ordered: rows of one run are consumed in this order. */
  readonly id: InboxId;
  readonly body: InboxBody;
}

export interface InboxMessage extends RunRef {
  readonly body: InboxBody;
  /** The same key is put once per run while the run is open (a consumed key is found in the history by the engine). */
  readonly dedupKey: string | null;
}

export type PutOutcome = 'accepted' | 'duplicate' | 'runClosed' | 'runNotFound';

/** What an owner holds: shards by task queue. */
export type OwnedShards = ReadonlyMap<string, readonly Shard[]>;
