// A worker: lives, one after the other, until it is asked to stop.
//
// created → running (a life; a new one whenever the database has given the last one up) → stopping (grace) → stopped.
import { toMs, type Duration } from '@baton/core';
import { databaseClock, type DatabaseClock, type Owner, type WorkerLeave } from '@baton/engine';
import { register } from './lease/register.ts';
import { startLife, type Life } from './life.ts';
import { reapDeadPeers } from './loops/peer-loop.ts';
import { persist } from './loops/persist.ts';
import type { Settings } from './settings.ts';

export interface ShutdownOptions {
  /** How long work may go on. Default: the worker's `shutdownGrace`. */
  readonly grace?: Duration;
}

export interface Worker {
  /** Resolves when the worker has stopped. @throws {WorkerKeyInUseError} if another live worker has its key. */
  readonly run: () => Promise<void>;
  /** Takes nothing new, lets work go on for the grace period, then tells it to stop. Resolves when all that is told. */
  readonly shutdown: (options?: ShutdownOptions) => Promise<void>;
  /** What decides for this worker's runs now; `null` before `run` and between two lives. */
  readonly owner: () => Owner | null;
}

/** A worker that does nothing before `run`. */
export function workerOf(settings: Settings): Worker {
  const { machine } = settings;
  const clock = databaseClock(machine.monotonicMs, machine.nowMs());
  let life: Life | null = null;
  let running: Promise<void> | null = null;
  let graceMs = settings.graceMs;
  let askToStop: () => void = () => undefined;
  let isStopping = false;
  const stopAsked = new Promise<void>((resolve) => (askToStop = resolve));

  async function live(): Promise<void> {
    const leaveMachine = machine.attend(settings.log);
    try {
      while (!isStopping) await oneLife();
    } finally {
      leaveMachine();
    }
  }

  async function oneLife(): Promise<void> {
    // A predecessor on this host may have died with our key in its hands.
    await reapDeadPeers(settings).catch(() => undefined);
    const identity = await register(settings, clock, () => isStopping);
    if (identity === null) return;
    settings.log({ level: 'info', message: `Worker ${identity.workerId} (${identity.workerKey}) has begun` });
    life = startLife(settings, clock, identity);
    const why = await Promise.race([life.lost.then(() => 'lost'), stopAsked]);
    const ending = life;
    life = null;
    if (why === 'lost') {
      settings.log({
        level: 'warn',
        message: `Worker ${identity.workerId} was declared lost; beginning anew`,
      });
      await ending.stop(0);
    } else await leave(settings, clock, ending, graceMs);
  }

  return {
    run: () => (running ??= live()),
    shutdown: async ({ grace } = {}) => {
      if (grace !== undefined) graceMs = toMs(grace, 'grace');
      isStopping = true;
      askToStop();
      await running;
    },
    owner: () => life?.owner ?? null,
  };
}

/** Its shards go to others at once, and its sessions fail; other work, and sessions that wait for it to come back, have the grace period. */
async function leave(settings: Settings, clock: DatabaseClock, life: Life, graceMs: number): Promise<void> {
  const { storage, log, machine } = settings;
  const { workerId } = life.identity;
  const untilMs = clock.nowMs() + graceMs + settings.leaseMs;
  const tell = (how: WorkerLeave) =>
    persist(
      () => storage.releaseWorker(workerId, how),
      () => clock.nowMs() > untilMs,
      machine,
    );
  await tell('stopping');
  await life.stop(graceMs);
  await tell('stopped');
  log({ level: 'info', message: `Worker ${workerId} has stopped` });
}
