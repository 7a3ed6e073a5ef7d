import type { World } from './world.ts';

export interface LoseOptions {
  /** It is drained first: workflows hear that the workers of their sessions are going to leave. Default false. */
  readonly drain?: boolean;
}

/** As if its process had died and come back. */
export async function loseWorker(
  { storage, driver, worker, settled }: World,
  { drain = false }: LoseOptions = {},
): Promise<void> {
  await settled();
  const lost = worker.owner();
  const workers = (await storage.listWorkers()).map(({ workerId }) => workerId);
  for (const workerId of drain ? workers : []) await storage.releaseWorker(workerId, 'draining');
  await storage.reapWorkers(workers);
  await driver.until({
    untilMs: Infinity,
    isDone: () => worker.owner() !== null && worker.owner() !== lost,
    isStuck: () => new TypeError('A worker that is lost comes back'),
  });
  await settled();
}
