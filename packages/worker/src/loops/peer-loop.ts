// Looks after the other workers of this host; see host-peers.ts.
import type { Storage } from '@baton/engine';
import type { HostPeers } from '../lease/host-peers.ts';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import { startLoop, type Loop } from './loop.ts';

export interface PeerOptions {
  readonly storage: Pick<Storage, 'reapWorkers'>;
  readonly peers: HostPeers;
  readonly log: Log;
  readonly machine: Machine;
}

/** A killed process is to be noticed within two seconds; looking costs no query. */
const EVERY_MS = 500;

export function startPeerLoop(options: PeerOptions): Loop {
  return startLoop({
    name: 'Looking after the workers of this host',
    everyMs: EVERY_MS,
    log: options.log,
    machine: options.machine,
    work: async () => {
      await reapDeadPeers(options);
      return 'rest';
    },
  });
}

export async function reapDeadPeers({ storage, peers, log }: Omit<PeerOptions, 'machine'>): Promise<void> {
  const dead = peers.dead();
  if (dead.length === 0) return;
  const lost = await storage.reapWorkers(dead);
  for (const workerId of lost) log({ level: 'warn', message: `Worker ${workerId} is lost` });
  for (const workerId of dead) peers.withdraw(workerId);
}
