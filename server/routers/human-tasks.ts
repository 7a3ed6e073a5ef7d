import { claimTask, unclaimTask } from '../human-tasks/claim.ts';
import { commentTask } from '../human-tasks/comment.ts';
import { decideTask, failTask } from '../human-tasks/decide.ts';
import { getTask } from '../human-tasks/get-task.ts';
import { countTasks, listTasks } from '../human-tasks/list-tasks.ts';
import * as input from '../input/human-tasks.ts';
import { guarded, router } from '../trpc.ts';

export const humanTasksRouter = router({
  list: guarded('humanTasks.list')
    .input(input.listHumanTasks)
    .query(({ ctx, input }) => listTasks(ctx, input)),
  get: guarded('humanTasks.get')
    .input(input.byTask)
    .query(({ ctx, input }) => getTask(ctx, input)),
  counts: guarded('humanTasks.counts').query(({ ctx }) => countTasks(ctx)),
  claim: guarded('humanTasks.claim')
    .input(input.byTask)
    .mutation(({ ctx, input }) => claimTask(ctx, input)),
  unclaim: guarded('humanTasks.unclaim')
    .input(input.byTask)
    .mutation(({ ctx, input }) => unclaimTask(ctx, input)),
  decide: guarded('humanTasks.decide')
    .input(input.decideTask)
    .mutation(({ ctx, input }) => decideTask(ctx, input)),
  fail: guarded('humanTasks.fail')
    .input(input.failTask)
    .mutation(({ ctx, input }) => failTask(ctx, input)),
  comment: guarded('humanTasks.comment')
    .input(input.commentTask)
    .mutation(({ ctx, input }) => commentTask(ctx, input)),
});
