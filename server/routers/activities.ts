import { completeActivity, completeById } from '../activities/complete.ts';
import { failActivity, failById } from '../activities/fail.ts';
import { heartbeatActivity } from '../activities/heartbeat.ts';
import { reportCancelled } from '../activities/report-cancelled.ts';
import { retryNow } from '../activities/retry-now.ts';
import * as input from '../input/activities.ts';
import { guarded, router } from '../trpc.ts';

export const activitiesRouter = router({
  complete: guarded('activities.complete')
    .input(input.completeActivity)
    .mutation(({ ctx, input }) => completeActivity(ctx, input)),
  fail: guarded('activities.fail')
    .input(input.failActivity)
    .mutation(({ ctx, input }) => failActivity(ctx, input)),
  heartbeat: guarded('activities.heartbeat')
    .input(input.heartbeatActivity)
    .mutation(({ ctx, input }) => heartbeatActivity(ctx, input)),
  reportCancelled: guarded('activities.reportCancelled')
    .input(input.reportCancelled)
    .mutation(({ ctx, input }) => reportCancelled(ctx, input)),
  completeById: guarded('activities.completeById')
    .input(input.completeById)
    .mutation(({ ctx, input }) => completeById(ctx, input)),
  failById: guarded('activities.failById')
    .input(input.failById)
    .mutation(({ ctx, input }) => failById(ctx, input)),
  retryNow: guarded('activities.retryNow')
    .input(input.byActivity)
    .mutation(({ ctx, input }) => retryNow(ctx, input)),
});
