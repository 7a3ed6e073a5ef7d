import * as input from '../input/admin.ts';
import { failSession, getSession, listSessions } from '../admin/sessions.ts';
import * as limits from '../input/limits.ts';
import { listLimits, removeLimit, setLimit } from '../admin/limits.ts';
import * as retention from '../input/retention.ts';
import { getRetention, setRetention } from '../retention/settings.ts';
import { readHealth } from '../admin/health.ts';
import { drainWorker, getWorker, listWorkers } from '../admin/workers.ts';
import { guarded, open, router } from '../trpc.ts';
import { VERSION } from '../version.ts';

export const workersRouter = router({
  list: guarded('workers.list').query(({ ctx }) => listWorkers(ctx)),
  get: guarded('workers.get')
    .input(input.byWorker)
    .query(({ ctx, input }) => getWorker(ctx, input.workerId)),
  drain: guarded('workers.drain')
    .input(input.byWorker)
    .mutation(({ ctx, input }) => drainWorker(ctx, input.workerId)),
});

export const sessionsRouter = router({
  list: guarded('sessions.list')
    .input(input.listSessions)
    .query(({ ctx, input }) => listSessions(ctx, input)),
  get: guarded('sessions.get')
    .input(input.bySession)
    .query(({ ctx, input }) => getSession(ctx, input.sessionId)),
  fail: guarded('sessions.fail')
    .input(input.failSession)
    .mutation(({ ctx, input }) => failSession(ctx, input)),
});

export const limitsRouter = router({
  list: guarded('limits.list').query(({ ctx }) => listLimits(ctx)),
  set: guarded('limits.set')
    .input(limits.setLimit)
    .mutation(({ ctx, input }) => setLimit(ctx, input)),
  remove: guarded('limits.remove')
    .input(limits.byLimit)
    .mutation(({ ctx, input }) => removeLimit(ctx, input)),
});

export const retentionRouter = router({
  get: guarded('retention.get').query(({ ctx }) => getRetention(ctx)),
  set: guarded('retention.set')
    .input(retention.setRetention)
    .mutation(({ ctx, input }) => setRetention(ctx, input)),
});

export const systemRouter = router({
  health: open('system.health').query(({ ctx }) => readHealth(ctx.deps)),
  version: open('system.version').query(() => ({ version: VERSION })),
});
