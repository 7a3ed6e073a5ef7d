// The plain HTTP twins of the procedures of schedules.
import { z } from 'zod';
import * as schedules from '../input/schedules.ts';
import type { BackfillCounts, SchedulePreview, TickOutcome } from '../views/schedules.ts';
import type { RestRoute } from './rest-routes.ts';

const anyJson = z.unknown();
const schedule = z.record(z.string(), anyJson);
const pageOfAny = z.object({ items: z.array(anyJson), nextCursor: z.string().nullable() });
// Typed by what the procedures answer: these fail to compile when the document would no longer be true.
const counts: z.ZodType<BackfillCounts> = z.object({
  started: z.number(),
  alreadyRun: z.number(),
  waiting: z.number(),
  skipped: z.number(),
  failed: z.number(),
});
const preview: z.ZodType<SchedulePreview> = z.object({
  ticksMs: z.array(z.number()),
  cadence: z.string().nullable(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
});
interface Told {
  readonly outcome: TickOutcome['outcome'];
}
const outcome: z.ZodType<Told> = z.object({
  outcome: z.enum(['started', 'alreadyRun', 'waiting', 'skipped', 'failed']),
  runId: z.string().optional(),
  workflowId: z.string().optional(),
  message: z.string().optional(),
});

export const scheduleRoutes: readonly RestRoute[] = [
  {
    method: 'POST',
    path: '/schedules',
    procedure: 'schedules.create',
    summary: 'Start a workflow or a design by itself: at times of a calendar, or each so often',
    input: schedules.createSchedule,
    answer: schedule,
  },
  {
    method: 'GET',
    path: '/schedules',
    procedure: 'schedules.list',
    reads: true,
    summary: 'Schedules by name, in pages',
    input: schedules.listSchedules,
    answer: pageOfAny,
  },
  {
    method: 'POST',
    path: '/schedules/preview',
    procedure: 'schedules.preview',
    reads: true,
    summary: 'The next times of a spec that is not saved, or what is wrong with it',
    input: schedules.previewSchedule,
    answer: preview,
  },
  {
    method: 'GET',
    path: '/schedules/{scheduleId}',
    procedure: 'schedules.get',
    reads: true,
    summary: 'A schedule: its settings, counts and next ten times',
    input: schedules.bySchedule,
    answer: schedule,
  },
  {
    method: 'GET',
    path: '/schedules/{scheduleId}/actions',
    procedure: 'schedules.actions',
    reads: true,
    summary: 'What became of its ticks, latest first, in pages',
    input: schedules.listScheduleActions,
    answer: pageOfAny,
  },
  {
    method: 'POST',
    path: '/schedules/{scheduleId}/update',
    procedure: 'schedules.update',
    summary: 'Replace all settings; `revision` is that of the schedule you looked at',
    input: schedules.updateSchedule,
    answer: schedule,
  },
  {
    method: 'POST',
    path: '/schedules/{scheduleId}/pause',
    procedure: 'schedules.pause',
    summary: 'Let it start nothing until it is unpaused',
    input: schedules.pauseSchedule,
    answer: schedule,
  },
  {
    method: 'POST',
    path: '/schedules/{scheduleId}/unpause',
    procedure: 'schedules.unpause',
    summary: 'Let it go on, from now',
    input: schedules.pauseSchedule,
    answer: schedule,
  },
  {
    method: 'POST',
    path: '/schedules/{scheduleId}/trigger',
    procedure: 'schedules.trigger',
    summary: 'Start a run now',
    input: schedules.triggerSchedule,
    answer: outcome,
  },
  {
    method: 'POST',
    path: '/schedules/{scheduleId}/backfill',
    procedure: 'schedules.backfill',
    summary: 'Start a run for each tick of a past range that has had none',
    input: schedules.backfillSchedule,
    answer: counts,
  },
  {
    method: 'POST',
    path: '/schedules/{scheduleId}/delete',
    procedure: 'schedules.delete',
    summary: 'Remove it; its runs stay',
    input: schedules.bySchedule,
    answer: z.object({ accepted: z.literal(true) }),
  },
];
