// Why a session still waits: what its error would say if its time were up now (see the sweep of sessions).
import type { SessionCreationFailureReason } from '@baton/core';
import { isAskedFor, type SessionRecord, type WorkerRecord } from '@baton/engine';

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
  if (!polling.some((worker) => isAskedFor(session.options, worker))) return 'NO_WORKERS';
  const { buildId } = session.options;
  const ofBuild = polling.filter((worker) => (buildId ?? worker.buildId) === worker.buildId);
  return ofBuild.some((worker) => couldHold(worker, session)) ? 'ALL_BUSY' : 'UNSATISFIABLE';
}

function couldHold({ sessions }: WorkerRecord, { options }: SessionRecord): boolean {
  if (sessions === null || sessions.maxConcurrentSessions === 0) return false;
  const offered = { ...sessions.hostResources, ...sessions.resources };
  return Object.entries(options.resources).every(([name, amount]) => amount <= (offered[name] ?? 0));
}
