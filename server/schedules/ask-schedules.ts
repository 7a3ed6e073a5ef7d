// Runs that somebody asks a schedule for: now, or for times that are past.
import { cadenceWords, nextTicks } from '@baton/core';
import { auditCall } from '../audit-call.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type {
  BackfillScheduleInput,
  PreviewScheduleInput,
  TriggerScheduleInput,
} from '../input/schedules.ts';
import type { BackfillCounts, SchedulePreview, TickOutcome } from '../views/schedules.ts';
import { tell } from './change-schedules.ts';
import { getSchedule } from './read-schedules.ts';
import { readSpec } from './spec.ts';

/** A backfill of more is asked for in parts. */
const MAX_BACKFILL = 1_000;

/** Starts a run now, also while the schedule is paused. The overlap policy is the schedule's, unless another is given. */
export async function triggerSchedule(ctx: Ctx, input: TriggerScheduleInput): Promise<TickOutcome> {
  const { scheduleId, idempotencyKey } = input;
  const overlap = input.overlap ?? (await getSchedule(ctx, scheduleId)).overlap;
  const key = idempotencyKey ?? null;
  const { schedules } = ctx.deps.storage;
  const answer = await schedules.trigger({ scheduleId, overlap, by: actorOf(ctx.caller), key });
  if (answer === null) throw noSchedule(scheduleId);
  await auditCall(ctx, { kind: 'schedule', id: scheduleId }, { overlap, outcome: answer.outcome });
  tell(ctx);
  return answer;
}

/** Starts a run for each tick of the range that has had none. @throws {ApiError} INVALID_INPUT for a range with too many ticks, or none */
export async function backfillSchedule(ctx: Ctx, input: BackfillScheduleInput): Promise<BackfillCounts> {
  const { scheduleId, fromMs, toMs, overlap } = input;
  const { spec } = await getSchedule(ctx, scheduleId);
  const nowMs = await ctx.deps.storage.now();
  if (toMs > nowMs)
    throw badRange('toMs', 'A backfill is for times that are past: let the range end now or before');
  const ticks = nextTicks(
    { ...spec, endAtMs: Math.min(toMs, spec.endAtMs ?? toMs) },
    fromMs - 1,
    MAX_BACKFILL + 1,
  );
  if (ticks.length > MAX_BACKFILL) {
    throw badRange(
      'fromMs',
      `The range holds more than 1,000 ticks, which is the most at once: ask for a shorter one`,
    );
  }
  if (ticks.length === 0) throw badRange('fromMs', 'The schedule has no tick in this range');
  const by = actorOf(ctx.caller);
  const counts = await ctx.deps.storage.schedules.backfill({ scheduleId, tickMs: ticks, overlap, by });
  if (counts === null) throw noSchedule(scheduleId);
  await auditCall(ctx, { kind: 'schedule', id: scheduleId }, { fromMs, toMs, overlap, ...counts });
  tell(ctx);
  return counts;
}

/** What a spec means, before it is saved. Never throws for a bad one: problems are the answer. */
export async function previewSchedule(
  ctx: Ctx,
  { spec, afterMs, count }: PreviewScheduleInput,
): Promise<SchedulePreview> {
  const read = readSpec(spec);
  if (read.spec === undefined) return { ticksMs: [], cadence: null, problems: read.problems };
  const from = afterMs ?? (await ctx.deps.storage.now());
  return {
    ticksMs: nextTicks(read.spec, from, count),
    cadence: cadenceWords(read.spec.cadence),
    problems: [],
  };
}

function badRange(path: string, message: string): ApiError {
  return new ApiError('INVALID_INPUT', message, { problems: [{ path, message }] });
}

function noSchedule(scheduleId: string): ApiError {
  return new ApiError('NOT_FOUND', `There is no schedule ${scheduleId}`);
}
