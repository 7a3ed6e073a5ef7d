// Ending a run at once, from outside.
import type { Storage } from '../storage.ts';
import { deliverOutbox } from '../sweeps/deliver-outbox.ts';
import { terminateRun, type Termination } from '../sweeps/terminate-run.ts';

/**
 * Ends the open run of the chain at once, without its code; then its parent hears of it, and its children end as was agreed.
 * @throws {Error} if the run moved on each time; try again.
 */
export async function terminate(
  storage: Storage,
  termination: Termination,
): Promise<'terminated' | 'alreadyClosed' | 'notFound'> {
  const outcome = await terminateRun(storage, termination);
  if (outcome === 'terminated') {
    // No owner knows that there is something to deliver; one finds out within seconds, and also delivers what fails here.
    const shards = [termination.ref.shard];
    await deliverOutbox({ storage, shards, failed: () => undefined }).catch(() => undefined);
  }
  return outcome;
}
