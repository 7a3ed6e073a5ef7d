// What storage keeps of a run, and how one is started.
import type {
  Actor,
  Failure,
  HistoryRow,
  InboxId,
  JsonObject,
  RunId,
  RunRef,
  RunStarted,
  RunStatus,
  WorkflowId,
} from '@baton/core';
import type { InboxBody } from './inbox.ts';

export interface RunRecord extends RunRef {
  readonly workflowId: WorkflowId;
  readonly workflow: string;
  readonly taskQueue: string;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  readonly closedAtMs: number | null;
  readonly design: { readonly designId: string; readonly version: number } | null;
  /** Set while no worker can go on with it (nondeterminism, unknown workflow type). */
  readonly blocked: Failure | null;
  /** Which run goes on: by continue-as-new, or because this one was reset while it was open. */
  readonly nextRunId: RunId | null;
  /** The run whose beginning this one has. */
  readonly resetFrom: RunId | null;
  readonly attributes: JsonObject;
  readonly by: Actor | null;
}

/** What a run begins with besides its start, in the same transaction: the history of the run that it was reset from. */
export interface RunPrefix {
  /** The time of its first event, which is older than the run. */
  readonly startedAtMs: number;
  /** The rows after the first. */
  readonly rows: readonly HistoryRow[];
}

export interface StartRequest {
  readonly ref: RunRef;
  readonly event: RunStarted;
  readonly reusePolicy: 'allow' | 'reject';
  /** Messages put into the inbox in the same transaction (`signalWithStart`). */
  readonly signals: readonly InboxBody[];
  readonly prefix?: RunPrefix;
}

export type StartOutcome =
  | { readonly kind: 'started'; readonly atMs: number; readonly inboxId: InboxId }
  /** The open (or, with `reject`, closed) run that has this workflow id. The caller compares the inputs. */
  | { readonly kind: 'exists'; readonly run: RunRecord };
