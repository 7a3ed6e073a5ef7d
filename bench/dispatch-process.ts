// WD's second worker, in a process of its own: `dispatch-process.ts <database url>`.
import { createWorker } from '@baton/worker';
import { complain } from './baton-engine.ts';
import { activitiesElsewhere } from './definitions.ts';
import { DISPATCH_QUEUE } from './names.ts';
import { beSibling } from './siblings.ts';
import { countStatements } from './statements.ts';

const statements = countStatements();
const worker = await createWorker({
  databaseUrl: process.argv[2] ?? '',
  taskQueues: [DISPATCH_QUEUE],
  activities: activitiesElsewhere,
  maxConcurrentActivities: 1_000,
  log: complain,
});
const running = worker.run();
beSibling(statements, () => worker.shutdown({ grace: 0 }).then(() => running));
