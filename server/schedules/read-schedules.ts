// Schedules for pages: the row, what it starts by name, and what became of its last tick.
import {
  cadenceWords,
  nextTicks,
  type Json,
  type OverlapPolicy,
  type RunStatus,
  type ScheduleSpec,
} from '@baton/core';
import type { Tick } from '@baton/engine';
import { z } from 'zod';
import type { Ctx, Deps } from '../context.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { ApiError } from '../errors.ts';
import type { ListScheduleActionsInput, ListSchedulesInput } from '../input/schedules.ts';
import { type Names, namesOf } from '../names.ts';
import type {
  ScheduleAction,
  ScheduleActionPage,
  ScheduleDetail,
  ScheduleItem,
  SchedulePage,
  ScheduleStart,
} from '../views/schedules.ts';

/** By name. */
export async function listSchedules({ deps }: Ctx, input: ListSchedulesInput): Promise<SchedulePage> {
  const [afterName, afterId] = input.cursor === undefined ? [null, null] : decodeCursor(input.cursor, place);
  const wanted = input.text?.trim() ?? '';
  const { rows: found } = await deps.pool.query<Row>(`${SELECT} ${LISTED}`, [
    wanted === '' ? null : `%${wanted.replace(/[\\%_]/g, '\\$&')}%`,
    input.paused ?? null,
    afterName,
    afterId,
    input.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, input.limit, (row) => [row.name, row.scheduleId]);
  const names = await namesOf(
    deps.prisma,
    rows.map(({ last }) => last?.by ?? null),
  );
  return { items: rows.map((row) => itemOf(row, names)), nextCursor };
}

/** @throws {ApiError} NOT_FOUND */
export async function getSchedule({ deps }: Pick<Ctx, 'deps'>, scheduleId: string): Promise<ScheduleDetail> {
  const row = await readRow(deps, scheduleId);
  const { last, createdBy, updatedBy, nextTickMs } = row;
  const names = await namesOf(deps.prisma, [last?.by ?? null, createdBy, updatedBy]);
  const spec = JSON.parse(row.spec) as ScheduleSpec;
  const { revision, overlap, catchUpMs, remaining, taskQueue, runTimeoutMs, updatedAtMs } = row;
  const { started, skipped, missed, failed } = row;
  return {
    ...itemOf(row, names),
    ...{ revision, spec, overlap, catchUpMs, remaining, taskQueue, runTimeoutMs, updatedAtMs },
    input: JSON.parse(row.input) as Json,
    nextTicksMs: nextTickMs === null ? [] : nextTicks(spec, nextTickMs - 1, Math.min(10, remaining ?? 10)),
    counts: { started, skipped, missed, failed },
    createdByName: names(createdBy),
    updatedByName: names(updatedBy),
  };
}

/** Latest first; the last thousand are kept. @throws {ApiError} NOT_FOUND */
export async function listScheduleActions(
  { deps }: Ctx,
  { scheduleId, cursor, limit }: ListScheduleActionsInput,
): Promise<ScheduleActionPage> {
  const [before] = cursor === undefined ? [null] : decodeCursor(cursor, actionPlace);
  const { rows: found } = await deps.pool.query<ActionRow>(ACTIONS, [scheduleId, before, limit + 1]);
  if (found.length === 0) await readRow(deps, scheduleId);
  const { rows, nextCursor } = pageOf(found, limit, (row) => [row.actionId]);
  const names = await namesOf(
    deps.prisma,
    rows.map(({ by }) => by),
  );
  return { items: rows.map((row) => actionOf(row, names)), nextCursor };
}

const place = z.tuple([z.string(), z.string()]);
const actionPlace = z.tuple([z.uuid()]);

async function readRow({ pool }: Deps, scheduleId: string): Promise<Row> {
  const { rows } = await pool.query<Row>(`${SELECT} where schedule.id = $1`, [scheduleId]);
  const row = rows[0];
  if (row === undefined) throw new ApiError('NOT_FOUND', `There is no schedule ${scheduleId}`);
  return row;
}

interface ActionRow extends Omit<ScheduleAction, 'byName'> {
  readonly by: string | null;
  readonly runStatus: RunStatus | null;
}

interface Row {
  readonly scheduleId: string;
  readonly name: string;
  readonly workflow: string | null;
  readonly designId: string | null;
  readonly designVersion: number | null;
  readonly designName: string | null;
  readonly taskQueue: string;
  readonly input: string;
  readonly runTimeoutMs: number | null;
  readonly spec: string;
  readonly overlap: OverlapPolicy;
  readonly catchUpMs: number;
  readonly remaining: number | null;
  readonly paused: boolean;
  readonly note: string;
  readonly revision: number;
  readonly nextTickMs: number | null;
  readonly buffered: string | null;
  readonly started: number;
  readonly skipped: number;
  readonly missed: number;
  readonly failed: number;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly updatedAtMs: number;
  readonly last: ActionRow | null;
}

function itemOf(row: Row, names: Names): ScheduleItem {
  const { scheduleId, name, paused, note, nextTickMs, buffered, last } = row;
  const { cadence } = JSON.parse(row.spec) as ScheduleSpec;
  return {
    ...{ scheduleId, name, paused, note, nextTickMs },
    start: startOf(row),
    cadence: cadenceWords(cadence),
    timeZone: cadence.kind === 'cron' ? cadence.timeZone : null,
    waitingTickMs: buffered === null ? null : (JSON.parse(buffered) as Tick).tickMs,
    last: last === null ? null : actionOf(last, names),
  };
}

function startOf({ workflow, designId, designVersion, designName }: Row): ScheduleStart {
  return designId === null
    ? { kind: 'workflow', workflow: workflow ?? '' }
    : { kind: 'design', designId, version: designVersion, name: designName ?? designId };
}

function actionOf({ by, ...action }: ActionRow, names: Names): ScheduleAction {
  return { ...action, byName: names(by) };
}

const ms = (column: string): string => `trunc(extract(epoch from ${column}) * 1000)::float8`;

// The status is that of the run as it is now; along continue-as-new, of the latest of its chain.
const ACTION = (alias: string): string => `
  ${alias}.id as "actionId", ${ms(`${alias}.at`)} as "atMs", ${alias}.origin, ${alias}.outcome,
  ${ms(`${alias}.tick_at`)} as "tickMs", ${ms(`${alias}.until_at`)} as "untilMs", ${alias}.count,
  ${alias}.run_id as "runId", ${alias}.by, ${alias}.message,
  (
    select run.status from baton.run
    where run.shard = ${alias}.shard and run.workflow_id = ${alias}.workflow_id
    order by run.status = 'running' desc, run.id desc
    limit 1
  ) as "runStatus"`;

const ACTIONS = `
  select ${ACTION('action')}
  from baton.schedule_action as action
  where action.schedule_id = $1 and ($2::uuid is null or action.id < $2)
  order by action.id desc
  limit $3`;

const SELECT = `
  select
    schedule.id as "scheduleId", schedule.name, schedule.workflow, schedule.design_id as "designId",
    schedule.design_version as "designVersion", design.name as "designName", schedule.task_queue as "taskQueue",
    schedule.input, schedule.run_timeout_ms::float8 as "runTimeoutMs", schedule.spec, schedule.overlap,
    schedule.catch_up_ms::float8 as "catchUpMs", schedule.remaining, schedule.paused, schedule.note, schedule.revision,
    ${ms('schedule.next_tick_at')} as "nextTickMs", schedule.buffered,
    schedule.started::float8, schedule.skipped::float8, schedule.missed::float8, schedule.failed::float8,
    schedule.created_by as "createdBy", schedule.updated_by as "updatedBy", ${ms('schedule.updated_at')} as "updatedAtMs",
    to_jsonb(last) as last
  from baton.schedule
  left join baton.design on design.id = schedule.design_id
  left join lateral (
    select ${ACTION('action')}
    from baton.schedule_action as action
    where action.schedule_id = schedule.id
    order by action.id desc
    limit 1
  ) as last on true`;

const LISTED = `
  where (
      $1::text is null or schedule.name ilike $1 or schedule.id ilike $1 or schedule.workflow ilike $1 or design.name ilike $1
    )
    and ($2::boolean is null or schedule.paused = $2)
    and ($3::text is null or (schedule.name, schedule.id) > ($3, $4::text))
  order by schedule.name, schedule.id
  limit $5`;
