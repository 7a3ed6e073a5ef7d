// All procedures. Each is: who may, what shape, call one function.
import { activitiesRouter } from './routers/activities.ts';
import { apiKeysRouter, auditRouter, meRouter, peopleRouter, setupRouter } from './routers/admin.ts';
import { batchesRouter } from './routers/batches.ts';
import { activityTypesRouter, designsRouter, templatesRouter } from './routers/designs.ts';
import { humanTasksRouter } from './routers/human-tasks.ts';
import { liveRouter } from './routers/live.ts';
import { remoteRouter } from './routers/remote.ts';
import {
  limitsRouter,
  retentionRouter,
  sessionsRouter,
  systemRouter,
  workersRouter,
} from './routers/operations.ts';
import { runsRouter } from './routers/runs.ts';
import { schedulesRouter } from './routers/schedules.ts';
import { router } from './trpc.ts';

export const appRouter = router({
  runs: runsRouter,
  batches: batchesRouter,
  activities: activitiesRouter,
  humanTasks: humanTasksRouter,
  designs: designsRouter,
  templates: templatesRouter,
  activityTypes: activityTypesRouter,
  workers: workersRouter,
  sessions: sessionsRouter,
  limits: limitsRouter,
  retention: retentionRouter,
  schedules: schedulesRouter,
  apiKeys: apiKeysRouter,
  people: peopleRouter,
  audit: auditRouter,
  me: meRouter,
  setup: setupRouter,
  live: liveRouter,
  remote: remoteRouter,
  system: systemRouter,
});

export type AppRouter = typeof appRouter;
