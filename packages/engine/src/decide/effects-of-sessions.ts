// A session's end is the end of what runs in it, in the same transition. Runs that it was given to hear of it by message.
import {
  cancelFailure,
  sessionLostFailure,
  type CancelReason,
  type Failure,
  type SessionId,
} from '@baton/core';
import { startOf, type Deciding } from './deciding.ts';
import { plus } from './draft.ts';
import type { Effects } from './enact.ts';
import { openSessions, tellGuests } from './given-sessions.ts';

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
    tellGuests(deciding, { kind: 'sessionEnded', sessionId });
  },
  SessionFailed: (deciding, { type: _, ...failed }) => {
    const { sessionId, reason, message, cause } = failed;
    stopWhatRuns(deciding, sessionId, 'SESSION_FAILED', sessionLostFailure(reason, message, cause));
    tellGuests(deciding, { kind: 'sessionFailed', ...failed });
  },
  SessionEnded: (deciding, { sessionId }) => {
    const failure = cancelFailure('SESSION_COMPLETED', 'The session was completed');
    stopWhatRuns(deciding, sessionId, 'SESSION_COMPLETED', failure);
    tellGuests(deciding, { kind: 'sessionEnded', sessionId });
  },
  SessionDraining: (deciding, { sessionId }) => {
    tellGuests(deciding, { kind: 'sessionDraining', sessionId });
  },
  SessionSuspended: (deciding, { sessionId, epoch }) => {
    tellGuests(deciding, { kind: 'sessionSuspended', sessionId, epoch });
  },
  SessionReestablished: (deciding, { sessionId, workerId, hostName, epoch }) => {
    tellGuests(deciding, { kind: 'sessionReestablished', sessionId, workerId, hostName, epoch });
  },
};

/** The run is over, and its sessions with it. */
export function endSessions(deciding: Deciding): void {
  for (const { sessionId, isOwn } of openSessions(deciding)) {
    if (isOwn) tellGuests(deciding, { kind: 'sessionEnded', sessionId });
  }
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
