// What becomes of sessions: requested → open ⇄ suspended → closed | failed; or requested → creationFailed.
import { mapToFill } from './entries.ts';
import type { RunStarted } from './events.ts';
import type { SessionId } from './ids.ts';
import { visitNode } from './reduce-nodes.ts';
import type { Place, Reducers } from './reducers.ts';
import type { NodeStatus, RunState, SessionState } from './run-state.ts';

type SessionEventType =
  | 'SessionRequested'
  | 'SessionCompleted'
  | 'SessionOpened'
  | 'SessionCreationFailed'
  | 'SessionFailed'
  | 'SessionEnded'
  | 'SessionDraining'
  | 'SessionSuspended'
  | 'SessionReestablished';

const nodeStatus: Record<SessionState['status'], NodeStatus> = {
  requested: 'waiting',
  open: 'running',
  suspended: 'waiting',
  creationFailed: 'failed',
  failed: 'failed',
  closed: 'completed',
};

/** A run begins with the sessions that were given to it. */
export function takeSessions(state: RunState, { sessions = [], given = [] }: RunStarted, atMs: number): void {
  for (const { guests: _, reason, status, ...session } of given) {
    const isClosed = status === 'failed' || status === 'closed';
    state.sessions = mapToFill(state.sessions);
    state.sessions.set(session.sessionId, {
      ...session,
      ...{ label: null, isOwn: sessions.includes(session.sessionId), status, reason },
      ...{ requestedAtMs: atMs, openedAtMs: atMs, closedAtMs: isClosed ? atMs : null },
    });
  }
}

function change(state: RunState, sessionId: SessionId, fields: Partial<SessionState>, place: Place): void {
  const session = state.sessions.get(sessionId);
  if (session?.closedAtMs !== null) return;
  const changed = { ...session, ...fields };
  state.sessions.set(sessionId, changed);
  if (session.label !== null) visitNode(state, session.label, { status: nodeStatus[changed.status] }, place);
}

export const reduceSessions: Reducers<SessionEventType> = {
  SessionRequested: (state, { sessionId, options, label }, place) => {
    state.sessions = mapToFill(state.sessions);
    state.sessions.set(sessionId, {
      sessionId,
      label: label ?? null,
      isOwn: true,
      isDraining: false,
      options,
      status: 'requested',
      workerId: null,
      workerKey: null,
      hostName: null,
      epoch: 0,
      requestedAtMs: place.atMs,
      openedAtMs: null,
      expiresAtMs: null,
      closedAtMs: null,
      reason: null,
    });
    if (label !== undefined) visitNode(state, label, { status: 'waiting' }, place);
  },
  SessionOpened: (state, event, place) => {
    const { sessionId, workerId, workerKey, hostName, epoch, expiresAtMs } = event;
    const opened = { workerId, workerKey, hostName, epoch, expiresAtMs, openedAtMs: place.atMs };
    change(state, sessionId, { status: 'open', ...opened }, place);
  },
  SessionEnded: (state, { sessionId }, place) =>
    change(state, sessionId, { status: 'closed', closedAtMs: place.atMs }, place),
  SessionDraining: (state, { sessionId }, place) => change(state, sessionId, { isDraining: true }, place),
  SessionSuspended: (state, { sessionId, epoch }, place) =>
    change(state, sessionId, { status: 'suspended', epoch }, place),
  SessionReestablished: (state, { sessionId, workerId, hostName, epoch }, place) =>
    change(state, sessionId, { status: 'open', workerId, hostName, epoch, isDraining: false }, place),
  SessionCreationFailed: (state, { sessionId, reason }, place) =>
    change(state, sessionId, { status: 'creationFailed', reason, closedAtMs: place.atMs }, place),
  SessionFailed: (state, { sessionId, reason }, place) =>
    change(state, sessionId, { status: 'failed', reason, closedAtMs: place.atMs }, place),
  SessionCompleted: (state, { sessionId }, place) =>
    change(state, sessionId, { status: 'closed', closedAtMs: place.atMs }, place),
};
