// A worker of the storm: `worker-process.ts <database url> <WorkerOrders as JSON>`. It ends with its parent, whose end of the pipe closes.
import { createWorker, definitionsIn, stopOnSignals } from '@baton/worker';
import type { WorkerOrders } from './fleet.ts';

const [databaseUrl = '', text = '{}'] = process.argv.slice(2);
const { modules, ...options } = JSON.parse(text) as WorkerOrders;
process.stdin.resume().on('end', () => process.exit(0));
const loaded = await Promise.all(modules.map((module) => import(module) as Promise<Record<string, unknown>>));
const worker = await createWorker({
  ...{ databaseUrl, throwAway: true, log: () => undefined },
  ...definitionsIn(loaded),
  ...options,
});
stopOnSignals(worker);
process.stdout.write('ready\n');
await worker.run();
process.exit(0);
