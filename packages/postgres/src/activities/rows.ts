// Rows of activities as the tables have them, made what the engine knows.
import {
  fullOptions,
  type ActivityId,
  type CancelReason,
  type Failure,
  type Json,
  type RunId,
  type SessionId,
  type Shard,
  type WorkerId,
  type WorkerKey,
} from '@baton/core';
import type { ActivityRowState, ActivityTask, PendingActivity } from '@baton/engine';
import { fromJson, fromJsonOrNull, type JsonText } from '../runs/rows.ts';

export interface ActivityKey {
  readonly shard: Shard;
  readonly run_id: RunId;
  readonly activity_id: ActivityId;
}

export interface TaskRow extends ActivityKey {
  readonly name: string;
  readonly input: JsonText<Json>;
  /** As `fullOptions` reads them. */
  readonly options: string;
  readonly workflow: string;
  readonly workflow_id: string;
  readonly attempt: number;
  readonly session_id: SessionId | null;
  readonly session_shard: Shard | null;
  readonly epoch: number;
  readonly priority: number;
  readonly available_at: number;
  readonly scheduled_at: number;
  readonly started_at: number;
  readonly last_failure: JsonText<Failure> | null;
  readonly checkpoint: JsonText<Json> | null;
}

export function activityTask(row: TaskRow): ActivityTask {
  return {
    shard: row.shard,
    runId: row.run_id,
    activityId: row.activity_id,
    name: row.name,
    input: fromJson(row.input),
    options: fullOptions(row.options),
    workflow: row.workflow,
    workflowId: row.workflow_id,
    attempt: row.attempt,
    sessionId: row.session_id,
    epoch: row.epoch,
    scheduledAtMs: row.scheduled_at,
    startedAtMs: row.started_at,
    checkpoint: row.checkpoint === null ? undefined : fromJson(row.checkpoint),
    lastFailure: fromJsonOrNull(row.last_failure),
  };
}

export interface PendingRow extends ActivityKey {
  readonly name: string;
  readonly label: string | null;
  readonly queue: string;
  readonly state: ActivityRowState;
  readonly attempt: number;
  readonly epoch: number;
  readonly session_id: SessionId | null;
  readonly worker_id: WorkerId | null;
  readonly worker_key: WorkerKey | null;
  readonly scheduled_at: number;
  readonly available_at: number;
  readonly started_at: number | null;
  readonly async_at: number | null;
  readonly deadline_at: number | null;
  /** As `fullOptions` reads them. */
  readonly options: string;
  readonly last_failure: JsonText<Failure> | null;
  readonly cancel_requested: CancelReason | null;
  readonly poisoned_at: number | null;
  readonly beat_at: number | null;
  readonly beat_sequence: number | null;
  readonly beat_details: JsonText<Json> | null;
  readonly beat_attempt: number | null;
}

export function pendingActivity(row: PendingRow): PendingActivity {
  return {
    shard: row.shard,
    runId: row.run_id,
    activityId: row.activity_id,
    name: row.name,
    label: row.label,
    queue: row.queue,
    state: row.state,
    attempt: row.attempt,
    epoch: row.epoch,
    sessionId: row.session_id,
    workerId: row.worker_id,
    workerKey: row.worker_key,
    scheduledAtMs: row.scheduled_at,
    availableAtMs: row.available_at,
    startedAtMs: row.started_at,
    options: fullOptions(row.options),
    lastFailure: fromJsonOrNull(row.last_failure),
    cancelRequested: row.cancel_requested,
    poisoned: row.poisoned_at !== null,
    limitedBy: null,
    heartbeat: beat(row),
  };
}

function beat({
  beat_at: atMs,
  beat_sequence: sequence,
  beat_details: details,
}: PendingRow): PendingActivity['heartbeat'] {
  return atMs === null || sequence === null ? null : { atMs, sequence, details: fromJsonOrNull(details) };
}
