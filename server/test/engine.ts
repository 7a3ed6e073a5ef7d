// A worker beside the web process, for tests that need runs to move.
import { createWorker, type WorkerOptions } from '@baton/worker';

export interface TestWorker {
  stop(): Promise<void>;
}

export async function startWorker(
  databaseUrl: string,
  what: Pick<WorkerOptions, 'workflows' | 'activities' | 'sessions'>,
): Promise<TestWorker> {
  const worker = await createWorker({ ...what, databaseUrl, throwAway: true, log: () => undefined });
  const running = worker.run();
  return {
    stop: async () => {
      await worker.shutdown({ grace: 1 });
      await running;
    },
  };
}
