// How sessions are lost, fail, and come back.
import type { SessionFailureReason, SessionId } from '@baton/core';
import { openActivities } from './activities.ts';
import { addToInbox } from './inbox.ts';
import { hint, type MemorySession, type MemoryState } from './state.ts';

export function failSession(
  state: MemoryState,
  sessionId: SessionId,
  reason: SessionFailureReason,
  message: string,
): boolean {
  const session = state.sessions.get(sessionId);
  if (session === undefined || session.state === 'failed' || session.state === 'closed') return false;
  session.state = 'failed';
  session.reason = reason;
  session.closedAtMs = state.nowMs();
  const run = state.open.get(session.runId);
  if (run !== undefined) addToInbox(state, run, { kind: 'sessionFailed', sessionId, reason, message });
  hint(state, { kind: 'session', queues: [session.taskQueue] });
  return true;
}

/** Its worker takes no new ones. */
export function drainSession(state: MemoryState, { runId, sessionId, state: is }: MemorySession): void {
  const run = state.open.get(runId);
  if (run !== undefined && is === 'open') addToInbox(state, run, { kind: 'sessionDraining', sessionId });
}

/** Its worker is gone: it waits for it, if it was asked to, else it fails. */
export function loseSession(
  state: MemoryState,
  session: MemorySession,
  reason: SessionFailureReason,
  message: string,
): void {
  if (session.state !== 'open') return;
  if (session.options.onWorkerLost === 'fail') {
    failSession(state, session.sessionId, reason, message);
    return;
  }
  session.state = 'suspended';
  session.suspendedAtMs = state.nowMs();
  const run = state.open.get(session.runId);
  const { sessionId, epoch } = session;
  if (run !== undefined) addToInbox(state, run, { kind: 'sessionSuspended', sessionId, epoch });
}

/** The same worker key is back: a new epoch, in which what ran before is run again and what the old one says is refused. */
export function reestablishSession(
  state: MemoryState,
  session: MemorySession,
  worker: { readonly workerId: MemorySession['workerId']; readonly hostName: string },
): void {
  const { workerId, hostName } = worker;
  if (session.state !== 'suspended' || workerId === null) return;
  const epoch = session.epoch + 1;
  Object.assign(session, {
    state: 'open',
    epoch,
    workerId,
    hostName,
    suspendedAtMs: null,
    usedAtMs: state.nowMs(),
  });
  const run = state.open.get(session.runId);
  if (run === undefined) return;
  for (const activity of openActivities(state))
    if (activity.sessionId === session.sessionId) activity.epoch = epoch;
  addToInbox(state, run, {
    kind: 'sessionReestablished',
    sessionId: session.sessionId,
    workerId,
    hostName,
    epoch,
  });
}
