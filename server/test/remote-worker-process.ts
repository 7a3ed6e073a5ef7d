// A remote worker in a process of its own: `remote-worker-process.ts <url> <api key> [worker key]`.
import { createRemoteWorker, definitionsIn, stopOnSignals } from '@baton/worker';
import * as definitions from './remote-definitions.ts';

const [url = '', apiKey = '', workerKey] = process.argv.slice(2);
const worker = createRemoteWorker({
  url,
  apiKey,
  taskQueues: ['far'],
  activities: definitionsIn([definitions]).activities,
  sessions: { enabled: true },
  ...(workerKey === undefined ? {} : { workerKey }),
  log: () => undefined,
});
stopOnSignals(worker);
process.stdout.write('ready\n');
await worker.run();
