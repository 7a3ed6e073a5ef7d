// A run that begins with the history of another one: what was open there has no rows here yet.
//
// Activities get theirs again, from their first attempt (inline ones begin again by themselves, as after the loss of a worker). Timers
// keep their time; past ones fire at once. Sessions that wait go on waiting; open ones belong to the other run and count as failed, with
// all that ran in them. Children are not started again: the caller has put into the inbox what became of them.
import { isActivityOpen, type ActivityState } from '@baton/core';
import type { Deciding } from './deciding.ts';
import { plus } from './draft.ts';
import { rowOf } from './effects-of-activities.ts';
import { sessionEffects } from './effects-of-sessions.ts';
import type { Effects } from './enact.ts';

const SESSION_OF_ANOTHER_RUN = 'The run was reset: its session ended with the run that had opened it';

export const resetEffects: Effects<'RunReset'> = {
  RunReset: (deciding, { keptSeq }) => {
    const { draft, state } = deciding;
    for (const activity of state.activities.values()) {
      // What was asked for after the reset has been seen to.
      if (activity.scheduledSeq <= keptSeq && activity.mode !== 'inline') reopen(deciding, activity);
    }
    for (const { timerId, fireAtMs, status } of state.timers.values()) {
      const isThere = draft.addTimers.some((timer) => timer.timerId === timerId);
      if (status === 'pending' && !isThere) draft.addTimers = plus(draft.addTimers, { timerId, fireAtMs });
    }
    reopenSessions(deciding);
    draft.attributes = state.attributes;
  },
};

function reopen(deciding: Deciding, activity: ActivityState): void {
  const { draft, state } = deciding;
  const { activityId, status, sessionId } = activity;
  if (!isActivityOpen(status)) return;
  if (status === 'cancelRequested') {
    const failure = { name: 'CancelledError', code: 'CANCELLED', message: `${activity.name} was cancelled` };
    draft.followUps = plus(draft.followUps, { type: 'ActivityCancelled', activityId, failure });
    return;
  }
  // What ran in a session of the other run ends with it, see below; one that was given to it lives on.
  if (sessionId !== null && state.sessions.get(sessionId)?.isOwn === true) return;
  draft.addActivities = plus(draft.addActivities, rowOf(deciding, activity));
}

function reopenSessions(deciding: Deciding): void {
  const { draft, state } = deciding;
  for (const { sessionId, status, options, label, isOwn } of state.sessions.values()) {
    if (status === 'requested' && !draft.addSessions.some((added) => added.sessionId === sessionId)) {
      const event = {
        type: 'SessionRequested',
        sessionId,
        options,
        ...(label === null ? {} : { label }),
      } as const;
      sessionEffects.SessionRequested(deciding, event);
    }
    if (!isOwn || (status !== 'open' && status !== 'suspended')) continue;
    draft.followUps = plus(draft.followUps, {
      type: 'SessionFailed',
      sessionId,
      reason: 'OPERATOR',
      message: SESSION_OF_ANOTHER_RUN,
    });
  }
}
