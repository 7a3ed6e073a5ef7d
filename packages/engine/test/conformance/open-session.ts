// A session that is open on a worker, and what runs in it.
import {
  defaultActivityOptions,
  type ActivityId,
  type RecordedActivityOptions,
  type SessionOptions,
} from '@baton/core';
import type { Storage, WorkerRegistration } from '@baton/engine';
import {
  activityRow,
  registered,
  transition,
  withSession,
  worker as registrationOf,
  type Started,
} from './under-test.ts';

export const reestablish: Partial<SessionOptions> = {
  onWorkerLost: 'reestablish',
  reestablishTimeoutMs: 300,
};

export type Session = Awaited<ReturnType<typeof withSession>>;

export interface Opened {
  readonly run: Session;
  readonly worker: WorkerRegistration;
}

/** A session that is open on a worker that takes just that one. */
export async function opened(
  storage: Storage,
  options: Partial<SessionOptions> = {},
  leaseMs = 60_000,
): Promise<Opened> {
  const run = await withSession(storage, options);
  const worker = await registered(storage, run.queue, {
    leaseMs,
    sessions: { maxConcurrentSessions: 1, resources: {} },
  });
  const sessions = await storage.claimSessions(worker.workerId, [run.queue], 1);
  if (sessions.length !== 1) throw new Error('the session was not opened');
  return { run, worker };
}

/** Queues an activity in the session. */
export async function addActivity(
  storage: Storage,
  run: Started & { readonly sessionId: Session['sessionId'] },
  queue: string,
  changes: Partial<RecordedActivityOptions> = {},
): Promise<void> {
  const nowMs = await storage.now();
  const retry = { ...defaultActivityOptions.retry, initialMs: 0, maxMs: 0 };
  const options = { ...defaultActivityOptions, startToCloseMs: 60_000, retry, ...changes };
  const { sessionId } = run;
  const times = { scheduledAtMs: nowMs, availableAtMs: nowMs };
  const row = activityRow(run, { activityId: '1' as ActivityId, queue, sessionId, options, ...times });
  await storage.commit(transition(run.ref, 3, { addActivities: [row] }));
}

/** The worker of a session is gone without a word, so the session waits for it. */
export async function suspended(storage: Storage, options: Partial<SessionOptions> = {}): Promise<Opened> {
  const found = await opened(storage, { ...reestablish, reestablishTimeoutMs: 60_000, ...options });
  await storage.reapWorkers([found.worker.workerId]);
  return found;
}

/** The next process of the worker's key has begun. */
export async function cameBack(
  storage: Storage,
  { run, worker }: Opened,
  changes: Partial<WorkerRegistration> = {},
): Promise<WorkerRegistration> {
  const { workerKey, sessions } = worker;
  const back = registrationOf(run.queue, { workerKey, sessions, hostName: 'host-2', ...changes });
  const answer = await storage.registerWorker(back);
  if ('refused' in answer) throw new Error(answer.refused);
  return back;
}

/** It takes all that wait for it. */
export async function takesAll(storage: Storage, { workerId }: WorkerRegistration): Promise<number> {
  const waiting = await storage.suspendedSessions(workerId, 100);
  return storage.reestablishSessions(
    workerId,
    waiting.map(({ sessionId, epoch }) => ({ sessionId, epoch, refused: null })),
  );
}
