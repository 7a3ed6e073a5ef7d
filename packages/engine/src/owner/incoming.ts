// What something pending means to the run now.
import type { ActivityId, CloseEvent, StimulusEvent } from '@baton/core';
import { plus, type Draft } from '../decide/draft.ts';
import { stimulusOf } from '../decide/stimulus-of.ts';
import type { Pending, ResidentRun } from './resident-run.ts';
import { RUN_TIMER } from './run-timer.ts';

/** What the code sees, or what ends the run without it: its timeout, or the length of its history. */
export type Incoming = StimulusEvent | Extract<CloseEvent, { type: 'RunTimedOut' | 'RunFailed' }>;

/** The event that it becomes; `null`: it has nothing to say any more. Either way the transition has taken it in. */
export function incomingOf(run: ResidentRun, draft: Draft, pending: Pending): Incoming | null {
  run.taken.push(pending);
  switch (pending.kind) {
    case 'start':
      return run.state.started;
    case 'inbox':
      draft.consume = plus(draft.consume, pending.id);
      return stimulusOf(pending.body, run);
    case 'timer':
      if (pending.timerId === RUN_TIMER) return { type: 'RunTimedOut' };
      return run.state.timers.has(pending.timerId) ? { type: 'TimerFired', timerId: pending.timerId } : null;
    case 'outcome':
      return isUnderWay(run, pending.activityId, pending.attempt) ? pending.event : null;
    case 'lost': {
      const activity = run.state.activities.get(pending.activityId);
      return activity?.mode === 'inline' ? pending.event(activity, draft) : null;
    }
    case 'dispatch':
      if (!isUnderWay(run, pending.event.activityId, pending.attempt)) return null;
      draft.addActivities = plus(draft.addActivities, pending.row(draft.atMs));
      return pending.event;
  }
}

/** Once another owner has taken over, what this attempt did counts as little as that of any lost one. */
function isUnderWay(run: ResidentRun, activityId: ActivityId, attempt: number): boolean {
  const activity = run.state.activities.get(activityId);
  return activity?.mode === 'inline' && (activity.attempt ?? 1) === attempt;
}
