// What people do to schedules. Each change and its record are one transaction; then all processes hear of it.
import type { ScheduleSpec } from '@baton/core';
import { armed } from '@baton/engine';
import { Prisma, type Schedule } from '../../prisma/generated/client.ts';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import type { Transaction } from '../db.ts';
import { ApiError } from '../errors.ts';
import type { CreateScheduleInput, PauseScheduleInput, UpdateScheduleInput } from '../input/schedules.ts';
import type { ScheduleDetail } from '../views/schedules.ts';
import { getSchedule } from './read-schedules.ts';
import { settingsRow } from './settings.ts';

/** @throws {ApiError} ALREADY_EXISTS, and as `settingsRow` */
export async function createSchedule(ctx: Ctx, input: CreateScheduleInput): Promise<ScheduleDetail> {
  const { paused, note, ...settings } = input;
  const { row, spec } = await settingsRow(ctx.deps, settings);
  const id = input.scheduleId ?? (await freeId(ctx.deps.prisma, input.name));
  const by = actorOf(ctx.caller);
  const times = paused ? stopped : timesOf(id, spec, await ctx.deps.storage.now());
  try {
    await audited(ctx, { kind: 'schedule', id }, async (tx) => ({
      answer: await tx.schedule.create({
        data: { id, ...row, ...times, paused, note, createdBy: by, updatedBy: by },
      }),
      details: { name: input.name, paused },
    }));
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new ApiError('ALREADY_EXISTS', `There is a schedule ${id} already: choose another id`);
  }
  return told(ctx, id);
}

/** All settings at once. A tick that waits keeps waiting. @throws {ApiError} REVISION_CONFLICT with the current revision */
export async function updateSchedule(ctx: Ctx, input: UpdateScheduleInput): Promise<ScheduleDetail> {
  const { scheduleId, revision } = input;
  const { row, spec } = await settingsRow(ctx.deps, input);
  await audited(ctx, { kind: 'schedule', id: scheduleId }, async (tx) => {
    const before = await lockRow(tx, scheduleId);
    if (before.revision !== revision) {
      throw new ApiError('REVISION_CONFLICT', 'Somebody else has changed this schedule in the meantime', {
        details: { revision: before.revision },
      });
    }
    const nowMs = await ctx.deps.storage.now();
    const times = before.paused ? {} : nextTimes(before, { row, spec, nowMs });
    const answer = await tx.schedule.update({
      where: { id: scheduleId },
      data: { ...row, ...times, ...changedBy(ctx) },
    });
    return { answer, details: { name: row.name } };
  });
  return told(ctx, scheduleId);
}

/** No tick happens until it is unpaused; one that waits is dropped. Pausing again changes the note. */
export async function pauseSchedule(
  ctx: Ctx,
  { scheduleId, note }: PauseScheduleInput,
): Promise<ScheduleDetail> {
  await audited(ctx, { kind: 'schedule', id: scheduleId }, async (tx) => {
    const before = await lockRow(tx, scheduleId);
    const dropped = before.buffered === null ? 0 : 1;
    const answer = await tx.schedule.update({
      where: { id: scheduleId },
      data: {
        ...{ paused: true, note, ...stopped, buffered: null, ...changedBy(ctx) },
        skipped: { increment: dropped },
      },
    });
    return { answer, details: { note } };
  });
  return told(ctx, scheduleId);
}

/** From now on: what would have been in between is not made up (a backfill does that). */
export async function unpauseSchedule(
  ctx: Ctx,
  { scheduleId, note }: PauseScheduleInput,
): Promise<ScheduleDetail> {
  await audited(ctx, { kind: 'schedule', id: scheduleId }, async (tx) => {
    const before = await lockRow(tx, scheduleId);
    if (!before.paused) return { answer: before };
    const spec = JSON.parse(before.spec) as ScheduleSpec;
    const times = before.remaining === 0 ? stopped : timesOf(scheduleId, spec, await ctx.deps.storage.now());
    const data = { paused: false, note, ...times, buffered: null, ...changedBy(ctx) };
    return { answer: await tx.schedule.update({ where: { id: scheduleId }, data }), details: { note } };
  });
  return told(ctx, scheduleId);
}

/** Its runs stay. */
export async function deleteSchedule(ctx: Ctx, scheduleId: string): Promise<{ readonly accepted: true }> {
  await audited(ctx, { kind: 'schedule', id: scheduleId }, async (tx) => {
    const { name } = await lockRow(tx, scheduleId);
    await tx.schedule.delete({ where: { id: scheduleId } });
    return { answer: null, details: { name } };
  });
  tell(ctx);
  return { accepted: true };
}

/** Here and in other processes. */
export function tell({ deps }: Pick<Ctx, 'deps'>): void {
  deps.storage.schedules.changed();
  deps.feed.touch('schedules');
}

async function told(ctx: Ctx, scheduleId: string): Promise<ScheduleDetail> {
  tell(ctx);
  return getSchedule(ctx, scheduleId);
}

const stopped = { nextTickAt: null, dueAt: null };

function timesOf(scheduleId: string, spec: ScheduleSpec, afterMs: number) {
  const { nextTickMs, dueAtMs } = armed({ scheduleId, spec }, afterMs);
  return { nextTickAt: dateOf(nextTickMs), dueAt: dateOf(dueAtMs) };
}

interface Next {
  readonly row: { readonly spec: string; readonly remaining: number | null };
  readonly spec: ScheduleSpec;
  readonly nowMs: number;
}

/** Where the times are as before, so is the next tick: one that is due this moment is not lost to a change of the name. */
function nextTimes(before: Schedule, { row, spec, nowMs }: Next) {
  const goesOn = row.spec === before.spec && before.nextTickAt !== null;
  const afterMs = goesOn && before.nextTickAt !== null ? before.nextTickAt.getTime() - 1 : nowMs;
  const times = timesOf(before.id, spec, afterMs);
  // What waits is looked for soon, whenever the next tick is.
  return before.buffered === null ? times : { ...times, dueAt: new Date(nowMs) };
}

function changedBy(ctx: Ctx) {
  return { revision: { increment: 1 }, updatedBy: actorOf(ctx.caller), updatedAt: new Date() };
}

function dateOf(atMs: number | null): Date | null {
  return atMs === null ? null : new Date(atMs);
}

/** Whoever moves the schedule on holds the same lock. @throws {ApiError} NOT_FOUND */
async function lockRow(tx: Transaction, scheduleId: string): Promise<Schedule> {
  await tx.$queryRaw`select from baton.schedule where id = ${scheduleId} for update`;
  const row = await tx.schedule.findUnique({ where: { id: scheduleId } });
  if (row === null) throw new ApiError('NOT_FOUND', `There is no schedule ${scheduleId}`);
  return row;
}

/** `nightly-report`, and if that is taken `nightly-report-k3x9`. */
async function freeId(tx: Transaction, name: string): Promise<string> {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const wanted = slug === '' ? 'schedule' : slug;
  const taken = await tx.schedule.count({ where: { id: wanted } });
  return taken === 0 ? wanted : `${wanted}-${Math.random().toString(36).slice(2, 8).padEnd(4, '0')}`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
