// Baton in this process: one worker with its defaults, but for the number of activities that may run at once.
import { createPostgresStorage } from '@baton/postgres';
import { createWorker, type LogEntry } from '@baton/worker';
import { activitiesOfBench, drawnDesign, workflowsOfBench } from './definitions.ts';
import type { Engine } from './engine.ts';
import { startSibling } from './siblings.ts';
import { watchClosings } from './watch-closings.ts';
import { workloadOf } from './workloads.ts';

export interface BatonOptions {
  readonly databaseUrl: string;
  readonly workloads: readonly string[];
  /** The server may lose data: for tests. */
  readonly throwAway?: boolean;
}

export async function openBaton({
  databaseUrl,
  workloads,
  throwAway = false,
}: BatonOptions): Promise<Engine> {
  const closings = watchClosings(await createPostgresStorage({ databaseUrl, throwAway }));
  const sender = await createPostgresStorage({ databaseUrl, throwAway });
  const design = drawnDesign();
  const worker = await createWorker({
    storage: closings.storage,
    workflows: workflowsOfBench(workloads),
    activities: activitiesOfBench,
    designs: async () => design,
    maxConcurrentActivities: 1_000,
    sessions: { enabled: workloads.includes('WSe') },
    log: complain,
  });
  const running = worker.run();
  const dispatches = workloads.some((name) => name.startsWith('WD'));
  const siblings = dispatches ? [await startSibling('dispatch-process.ts', [databaseUrl])] : [];
  const deps = { closings, sender, worker };
  return {
    workloadOf: (name) => workloadOf(name, deps),
    siblings,
    async close() {
      await Promise.all(siblings.map(({ stop }) => stop()));
      await worker.shutdown({ grace: 0 });
      await running;
      await sender.close();
      await closings.storage.close();
    },
  };
}

export function complain({ level, message, error }: LogEntry): void {
  if (level !== 'info') console.error(message, error ?? '');
}
