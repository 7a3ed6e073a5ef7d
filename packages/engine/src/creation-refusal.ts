// Why no worker has taken a session: the same words whatever the storage.
import type { SessionCreationFailureReason } from '@baton/core';
import { couldHold, isAskedFor, type Amounts, type Asked } from './admission.ts';

/** A live worker that takes sessions and polls the queue. */
interface OfferingWorker {
  readonly workerKey: string;
  readonly buildId: string;
  readonly capacity: Amounts;
}

/** What is to be said if it has to end now. `UNSATISFIABLE` needn't wait for its time: none of those that it asks for could ever hold it. */
export function creationRefusal(
  asked: Asked,
  wants: Amounts,
  workers: readonly OfferingWorker[],
): { readonly reason: SessionCreationFailureReason; readonly message: string } {
  // One of another build is no sign that those to come will be as small.
  const ofBuild = workers.filter(({ buildId }) => (asked.buildId ?? buildId) === buildId);
  const able = ofBuild.filter(({ capacity }) => couldHold(capacity, wants));
  if (ofBuild.length > 0 && able.length === 0) {
    const which = asked.buildId === undefined ? 'registered worker' : `worker of build ${asked.buildId}`;
    return { reason: 'UNSATISFIABLE', message: `no ${which} could ever give what the session asks for` };
  }
  if (able.some((worker) => isAskedFor(asked, worker)))
    return { reason: 'ALL_BUSY', message: `no worker had room for the session ${inTime}` };
  if (asked.buildId === undefined)
    return { reason: 'NO_WORKERS', message: `no worker that takes such sessions was there ${inTime}` };
  const found = ofBuild.length > 0 ? '' : buildsOf(workers);
  const message = `no worker of build ${asked.buildId} that takes such sessions was there ${inTime}${found}`;
  return { reason: 'NO_WORKERS', message };
}

const inTime = 'within its creationTimeout';

// More would make a message that nobody reads.
const NAMED = 5;

function buildsOf(workers: readonly OfferingWorker[]): string {
  const builds = [
    ...new Set(workers.map(({ buildId }) => (buildId === '' ? 'none that they say' : buildId))),
  ];
  const more = builds.length > NAMED ? `, and ${builds.length - NAMED} more` : '';
  return builds.length === 0
    ? ''
    : `; those of its queue run ${builds.sort().slice(0, NAMED).join(', ')}${more}`;
}
