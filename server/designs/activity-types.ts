import type { WorkerRecord } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { ActivityType } from '../views/designs.ts';

/** What the live workers run, by name. If two disagree about a schema, the one that started last is believed. */
export async function listActivityTypes({ deps }: Ctx): Promise<readonly ActivityType[]> {
  const workers = await deps.storage.listWorkers();
  const live = workers
    .filter(({ state }) => state === 'active' || state === 'draining')
    .sort((a, b) => a.startedAtMs - b.startedAtMs);
  const types = new Map<string, ActivityType>();
  for (const worker of live) addTypes(types, worker);
  return [...types.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function addTypes(types: Map<string, ActivityType>, { activities, taskQueues }: WorkerRecord): void {
  for (const { name, description, input, output } of activities) {
    const known = types.get(name);
    const queues = new Set([...(known?.taskQueues ?? []), ...taskQueues]);
    const workers = (known?.workers ?? 0) + 1;
    types.set(name, { name, description, input, output, taskQueues: [...queues].sort(), workers });
  }
}
