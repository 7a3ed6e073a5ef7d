import { overlapPolicies } from '@baton/core';
import { z } from 'zod';
import { designId, duration, idempotencyKey, instantMs, jsonValue, line, page, text } from './common.ts';

/** In the workflow ids of its runs, and in URLs. */
export const scheduleId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'Letters, digits, dots, underscores and hyphens, at most 100');
const revision = z.int().min(1);
const overlap = z.enum(overlapPolicies);
const note = text(2_000);

const bounds = {
  /** No tick before; one at this very instant counts. */
  startAtMs: instantMs.optional(),
  /** No tick after; one at this very instant counts. */
  endAtMs: instantMs.optional(),
  /** Each tick acts up to this much later, never past the next one. */
  jitter: duration.optional(),
};
/** By the calendar of a time zone, or each so often. */
export const spec = z.union([
  z.strictObject({
    /** `30 9 * * 1-5`; six fields begin with seconds. At most 20. */
    cron: z.array(z.string().min(1).max(200)).min(1).max(20),
    /** IANA: `Europe/Berlin`. */
    timeZone: z.string().min(1).max(100).default('UTC'),
    ...bounds,
  }),
  z.strictObject({
    /** At least a second. Counted from 1970, UTC. */
    every: duration,
    /** Ticks are this much after a multiple of `every`. */
    offset: duration.optional(),
    ...bounds,
  }),
]);

const runOptions = {
  input: jsonValue.optional(),
  taskQueue: line(200).default('default'),
  runTimeout: duration.optional(),
};
/** A workflow in code by its name, or a published design: without `version` the latest at each tick. */
const start = z.union([
  z.strictObject({ workflow: line(200), ...runOptions }),
  z.strictObject({ designId, version: z.int().min(1).optional(), ...runOptions }),
]);

const settings = {
  name: line(200),
  start,
  spec,
  /** What happens to a tick while the run before is open. */
  overlap: overlap.default('skip'),
  /** Ticks that were not looked at in time are made up if they are no older than this; at least 10 s. */
  catchUpWindow: duration.default('1 hour'),
  /** How many more ticks may start a run. */
  remaining: z.int().min(1).max(1_000_000_000).nullable().default(null),
};

export const createSchedule = z.strictObject({
  /** Without one, it is made of the name. */
  scheduleId: scheduleId.optional(),
  ...settings,
  paused: z.boolean().default(false),
  note: note.default(''),
});
/** All settings; `revision` is that of the schedule that was looked at. */
export const updateSchedule = z.strictObject({ scheduleId, revision, ...settings });
export const bySchedule = z.strictObject({ scheduleId });
export const listSchedules = z.strictObject({
  ...page,
  /** Matches names, ids, and names of workflows and designs. */
  text: text(200).optional(),
  paused: z.boolean().optional(),
});
export const listScheduleActions = z.strictObject({ ...page, scheduleId });
export const pauseSchedule = z.strictObject({ scheduleId, note: note.default('') });
export const triggerSchedule = z.strictObject({
  scheduleId,
  /** Without one, the schedule's own. */
  overlap: overlap.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export const backfillSchedule = z.strictObject({
  scheduleId,
  /** Both included; at most 1,000 ticks. */
  fromMs: instantMs,
  toMs: instantMs,
  overlap: overlap.default('allow'),
});
export const previewSchedule = z.strictObject({
  spec,
  /** Times after this one. Without it, from now on. */
  afterMs: instantMs.optional(),
  count: z.int().min(1).max(100).default(10),
});

export type SpecInput = z.output<typeof spec>;
export type CreateScheduleInput = z.output<typeof createSchedule>;
export type UpdateScheduleInput = z.output<typeof updateSchedule>;
export type ScheduleSettings = Omit<UpdateScheduleInput, 'scheduleId' | 'revision'>;
export type ListSchedulesInput = z.output<typeof listSchedules>;
export type ListScheduleActionsInput = z.output<typeof listScheduleActions>;
export type PauseScheduleInput = z.output<typeof pauseSchedule>;
export type TriggerScheduleInput = z.output<typeof triggerSchedule>;
export type BackfillScheduleInput = z.output<typeof backfillSchedule>;
export type PreviewScheduleInput = z.output<typeof previewSchedule>;
