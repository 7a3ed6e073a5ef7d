// A worker in a process of its own: `worker-process.ts <database url> <options as JSON>`.
import { createWorker, definitionsIn, reestablishHookIn, stopOnSignals } from '@baton/worker';
import type { ProcessOptions } from './world.ts';

const [databaseUrl = '', text = '{}'] = process.argv.slice(2);
const { fixtures, ...options } = JSON.parse(text) as ProcessOptions & { readonly fixtures: string };
const modules = [(await import(fixtures)) as Record<string, unknown>];
const definitions = definitionsIn(modules);
const onReestablish = reestablishHookIn(modules);
const worker = await createWorker({
  databaseUrl,
  throwAway: true,
  leaseTimeout: '1500ms',
  log: () => undefined,
  ...definitions,
  ...(onReestablish === undefined ? {} : { onReestablish }),
  ...options,
});
stopOnSignals(worker);
process.stdout.write('ready\n');
await worker.run();
