// What a run is, folded from its events. Entries are replaced, never changed, so a shallow copy of the maps is a snapshot.
import type { HumanTaskSpec, RecordedActivityOptions, SessionOptions } from './activity-options.ts';
import type { RunStarted } from './events.ts';
import type { Failure } from './failure.ts';
import type { ActivityId, RunId, SessionId, TimerId, WorkerId, WorkerKey } from './ids.ts';
import type { Json, JsonObject } from './json.ts';

export type ClosedStatus =
  'completed' | 'failed' | 'cancelled' | 'terminated' | 'timedOut' | 'continuedAsNew';
export type RunStatus = 'running' | ClosedStatus;

export type ActivityStatus = 'scheduled' | 'cancelRequested' | 'completed' | 'failed' | 'cancelled';

export interface ActivityState {
  readonly activityId: ActivityId;
  readonly name: string;
  readonly status: ActivityStatus;
  readonly mode: 'inline' | 'dispatched' | 'human';
  readonly input: Json;
  readonly options: RecordedActivityOptions;
  readonly label: string | null;
  readonly sessionId: SessionId | null;
  readonly human: HumanTaskSpec | null;
  readonly scheduledSeq: number;
  readonly scheduledAtMs: number;
  readonly closedSeq: number | null;
  readonly closedAtMs: number | null;
  readonly attempt: number | null;
  /** When attempts were lost that ran in the process which owned the run, and are not in its row; the next began there, too. */
  readonly lostAtMs?: readonly number[];
  /** Only where `completed`. */
  readonly result: Json;
  readonly failure: Failure | null;
  /** Who completed or failed it from outside. */
  readonly by: string | null;
  readonly completionKey: string | null;
}

export interface TimerState {
  readonly timerId: TimerId;
  readonly label: string | null;
  readonly startedAtMs: number;
  readonly fireAtMs: number;
  readonly status: 'pending' | 'fired' | 'cancelled';
  readonly closedAtMs: number | null;
}

export interface SessionState {
  readonly sessionId: SessionId;
  readonly label: string | null;
  /** False: it was given to this run, which can't complete it. */
  readonly isOwn: boolean;
  /** Its worker takes no new sessions. */
  readonly isDraining: boolean;
  readonly options: SessionOptions;
  readonly status: 'requested' | 'open' | 'suspended' | 'creationFailed' | 'failed' | 'closed';
  readonly workerId: WorkerId | null;
  readonly workerKey: WorkerKey | null;
  readonly hostName: string | null;
  readonly epoch: number;
  readonly requestedAtMs: number;
  readonly openedAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly reason: string | null;
}

export interface ChildState {
  readonly childId: string;
  readonly workflow: string;
  readonly workflowId: string;
  readonly runId: RunId | null;
  readonly label: string | null;
  readonly status: 'requested' | 'running' | 'completed' | 'failed';
  readonly failure: Failure | null;
}

/**
 * One visit of a drawn node. The graph workflow marks it; the value of such a mark is a `NodeMark`, or a list of them: what a turn of the run
 * reached together. That an activity has ended well says its own event.
 */
export type NodeStatus = 'waiting' | 'running' | 'completed' | 'failed' | 'skipped' | 'cancelled';
export interface NodeMark {
  readonly node: string;
  /** Default in a list: completed. */
  readonly status?: NodeStatus;
  /** The port that was taken. */
  readonly port?: string;
  /** Of nodes that have no activity to hold it (transform, branch, …). */
  readonly output?: Json;
  /** Its output is the run's result, which the event that follows holds. */
  readonly isResult?: true;
  readonly failure?: Failure;
}
export interface NodeState {
  readonly node: string;
  readonly status: NodeStatus;
  readonly port: string | null;
  readonly output: Json;
  /** Its output is the run's result, once there is one. */
  readonly isResult?: boolean;
  readonly failure: Failure | null;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** The latest activity with this label. */
  readonly activityId: ActivityId | null;
  readonly visits: number;
}

export interface SignalSeen {
  readonly seq: number;
  readonly name: string;
  readonly payload: Json;
  readonly atMs: number;
  readonly requestId: string | null;
}

export interface RunState {
  status: RunStatus;
  started: (RunStarted & { readonly atMs: number }) | null;
  /** The seq that the next event will have. */
  nextSeq: number;
  lastEventAtMs: number;
  closedAtMs: number | null;
  result: Json;
  failure: Failure | null;
  nextRunId: RunId | null;
  cancelRequested: { readonly reason: string; readonly by: string } | null;
  attributes: JsonObject;
  /** One that is empty may stand for all empty ones: see entries.ts, before something is put into it. So with those below. */
  activities: Map<ActivityId, ActivityState>;
  timers: Map<TimerId, TimerState>;
  sessions: Map<SessionId, SessionState>;
  children: Map<string, ChildState>;
  nodes: Map<string, NodeState>;
  readonly signals: SignalSeen[];
  patches: Set<string>;
  /** Events of kinds this version doesn't know: counted, never an error. */
  unknownEvents: number;
}
