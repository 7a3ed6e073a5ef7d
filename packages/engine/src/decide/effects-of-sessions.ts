// A session's end is the end of what runs in it, in the same transition.
import { sessionLostFailure } from '@baton/core';
import { startOf } from './deciding.ts';
import { plus } from './draft.ts';
import type { Effects } from './enact.ts';

export const sessionEffects: Effects<'SessionRequested' | 'SessionCompleted' | 'SessionFailed'> = {
  SessionRequested: ({ draft, state }, { sessionId, options, label }) => {
    draft.addSessions = plus(draft.addSessions, {
      sessionId,
      options,
      taskQueue: options.taskQueue ?? startOf(state).taskQueue,
      label: label ?? null,
    });
  },
  // What still runs in it has been cancelled by the workflow's commands before.
  SessionCompleted: ({ draft }, { sessionId }) => {
    draft.releaseSessions = plus(draft.releaseSessions, sessionId);
  },
  SessionFailed: ({ draft, state }, { sessionId, reason, message }) => {
    for (const activity of state.activities.values()) {
      if (activity.sessionId !== sessionId) continue;
      const { activityId } = activity;
      const failure = sessionLostFailure(reason, message);
      draft.followUps = plus(draft.followUps, { type: 'ActivityCancelled', activityId, failure });
      draft.cancelActivities = plus(draft.cancelActivities, { activityId, reason: 'SESSION_FAILED' });
    }
  },
};
