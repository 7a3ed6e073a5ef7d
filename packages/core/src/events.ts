// What happened to a run. The history is the only truth: everything else is a fold over these.
//
// Two families. A *command event* records what workflow code asked for; it stands directly after the stimulus that made the
// code run, in the order of the calls. A *stimulus* is anything the workflow can observe (or the engine has to remember).
// So one cursor is enough to replay: apply a stimulus, let the code run, match its commands with the events that follow.
import type { HumanTaskSpec, RecordedActivityOptions, SessionOptions } from './activity-options.ts';
import type { ParentClosePolicy, UnheardSignal } from './commands.ts';
import type { CancelReason, Failure, SessionCreationFailureReason, SessionFailureReason } from './failure.ts';
import type { ActivityId, RunId, SessionId, TimerId, WorkerId, WorkerKey, WorkflowId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';

/** Who did it: `person:<id>`, `key:<id>`, `workflow`, `worker:<id>`, `schedule:<id>`, `system`. */
export type Actor = string;

export interface DesignRef {
  readonly designId: string;
  readonly version: number;
}

/** How a run came to begin with the history of another one. */
export interface ResetFrom {
  readonly runId: RunId;
  /** The last event that was kept; what follows is this run's own. */
  readonly seq: number;
  /** Of the reset. The kept events have their own times. */
  readonly atMs: number;
  readonly reason: string;
  readonly by: Actor;
  /** The run whose id seeds the randomness of what was kept. */
  readonly seed: RunId;
  /** "Run again from this node": what it gets instead of its input, the first time after the reset. */
  readonly rerun?: { readonly label: string; readonly input: Json };
}

export interface RunStarted {
  readonly type: 'RunStarted';
  readonly workflow: string;
  readonly workflowId: WorkflowId;
  readonly taskQueue: string;
  readonly input: Json;
  /** Set if the workflow is a drawn one. */
  readonly design?: DesignRef;
  readonly runTimeoutMs?: number;
  /** 1 to 5, of its activities and children that have none of their own. Default 3. */
  readonly priority?: number;
  readonly by?: Actor;
  readonly attributes?: JsonObject;
  readonly parent?: { readonly runId: RunId; readonly childId: string };
  readonly continuedFrom?: RunId;
  readonly resetFrom?: ResetFrom;
  /** Sessions handed over from the run that this one continues: its own from now on. */
  readonly sessions?: readonly SessionId[];
  /** What is known of these, and of the sessions of its parent that came with the input. */
  readonly given?: readonly GivenSession[];
  /** What was sent to the run that this one continues, and nobody there has heard. */
  readonly signals?: readonly UnheardSignal[];
  /** Request ids of the latest signals of the runs before: a repeat of one is no new signal. */
  readonly heard?: readonly string[];
}

/** A session as it was when it was given to another run: what that one needs to run activities in it. */
export interface GivenSession {
  readonly sessionId: SessionId;
  readonly status: 'open' | 'suspended' | 'failed' | 'closed';
  readonly options: SessionOptions;
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly hostName: string;
  readonly epoch: number;
  readonly expiresAtMs: number | null;
  readonly isDraining: boolean;
  /** Why it failed. */
  readonly reason: SessionFailureReason | null;
  /** Runs that were given it before: the run that owns it now tells them what becomes of it. */
  readonly guests?: readonly RunId[];
}

/** Events that end a run. */
export type CloseEvent =
  | { readonly type: 'RunCompleted'; readonly result: Json }
  | { readonly type: 'RunFailed'; readonly failure: Failure }
  | { readonly type: 'RunCancelled'; readonly failure: Failure }
  | { readonly type: 'RunTerminated'; readonly reason: string; readonly by: Actor }
  | { readonly type: 'RunTimedOut' }
  | {
      readonly type: 'RunContinuedAsNew';
      readonly nextRunId: RunId;
      readonly workflow: string;
      readonly input: Json;
    };

/** Recorded because workflow code asked. `RunCompleted`, `RunFailed`, `RunCancelled` and `RunContinuedAsNew` are command events, too. */
export type CommandEvent =
  | {
      readonly type: 'ActivityScheduled';
      readonly activityId: ActivityId;
      readonly name: string;
      readonly input: Json;
      readonly options: RecordedActivityOptions;
      /** `inline`: run by the owner of the run itself, without a row in the activity table. */
      readonly mode: 'inline' | 'dispatched' | 'human';
      readonly sessionId?: SessionId;
      readonly human?: HumanTaskSpec;
      readonly label?: string;
    }
  | {
      readonly type: 'ActivityCancelRequested';
      readonly activityId: ActivityId;
      readonly reason: CancelReason;
      readonly message?: string;
    }
  | { readonly type: 'ActivityResolved'; readonly activityId: ActivityId; readonly result: Json }
  | { readonly type: 'ActivityRejected'; readonly activityId: ActivityId; readonly failure: Failure }
  | {
      readonly type: 'TimerStarted';
      readonly timerId: TimerId;
      readonly fireAtMs: number;
      readonly label?: string;
    }
  | { readonly type: 'TimerCancelled'; readonly timerId: TimerId }
  | {
      readonly type: 'SessionRequested';
      readonly sessionId: SessionId;
      readonly options: SessionOptions;
      readonly label?: string;
    }
  | { readonly type: 'SessionCompleted'; readonly sessionId: SessionId }
  | {
      readonly type: 'ChildRequested';
      readonly childId: string;
      readonly workflow: string;
      readonly workflowId: string;
      readonly input: Json;
      readonly taskQueue: string | null;
      readonly parentClosePolicy: ParentClosePolicy;
      /** Sessions in its input, in which it may run activities. */
      readonly sessions?: readonly SessionId[];
      readonly runTimeoutMs?: number;
      readonly label?: string;
    }
  | { readonly type: 'ChildCancelRequested'; readonly childId: string; readonly reason: string }
  | {
      readonly type: 'RunSignalSent';
      readonly signalId: string;
      readonly workflowId: string;
      readonly name: string;
      readonly payload: Json;
    }
  | { readonly type: 'Marked'; readonly kind: string; readonly value: Json; readonly label?: string }
  | { readonly type: 'Patched'; readonly id: string }
  | { readonly type: 'AttributesSet'; readonly attributes: JsonObject }
  | { readonly type: 'UpdateAccepted'; readonly updateId: string }
  | { readonly type: 'UpdateRejected'; readonly updateId: string; readonly failure: Failure }
  | { readonly type: 'UpdateCompleted'; readonly updateId: string; readonly result: Json }
  | { readonly type: 'UpdateFailed'; readonly updateId: string; readonly failure: Failure };

/** What comes from outside the workflow's code. */
export type StimulusEvent =
  | RunStarted
  | { readonly type: 'RunCancelRequested'; readonly reason: string; readonly by: Actor }
  /** An inline activity moved to the activity table: a retry, `ctx.token` was read, it went async, or it takes long. The workflow sees nothing. */
  | {
      readonly type: 'ActivityDispatched';
      readonly activityId: ActivityId;
      readonly reason: 'retry' | 'token' | 'async' | 'slow';
    }
  /** An inline attempt was lost with its worker, and the next one begins where this was written: counted before it begins. The workflow sees nothing. */
  | { readonly type: 'ActivityLost'; readonly activityId: ActivityId }
  | {
      readonly type: 'ActivityCompleted';
      readonly activityId: ActivityId;
      readonly result: Json;
      readonly by?: Actor;
      readonly completionKey?: string;
      readonly attempt?: number;
    }
  /** Final: no attempt follows. `failure` is the cause; the workflow sees it wrapped in an `ActivityError`. */
  | {
      readonly type: 'ActivityFailed';
      readonly activityId: ActivityId;
      readonly failure: Failure;
      readonly by?: Actor;
      readonly attempt?: number;
    }
  /** The activity acknowledged its cancellation, or was closed by it. */
  | { readonly type: 'ActivityCancelled'; readonly activityId: ActivityId; readonly failure: Failure }
  | {
      readonly type: 'ActivityHeartbeat';
      readonly activityId: ActivityId;
      readonly details: Json;
      readonly sequence: number;
    }
  /**
   * The run begins with a part of another one's history: what was open there is open here from now on. The workflow sees nothing.
   * Directly after the kept events, or after the decision that the last of them led to.
   */
  | {
      readonly type: 'RunReset';
      /** The other run, and its last event that was kept. */
      readonly runId: RunId;
      readonly keptSeq: number;
      readonly reason: string;
      readonly by: Actor;
    }
  | { readonly type: 'TimerFired'; readonly timerId: TimerId }
  | {
      readonly type: 'SignalReceived';
      readonly name: string;
      readonly payload: Json;
      readonly requestId?: string;
      readonly by?: Actor;
    }
  | {
      readonly type: 'UpdateReceived';
      readonly updateId: string;
      readonly name: string;
      readonly input: Json;
      readonly by?: Actor;
    }
  | {
      readonly type: 'SessionOpened';
      readonly sessionId: SessionId;
      readonly workerId: WorkerId;
      readonly workerKey: WorkerKey;
      readonly hostName: string;
      readonly epoch: number;
      /** When `executionTimeout` passes. */
      readonly expiresAtMs: number;
    }
  | {
      readonly type: 'SessionCreationFailed';
      readonly sessionId: SessionId;
      readonly reason: SessionCreationFailureReason;
      readonly position: number | null;
      readonly message: string;
    }
  | {
      readonly type: 'SessionFailed';
      readonly sessionId: SessionId;
      readonly reason: SessionFailureReason;
      readonly message: string;
      /** What the worker's `onReestablish` threw. */
      readonly cause?: Failure;
    }
  /** The run that it was given by has completed it, or has ended. */
  | { readonly type: 'SessionEnded'; readonly sessionId: SessionId }
  /** Its worker takes no new sessions, and will stop some time: the workflow may move. */
  | { readonly type: 'SessionDraining'; readonly sessionId: SessionId }
  | { readonly type: 'SessionSuspended'; readonly sessionId: SessionId; readonly epoch: number }
  | {
      readonly type: 'SessionReestablished';
      readonly sessionId: SessionId;
      readonly workerId: WorkerId;
      readonly hostName: string;
      readonly epoch: number;
    }
  | { readonly type: 'ChildStarted'; readonly childId: string; readonly runId: RunId }
  | { readonly type: 'ChildStartFailed'; readonly childId: string; readonly failure: Failure }
  /** `runId`: its news may come before those of its start. */
  | {
      readonly type: 'ChildCompleted';
      readonly childId: string;
      readonly result: Json;
      readonly runId?: RunId;
    }
  | {
      readonly type: 'ChildFailed';
      readonly childId: string;
      readonly failure: Failure;
      readonly runId?: RunId;
    };

export type EventBody = StimulusEvent | CommandEvent | CloseEvent;
export type EventType = EventBody['type'];

/** An event with its place: `seq` counts from 1 without gaps; `atMs` is when its transition was made. */
export type HistoryEvent = EventBody & { readonly seq: number; readonly atMs: number };

/** One stored row of history: what one transition appended. `seq` is that of its first event. */
export interface HistoryRow {
  readonly seq: number;
  readonly atMs: number;
  readonly events: readonly EventBody[];
}

export function stamp(row: HistoryRow): readonly HistoryEvent[] {
  return row.events.map((body, index) => ({ ...body, seq: row.seq + index, atMs: row.atMs }));
}
