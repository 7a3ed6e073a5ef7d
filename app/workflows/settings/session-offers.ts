// What live workers offer to sessions, for the checks of a design.
import type { SessionOffer } from '@baton/core';
import type { WorkerRecord } from '../../lib/records.ts';

export type { SessionOffer } from '@baton/core';

/** A worker that drains takes no more. */
export function offersOf(workers: readonly WorkerRecord[]): readonly SessionOffer[] {
  return workers.flatMap(({ state, sessions, taskQueues, buildId }) =>
    state === 'active' && sessions !== null
      ? [{ taskQueues, buildId, resources: { ...sessions.resources, ...sessions.hostResources } }]
      : [],
  );
}
