// What workflow code asks for, in the imperative. Each command becomes exactly one event, at the position where it was asked.
import type { HumanTaskSpec, RecordedActivityOptions, SessionOptions } from './activity-options.ts';
import type { CancelReason, Failure } from './failure.ts';
import type { ActivityId, RunId, SessionId, TimerId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';

/** A signal that was accepted, and that no code has heard so far. */
export interface UnheardSignal {
  readonly name: string;
  readonly payload: Json;
  /** Of one that the run before did not even read. */
  readonly requestId?: string;
}

export type ParentClosePolicy = 'terminate' | 'cancel' | 'abandon';

export type Command =
  | {
      readonly type: 'ScheduleActivity';
      readonly activityId: ActivityId;
      readonly name: string;
      readonly input: Json;
      readonly options: RecordedActivityOptions;
      readonly sessionId?: SessionId;
      readonly human?: HumanTaskSpec;
      /** Where it belongs for people: a design's node id, or what `withLabel` was given. */
      readonly label?: string;
    }
  /** `act.cancel()` or a cancelled scope. With `try` and `abandon` the workflow sees the activity as closed at once. */
  | {
      readonly type: 'CancelActivity';
      readonly activityId: ActivityId;
      readonly reason: CancelReason;
      readonly message?: string;
    }
  /** `act.complete(value)` from the workflow itself. */
  | { readonly type: 'CompleteActivity'; readonly activityId: ActivityId; readonly result: Json }
  | { readonly type: 'FailActivity'; readonly activityId: ActivityId; readonly failure: Failure }
  | {
      readonly type: 'StartTimer';
      readonly timerId: TimerId;
      readonly fireAtMs: number;
      readonly label?: string;
    }
  | { readonly type: 'CancelTimer'; readonly timerId: TimerId }
  | {
      readonly type: 'RequestSession';
      readonly sessionId: SessionId;
      readonly options: SessionOptions;
      readonly label?: string;
    }
  | { readonly type: 'CompleteSession'; readonly sessionId: SessionId }
  | {
      readonly type: 'StartChild';
      readonly childId: string;
      readonly workflow: string;
      readonly workflowId: string;
      readonly input: Json;
      readonly taskQueue: string | null;
      readonly parentClosePolicy: ParentClosePolicy;
      readonly sessions?: readonly SessionId[];
      readonly runTimeoutMs?: number;
      readonly label?: string;
    }
  | { readonly type: 'CancelChild'; readonly childId: string; readonly reason: string }
  | {
      readonly type: 'SignalRun';
      readonly signalId: string;
      readonly workflowId: string;
      readonly name: string;
      readonly payload: Json;
    }
  /** A note for people and for the canvas overlay (`kind: 'node'`, see overlay.ts). Causes nothing. */
  | { readonly type: 'Mark'; readonly kind: string; readonly value: Json; readonly label?: string }
  | { readonly type: 'RecordPatch'; readonly id: string }
  | { readonly type: 'SetAttributes'; readonly attributes: JsonObject }
  | { readonly type: 'AcceptUpdate'; readonly updateId: string }
  | { readonly type: 'RejectUpdate'; readonly updateId: string; readonly failure: Failure }
  | { readonly type: 'CompleteUpdate'; readonly updateId: string; readonly result: Json }
  | { readonly type: 'FailUpdate'; readonly updateId: string; readonly failure: Failure }
  | { readonly type: 'CompleteRun'; readonly result: Json }
  | { readonly type: 'FailRun'; readonly failure: Failure }
  | { readonly type: 'CancelRun'; readonly failure: Failure }
  | {
      readonly type: 'ContinueAsNew';
      readonly workflow: string;
      readonly input: Json;
      readonly nextRunId?: RunId;
      readonly handOver: boolean;
      /** Signals that nobody has heard yet: the next run has them from its start. */
      readonly signals: readonly UnheardSignal[];
    };
