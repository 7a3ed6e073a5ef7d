// The worker whose runs hear the signals, in a process of its own: `worker-process.ts <database url>`. Its guards watch all that a process awaits, so it
// is no company for the one that makes the load.
import { createWorker } from '@baton/worker';
import { expectSignal, workflow } from '@baton/workflow';
import { complain } from '../baton-engine.ts';
import { beSibling } from '../siblings.ts';
import { countStatements } from '../statements.ts';

const hears = workflow('Hears', async () => {
  for (;;) await expectSignal('go');
});

const statements = countStatements();
const worker = await createWorker({
  databaseUrl: process.argv[2] ?? '',
  workflows: [hears],
  log: complain,
});
const running = worker.run();
beSibling(statements, async () => {
  await worker.shutdown({ grace: 0 });
  await running;
});
