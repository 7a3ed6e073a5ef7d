import * as input from '../input/schedules.ts';
import { backfillSchedule, previewSchedule, triggerSchedule } from '../schedules/ask-schedules.ts';
import {
  createSchedule,
  deleteSchedule,
  pauseSchedule,
  unpauseSchedule,
  updateSchedule,
} from '../schedules/change-schedules.ts';
import { getSchedule, listScheduleActions, listSchedules } from '../schedules/read-schedules.ts';
import { guarded, router } from '../trpc.ts';

export const schedulesRouter = router({
  list: guarded('schedules.list')
    .input(input.listSchedules)
    .query(({ ctx, input }) => listSchedules(ctx, input)),
  get: guarded('schedules.get')
    .input(input.bySchedule)
    .query(({ ctx, input }) => getSchedule(ctx, input.scheduleId)),
  actions: guarded('schedules.actions')
    .input(input.listScheduleActions)
    .query(({ ctx, input }) => listScheduleActions(ctx, input)),
  preview: guarded('schedules.preview')
    .input(input.previewSchedule)
    .query(({ ctx, input }) => previewSchedule(ctx, input)),
  create: guarded('schedules.create')
    .input(input.createSchedule)
    .mutation(({ ctx, input }) => createSchedule(ctx, input)),
  update: guarded('schedules.update')
    .input(input.updateSchedule)
    .mutation(({ ctx, input }) => updateSchedule(ctx, input)),
  pause: guarded('schedules.pause')
    .input(input.pauseSchedule)
    .mutation(({ ctx, input }) => pauseSchedule(ctx, input)),
  unpause: guarded('schedules.unpause')
    .input(input.pauseSchedule)
    .mutation(({ ctx, input }) => unpauseSchedule(ctx, input)),
  trigger: guarded('schedules.trigger')
    .input(input.triggerSchedule)
    .mutation(({ ctx, input }) => triggerSchedule(ctx, input)),
  backfill: guarded('schedules.backfill')
    .input(input.backfillSchedule)
    .mutation(({ ctx, input }) => backfillSchedule(ctx, input)),
  delete: guarded('schedules.delete')
    .input(input.bySchedule)
    .mutation(({ ctx, input }) => deleteSchedule(ctx, input.scheduleId)),
});
