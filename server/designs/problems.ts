// What is wrong with a design, for the editor and for publishing.
import { checkDesign, type Design, type DesignProblem } from '@baton/core';
import type { Deps } from '../context.ts';

/** With what the live workers offer: an activity that nobody runs is a warning, as is a session that nobody could hold. */
export async function problemsOf(
  { storage }: Pick<Deps, 'storage'>,
  document: Design,
): Promise<readonly DesignProblem[]> {
  const workers = await storage.listWorkers();
  const live = workers.filter(({ state }) => state === 'active' || state === 'draining');
  const activities = live.flatMap((worker) => worker.activities);
  return checkDesign(document, {
    activities: activities.map(({ name, input, output }) => ({
      name,
      ...(input === null ? {} : { inputSchema: input }),
      ...(output === null ? {} : { outputSchema: output }),
    })),
    sessionOffers: live.flatMap(({ state, sessions, taskQueues, buildId }) =>
      state === 'active' && sessions !== null
        ? [{ taskQueues, buildId, resources: { ...sessions.resources, ...sessions.hostResources } }]
        : [],
    ),
  });
}
