// Why a session still waits: what its error would say if its time were up now (see the sweep of sessions).
import type { SessionCreationFailureReason } from '@baton/core';
import type { SessionRecord, WorkerRecord } from '@baton/engine';

/** `null`: it doesn't wait, or there is room and it is about to open. */
export function waitsFor(
  session: SessionRecord,
  workers: readonly WorkerRecord[],
): SessionCreationFailureReason | null {
  if (session.state !== 'requested') return null;
  const polling = workers.filter(
    ({ state, sessions, taskQueues }) =>
      state === 'active' && sessions !== null && taskQueues.includes(session.taskQueue),
  );
  const { workerKey } = session.options;
  const wanted = polling.filter((worker) => workerKey === null || worker.workerKey === workerKey);
  if (wanted.length === 0) return 'NO_WORKERS';
  return polling.some((worker) => couldHold(worker, session)) ? 'ALL_BUSY' : 'UNSATISFIABLE';
}

function couldHold({ sessions }: WorkerRecord, { options }: SessionRecord): boolean {
  if (sessions === null || sessions.maxConcurrentSessions === 0) return false;
  const offered = { ...sessions.hostResources, ...sessions.resources };
  return Object.entries(options.resources).every(([name, amount]) => amount <= (offered[name] ?? 0));
}
