// The simulated machine of a worker process.
import type { HostPeers, Machine } from '@baton/worker/testing';
import type { WorkerId } from '@baton/core';
import type { Rng } from './rng.ts';
import type { SimProcess } from './sim-process.ts';

export interface SimMachine extends Machine {
  readonly peers: HostPeers;
}

/** What processes of one host leave for each other. */
export type HostNotes = Map<WorkerId, SimProcess>;

export interface MachineOptions {
  readonly process: SimProcess;
  readonly hostName: string;
  readonly notes: HostNotes;
  readonly rng: Rng;
  /** False: processes of one host don't find each other's death. */
  readonly looksAfterPeers: boolean;
}

export function simMachine({ process, hostName, notes, rng, looksAfterPeers }: MachineOptions): SimMachine {
  let ids = 0;
  return {
    hostName,
    hostId: hostName,
    pid: 1,
    nowMs: process.wallMs,
    monotonicMs: process.monotonicMs,
    after: (delayMs, task) => process.after(delayMs, task),
    about: (delayMs, task) => process.after(delayMs, task),
    soon: (task) => process.soon(task),
    random: () => rng.next(),
    randomBytes: (n) => rng.bytes(n),
    newId: () => `${process.name}.${++ids}`,
    attend: () => () => undefined,
    peers: {
      announce: (workerId) => void notes.set(workerId, process),
      withdraw: (workerId) => void notes.delete(workerId),
      dead: () =>
        looksAfterPeers ? [...notes].filter(([, owner]) => !owner.isAlive).map(([workerId]) => workerId) : [],
    },
  };
}
