// Looks once a second where this worker may have something to do, for everything at once: what makes up for lost hints, and when what nobody
// hints at is due. It renews the lease, too. So a worker at rest asks one thing a second, however many queues, runs and sessions there are.
import type { Look, Sight, Storage } from '@baton/engine';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import { startLoop, type Loop } from './loop.ts';

export interface LookoutOptions {
  readonly storage: Pick<Storage, 'lookAround'>;
  readonly look: () => Look;
  /** With the moment at which it was asked for, monotonic. */
  readonly seen: (sight: Sight, sentAtMs: number) => void;
  readonly log: Log;
  readonly machine: Machine;
}

/** A cancel is to arrive within a second, a time limit to be noticed within a second, hint or not. */
export const LOOK_MS = 900;

export function startLookout({ storage, look, seen, log, machine }: LookoutOptions): Loop {
  return startLoop({
    name: 'Looking for what is due',
    everyMs: LOOK_MS,
    log,
    machine,
    work: async () => {
      const sentAtMs = machine.monotonicMs();
      seen(await storage.lookAround(look()), sentAtMs);
      return 'rest';
    },
  });
}
