// What a worker may have to do, seen at once.
import type { Shard } from '@baton/core';
import { nextDeadline } from '../activity-deadline.ts';
import type { Look, Sight } from '../storage.ts';
import { isReady, openActivities } from './activities.ts';
import { pollInbox, pollOutbox } from './inbox.ts';
import { limitRules } from './limits.ts';
import { ofSession } from './next-due.ts';
import { suspendedSessions } from './session-returns.ts';
import type { MemoryActivity, MemoryState } from './state.ts';
import { renewLease } from './workers.ts';

export function lookAround(state: MemoryState, look: Look): Sight {
  const { workerId, owned, inboxAfter, activityQueues, activities, sessionQueues } = look;
  const shards = [...new Set([...owned.values()].flat())];
  const ready = openActivities(state).filter(
    (activity) =>
      activities.includes(activity.name) && activity.cancelRequested === null && isReady(state, activity),
  );
  const requests = [...state.sessions.values()].filter((session) => session.state === 'requested');
  return {
    inbox: pollInbox(state, owned, inboxAfter, 1).length > 0,
    outbox: pollOutbox(state, shards, 1).length > 0,
    cancels: (state.cancels.get(workerId) ?? []).length > 0,
    queues: activityQueues.filter((queue) => ready.some((activity) => activity.queue === queue)),
    sessions: requests.some(({ taskQueue }) => sessionQueues.includes(taskQueue)),
    returns: suspendedSessions(state, workerId, 1).length > 0,
    limits: JSON.stringify(limitRules(state)),
    dueAtMs: {
      activities: earliest(
        openActivities(state)
          .filter(({ ref }) => shards.includes(ref.shard))
          .flatMap(momentsOf),
      ),
      sessions: earliest(sessionMoments(state, shards)),
      workers: earliest(
        [...state.workers.values()]
          .filter((worker) => worker.state === 'active' || worker.state === 'draining')
          .map(({ leaseUntilMs }) => leaseUntilMs),
      ),
    },
    lease: look.renews ? renewLease(state, workerId) : null,
  };
}

/** Its time limit, and when a beat that waits may be handed to the workflow. */
function momentsOf(activity: MemoryActivity): readonly number[] {
  const { beat, attempt, beatWaits, deliveredAtMs, options } = activity;
  const beatAtMs = beat?.attempt === attempt ? beat.atMs : null;
  const deadline = nextDeadline({ ...activity, beatAtMs });
  return [
    ...(deadline === null ? [] : [deadline.atMs]),
    ...(beatWaits ? [(deliveredAtMs ?? 0) + (options.deliverHeartbeatsMs ?? 0)] : []),
  ];
}

/** A request is looked at again and again: the workers that could take it come and go. */
function sessionMoments(state: MemoryState, shards: readonly Shard[]): readonly number[] {
  return [...state.sessions.values()]
    .filter(({ shard }) => shards.includes(shard))
    .flatMap((session) => (session.state === 'requested' ? [state.nowMs()] : ofSession(session)));
}

function earliest(moments: readonly number[]): number | null {
  return moments.length === 0 ? null : Math.min(...moments);
}
