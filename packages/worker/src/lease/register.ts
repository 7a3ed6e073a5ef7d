import type { WorkerId, WorkerKey } from '@baton/core';
import type { DatabaseClock, WorkerRegistration } from '@baton/engine';
import type { Settings } from '../settings.ts';
import { pauseMs } from '../loops/loop.ts';
import { wait } from '../machine.ts';

/** Another live process works under this key. */
export class WorkerKeyInUseError extends Error {
  override readonly name = 'WorkerKeyInUseError';
  readonly code = 'KEY_IN_USE';
}

/** The server will not have this worker: its key, or what it says of itself, has to be changed. */
export class WorkerRefusedError extends Error {
  override readonly name = 'WorkerRefusedError';
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export interface Identity {
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly hostName: string;
}

/**
 * Registers this process in the database. Waits while the database is away, and as long as a predecessor that has just died may hold the key.
 * @throws {WorkerKeyInUseError} if the key is still in use after that; {WorkerRefusedError} if a server refuses it for good.
 */
export async function register(
  settings: Settings,
  clock: DatabaseClock,
  isStopping: () => boolean,
): Promise<Identity | null> {
  const { machine } = settings;
  const identity = {
    workerId: machine.newId() as WorkerId,
    workerKey: settings.workerKey,
    hostName: machine.hostName,
  };
  const registration = registrationOf(settings, identity);
  const giveUpAtMs = machine.monotonicMs() + settings.leaseMs + 2_000;
  for (let failures = 0; !isStopping();) {
    try {
      const answer = await settings.storage.registerWorker(registration);
      if ('nowMs' in answer) {
        clock.observe(answer.nowMs);
        return identity;
      }
      if (machine.monotonicMs() > giveUpAtMs) {
        throw new WorkerKeyInUseError(`Another live worker has the key ${settings.workerKey}`);
      }
      await wait(machine, 500);
    } catch (error) {
      if (error instanceof WorkerKeyInUseError || error instanceof WorkerRefusedError) throw error;
      failures += 1;
      if (failures === 1) settings.log({ level: 'warn', message: 'Registering failed; trying again', error });
      await wait(machine, pauseMs(failures, machine.random()));
    }
  }
  return null;
}

function registrationOf(settings: Settings, identity: Identity): WorkerRegistration {
  return {
    ...identity,
    hostId: settings.hostId,
    pid: settings.machine.pid,
    taskQueues: settings.taskQueues,
    workflows: settings.workflows.map(({ name }) => name),
    activities: settings.registry.definitions.map(({ name, description, inputSchema, outputSchema }) => ({
      name,
      description,
      input: inputSchema,
      output: outputSchema,
    })),
    maxConcurrentActivities: settings.maxConcurrentActivities,
    sessions: settings.sessions,
    leaseMs: settings.leaseMs,
    ownsRuns: settings.workflows.length > 0 || settings.designs !== null,
    buildId: settings.buildId,
  };
}
