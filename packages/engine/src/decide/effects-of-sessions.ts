// A session's end is the end of what runs in it, in the same transition. Runs that it was given to hear of it by message.
import {
  cancelFailure,
  sessionLostFailure,
  type CancelReason,
  type Failure,
  type GivenSession,
  type SessionId,
  type SessionState,
} from '@baton/core';
import type { InboxBody } from '../storage.ts';
import { startOf, type Deciding } from './deciding.ts';
import { plus } from './draft.ts';
import type { Effects } from './enact.ts';

type SessionEventType =
  | 'SessionRequested'
  | 'SessionCompleted'
  | 'SessionFailed'
  | 'SessionEnded'
  | 'SessionDraining'
  | 'SessionSuspended'
  | 'SessionReestablished';

export const sessionEffects: Effects<SessionEventType> = {
  SessionRequested: ({ draft, state }, { sessionId, options, label }) => {
    draft.addSessions = plus(draft.addSessions, {
      sessionId,
      options,
      taskQueue: options.taskQueue ?? startOf(state).taskQueue,
      label: label ?? null,
    });
  },
  // What still runs in it has been cancelled by the workflow's commands before.
  SessionCompleted: (deciding, { sessionId }) => {
    const { draft } = deciding;
    draft.releaseSessions = plus(draft.releaseSessions, sessionId);
    tellGuests(deciding, { kind: 'sessionEnded', sessionId }, 'ended');
  },
  SessionFailed: (deciding, { type: _, ...failed }) => {
    const { sessionId, reason, message, cause } = failed;
    stopWhatRuns(deciding, sessionId, 'SESSION_FAILED', sessionLostFailure(reason, message, cause));
    tellGuests(deciding, { kind: 'sessionFailed', ...failed }, 'failed');
  },
  SessionEnded: (deciding, { sessionId }) => {
    const failure = cancelFailure('SESSION_COMPLETED', 'The session was completed');
    stopWhatRuns(deciding, sessionId, 'SESSION_COMPLETED', failure);
    tellGuests(deciding, { kind: 'sessionEnded', sessionId }, 'ended');
  },
  SessionDraining: (deciding, { sessionId }) => {
    const epoch = deciding.state.sessions.get(sessionId)?.epoch ?? 0;
    tellGuests(deciding, { kind: 'sessionDraining', sessionId }, `draining/${epoch}`);
  },
  SessionSuspended: (deciding, { sessionId, epoch }) => {
    tellGuests(deciding, { kind: 'sessionSuspended', sessionId, epoch }, `suspended/${epoch}`);
  },
  SessionReestablished: (deciding, { sessionId, workerId, hostName, epoch }) => {
    const body = { kind: 'sessionReestablished', sessionId, workerId, hostName, epoch } as const;
    tellGuests(deciding, body, `open/${epoch}`);
  },
};

/** The run is over, and its sessions with it. */
export function endSessions(deciding: Deciding): void {
  for (const { sessionId, isOwn } of openSessions(deciding)) {
    if (isOwn) tellGuests(deciding, { kind: 'sessionEnded', sessionId }, 'ended');
  }
}

/** What the next run has to know: its own sessions are this one's, and what was given to this one is given to it. */
export function handedOver(deciding: Deciding): {
  readonly sessions: readonly SessionId[];
  readonly given: readonly GivenSession[];
} {
  const open = openSessions(deciding);
  const { guests } = deciding.memory;
  return {
    sessions: open.filter(({ isOwn }) => isOwn).map(({ sessionId }) => sessionId),
    given: open.flatMap(asGiven).map((session) => {
      const invited = guests.get(session.sessionId) ?? [];
      return invited.length === 0 ? session : { ...session, guests: invited.map(({ runId }) => runId) };
    }),
  };
}

/** What another run has to know of these sessions. */
export function givenTo(
  { state }: Deciding,
  sessions: readonly SessionId[] = [],
): { readonly given?: readonly GivenSession[] } {
  const given = sessions.flatMap((id) => asGiven(state.sessions.get(id)));
  return given.length === 0 ? {} : { given };
}

function openSessions({ state }: Deciding): readonly SessionState[] {
  return [...state.sessions.values()].filter(({ status }) => status === 'open' || status === 'suspended');
}

function asGiven(session: SessionState | undefined): readonly GivenSession[] {
  if (session === undefined) return [];
  const { sessionId, status, options, workerId, workerKey, hostName, epoch, expiresAtMs } = session;
  if (status === 'requested' || status === 'creationFailed') return [];
  if (workerId === null || workerKey === null || hostName === null) return [];
  const reason = session.reason as GivenSession['reason'];
  const place = { workerId, workerKey, hostName, epoch, isDraining: session.isDraining };
  return [{ sessionId, status, options, ...place, expiresAtMs, reason }];
}

function stopWhatRuns(
  { draft, state }: Deciding,
  sessionId: SessionId,
  reason: CancelReason,
  failure: Failure,
): void {
  for (const activity of state.activities.values()) {
    if (activity.sessionId !== sessionId) continue;
    const { activityId } = activity;
    draft.followUps = plus(draft.followUps, { type: 'ActivityCancelled', activityId, failure });
    draft.cancelActivities = plus(draft.cancelActivities, { activityId, reason });
  }
}

type News = Extract<InboxBody, { readonly sessionId: SessionId }>;

/** `what` tells the same news from other news of the session: it is delivered once. */
function tellGuests({ draft, memory }: Deciding, body: News, what: string): void {
  const dedupKey = `session/${body.sessionId}/${what}`;
  for (const to of memory.guests.get(body.sessionId) ?? [])
    draft.outbox = plus(draft.outbox, { kind: 'message', workflowId: null, to, body, dedupKey });
}
