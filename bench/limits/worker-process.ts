// A worker in a process of its own: `worker-process.ts <database url>`. Asked, it says what it has seen.
import { createWorker } from '@baton/worker';
import { complain } from '../baton-engine.ts';
import { limitActivities, limitWorkflows, seen } from './definitions.ts';

export interface WorkerUsage {
  readonly runsSeen: number;
  readonly rssBytes: number;
  readonly resident: number;
}

const worker = await createWorker({
  databaseUrl: process.argv[2] ?? '',
  workflows: limitWorkflows,
  activities: limitActivities,
  maxConcurrentActivities: 1_000,
  log: complain,
});
void worker.run();
process.on('message', (question) => {
  // Those seen so far are of no interest any more.
  if (question === 'forget') seen.steps.clear();
  const resident = worker.owner()?.stats().resident ?? 0;
  process.send?.({
    runsSeen: seen.steps.size,
    rssBytes: process.memoryUsage.rss(),
    resident,
  } satisfies WorkerUsage);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
