// How sessions are lost, and fail.
import type { Failure, SessionFailureReason, SessionId } from '@baton/core';
import { addToInbox } from './inbox.ts';
import { queuesFreedBy } from './pools.ts';
import { hint, type MemorySession, type MemoryState } from './state.ts';

export function failSession(
  state: MemoryState,
  sessionId: SessionId,
  reason: SessionFailureReason,
  message: string,
): boolean {
  return endSession(state, sessionId, { reason, message });
}

interface Why {
  readonly reason: SessionFailureReason;
  readonly message: string;
  readonly cause?: Failure;
}

/** False if it has ended before. */
export function endSession(state: MemoryState, sessionId: SessionId, why: Why): boolean {
  const session = state.sessions.get(sessionId);
  if (session === undefined || session.state === 'failed' || session.state === 'closed') return false;
  session.state = 'failed';
  session.reason = why.reason;
  session.closedAtMs = state.nowMs();
  const run = state.open.get(session.runId);
  if (run !== undefined) addToInbox(state, run, { kind: 'sessionFailed', sessionId, ...why });
  hint(state, { kind: 'session', queues: queuesFreedBy(state, session) });
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
