// The worker that the studio starts: drawn workflows, the built-in activities and the examples. A child of the studio; ends when the studio does.
import { createWorker } from '@baton/worker';
import { activities, workflows } from '../../examples/worker.ts';

const worker = await createWorker({
  workflows,
  activities,
  sessions: { enabled: true, maxConcurrentSessions: 20, resources: { gpu: 1 } },
});

async function end(): Promise<void> {
  await worker.shutdown({ grace: '10s' });
  process.exit(0);
}

process.on('message', (message) => {
  if (message === 'stop') void end();
});
// The studio was killed: the channel to it closes.
process.on('disconnect', () => void end());

await worker.run();
