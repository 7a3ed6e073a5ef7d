// Runs, history and messages as the tables have them, made what the engine knows.
import {
  decodeEvents,
  type Failure,
  type HistoryRow,
  type InboxId,
  type JsonObject,
  type RunId,
  type RunStatus,
  type Shard,
  type WorkflowId,
} from '@baton/core';
import type { InboxBody, InboxRow, RunRecord } from '@baton/engine';

export interface RunRow {
  readonly shard: number;
  readonly id: string;
  readonly workflow_id: string;
  readonly workflow: string;
  readonly task_queue: string;
  readonly status: RunStatus;
  readonly started_at: number;
  readonly closed_at: number | null;
  readonly design_id: string | null;
  readonly design_version: number | null;
  readonly blocked: JsonText<Failure> | null;
  readonly next_run_id: string | null;
  readonly reset_from: string | null;
  readonly started_by: string | null;
  readonly attributes: JsonObject;
}

declare const content: unique symbol;

/** Text that this adapter wrote as JSON of a `T`. */
export type JsonText<T> = string & { readonly [content]?: T };

export function fromJson<T>(text: JsonText<T>): T {
  return JSON.parse(text) as T;
}

export function fromJsonOrNull<T>(text: JsonText<T> | null): T | null {
  return text === null ? null : fromJson(text);
}

export function runRecord(row: RunRow): RunRecord {
  const { design_id: designId, design_version: version } = row;
  return {
    shard: row.shard as Shard,
    runId: row.id as RunId,
    workflowId: row.workflow_id as WorkflowId,
    workflow: row.workflow,
    taskQueue: row.task_queue,
    status: row.status,
    startedAtMs: row.started_at,
    closedAtMs: row.closed_at,
    design: designId === null || version === null ? null : { designId, version },
    blocked: fromJsonOrNull(row.blocked),
    nextRunId: row.next_run_id as RunId | null,
    resetFrom: row.reset_from as RunId | null,
    attributes: row.attributes,
    by: row.started_by,
  };
}

export interface StoredHistoryRow {
  readonly seq: number;
  readonly at: number;
  readonly events: string;
}

export function historyRow({ seq, at, events }: StoredHistoryRow): HistoryRow {
  return { seq, atMs: at, events: decodeEvents(events) };
}

export interface StoredInboxRow {
  readonly shard: number;
  readonly id: string;
  readonly run_id: string;
  readonly kind: string;
  readonly body: JsonText<InboxBody>;
}

export function inboxRow({ shard, id, run_id: runId, kind, body }: StoredInboxRow): InboxRow {
  return {
    shard: shard as Shard,
    runId: runId as RunId,
    id: id as InboxId,
    body: kind === 'wake' ? { kind } : fromJson(body),
  };
}
