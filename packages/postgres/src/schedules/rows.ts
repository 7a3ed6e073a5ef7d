// Schedules as the table has them, made what the engine knows.
import type { Json, OverlapPolicy, ScheduleSpec } from '@baton/core';
import type { ScheduleState, ScheduleTarget, Tick } from '@baton/engine';
import { fromJson, fromJsonOrNull, type JsonText } from '../runs/rows.ts';

export interface ScheduleRow {
  readonly id: string;
  readonly workflow: string | null;
  readonly design_id: string | null;
  readonly design_version: number | null;
  readonly task_queue: string;
  readonly input: JsonText<Json>;
  readonly run_timeout_ms: number | null;
  readonly spec: JsonText<ScheduleSpec>;
  readonly overlap: OverlapPolicy;
  readonly catch_up_ms: number;
  readonly remaining: number | null;
  readonly next_tick_at: number | null;
  readonly buffered: JsonText<Tick> | null;
  /** The time that it is now. */
  readonly now: number;
}

export function stateOf(row: ScheduleRow): ScheduleState {
  return {
    scheduleId: row.id,
    spec: fromJson(row.spec),
    overlap: row.overlap,
    catchUpMs: row.catch_up_ms,
    remaining: row.remaining,
    nextTickMs: row.next_tick_at,
    waiting: fromJsonOrNull(row.buffered),
  };
}

export function targetOf(row: ScheduleRow): ScheduleTarget {
  return {
    workflow: row.workflow,
    designId: row.design_id,
    designVersion: row.design_version,
    taskQueue: row.task_queue,
    input: fromJson(row.input),
    runTimeoutMs: row.run_timeout_ms,
  };
}
