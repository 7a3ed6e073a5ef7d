// What a worker takes from the machine that it runs on. Production gives it Node's; the simulation sets its time and draws its chances.
import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { nodeScheduler, type Scheduler } from '@baton/engine';
import { derivedHostId } from './lease/host-id.ts';
import { guardProcess } from './guard-process.ts';
import type { Log } from './log.ts';

export interface Machine extends Scheduler {
  readonly hostName: string;
  /** The same for all processes of this machine, and for no other. */
  readonly hostId: string;
  readonly pid: number;
  /** Wall time: a first guess at the database's, which is learned from its answers. */
  readonly nowMs: () => number;
  /** Rises evenly, whatever is done to the wall clock. */
  readonly monotonicMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly randomBytes: (n: number) => Uint8Array;
  readonly newId: () => string;
  /** A worker runs here from now on. Answers what to call when it has stopped. */
  readonly attend: (log: Log) => () => void;
}

export const nodeMachine: Machine = {
  ...nodeScheduler,
  hostName: hostname(),
  hostId: derivedHostId(),
  pid: process.pid,
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
  randomBytes,
  newId: randomUUID,
  attend: (log) => {
    const unguard = guardProcess(log);
    // Timers of the worker don't keep the process alive, and a storage in memory has no sockets that would.
    const alive = setInterval(() => undefined, 60_000);
    return () => {
      clearInterval(alive);
      unguard();
    };
  },
};

export function wait(machine: Scheduler, ms: number): Promise<void> {
  return new Promise((resolve) => void machine.after(ms, resolve));
}
