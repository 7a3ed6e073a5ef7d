// What the scenarios about sessions ask of the world.
import { SessionFailedError, runRef, type EventBody, type RunId, type SessionId } from '@baton/core';
import type { SessionRecord, WorkerRecord } from '@baton/engine';
import type { WorkerOptions } from '@baton/worker';
import { until, type World } from './world.ts';

/** Sessions have workers of their own, so that a test can end these and leave alone who decides for the run. */
export const hosts = { taskQueues: ['hosts'], sessions: { enabled: true } } as const satisfies WorkerOptions;

/** Long enough to be no part of the test. */
export const patient = {
  creationTimeout: '30s',
  executionTimeout: '5 minutes',
  taskQueue: 'hosts',
} as const;

export type EventOf<Type extends EventBody['type']> = Extract<EventBody, { readonly type: Type }>;

/** The events of one type, in order. */
export async function eventsOf<Type extends EventBody['type']>(
  world: World,
  run: { readonly runId: RunId },
  type: Type,
): Promise<readonly EventOf<Type>[]> {
  return (await world.events(run)).filter((event): event is EventOf<Type> => event.type === type);
}

/** The sessions of a run as the database has them, the first request first. */
export async function sessionsOf(
  world: World,
  run: { readonly runId: RunId },
): Promise<readonly SessionRecord[]> {
  const sessions = await world.storage.listSessions({ runId: run.runId, limit: 100 });
  return sessions.toSorted((a, b) => numberOf(a.sessionId) - numberOf(b.sessionId));
}

/** Waits until the run's sessions are in these states, the first request first. */
export async function statesBecome(
  world: World,
  run: { readonly runId: RunId },
  ...wanted: SessionRecord['state'][]
): Promise<void> {
  await until(async () => {
    const found = (await sessionsOf(world, run)).map(({ state }) => state);
    return found.join() === wanted.join();
  });
}

/** Code and reason of a session's failure; anything else by its name. */
export function sessionFailure(error: unknown): string {
  if (error instanceof SessionFailedError) return `${error.code} ${error.reason}`;
  return error instanceof Error ? `not a session's: ${error.name}` : String(error);
}

/** Waits until as many activities of the run are at work on their workers. */
export async function atWork(world: World, run: { readonly runId: RunId }, count = 1): Promise<void> {
  await until(async () => {
    const pending = await world.storage.pendingActivities(runRef(run.runId));
    return pending.filter(({ state }) => state === 'running').length === count;
  });
}

/** The worker with this process. */
export async function workerOf(world: World, pid: number | undefined): Promise<WorkerRecord> {
  const found = (await world.storage.listWorkers()).find((worker) => worker.pid === pid);
  if (found === undefined) throw new Error(`No worker has the process ${String(pid)}`);
  return found;
}

function numberOf(sessionId: SessionId): number {
  return Number(sessionId.split('/')[1]);
}
