// What an inbox row means to the run as it is now: an event, or nothing, because it is late or was here before.
import {
  isActivityOpen,
  type ActivityId,
  type ChildState,
  type RunState,
  type SessionId,
  type SessionState,
  type StimulusEvent,
} from '@baton/core';
import type { InboxBody } from '../storage.ts';
import { RESET_REQUEST, type RunMemory } from './run-memory.ts';

type Meant = { [K in InboxBody['kind']]: (body: Extract<InboxBody, { kind: K }>, now: Now) => boolean };

interface Now {
  readonly state: RunState;
  readonly memory: RunMemory;
}

/** Whether the row still means something; what it means is in `events`. */
const isMeant: Meant = {
  wake: () => false,
  signal: (signal, { memory }) => !isRepeated(signal, memory),
  cancel: (_, { state }) => state.cancelRequested === null,
  reset: (_, { memory }) => !memory.requests.has(RESET_REQUEST),
  update: ({ updateId }, { memory }) => !memory.requests.has(`update:${updateId}`),
  activityCompleted: ({ activityId }, now) => isOpen(activityId, now),
  activityFailed: ({ activityId }, now) => isOpen(activityId, now),
  activityCancelled: ({ activityId }, now) => isOpen(activityId, now),
  activityHeartbeat: ({ activityId }, now) => isOpen(activityId, now),
  sessionOpened: ({ sessionId }, now) => sessionIs(['requested'], sessionId, now),
  sessionCreationFailed: ({ sessionId }, now) => sessionIs(['requested'], sessionId, now),
  sessionFailed: ({ sessionId }, now) => sessionIs(['requested', 'open', 'suspended'], sessionId, now),
  sessionEnded: ({ sessionId }, now) => sessionIs(['open', 'suspended'], sessionId, now),
  sessionDraining: ({ sessionId }, { state }) => {
    const session = state.sessions.get(sessionId);
    return session?.status === 'open' && !session.isDraining;
  },
  sessionSuspended: ({ sessionId }, now) => sessionIs(['open'], sessionId, now),
  sessionReestablished: ({ sessionId }, now) => sessionIs(['suspended'], sessionId, now),
  childStarted: ({ childId }, now) => childIs(['requested'], childId, now),
  childStartFailed: ({ childId }, now) => childIs(['requested'], childId, now),
  childCompleted: ({ childId }, now) => childIs(['requested', 'running'], childId, now),
  childFailed: ({ childId }, now) => childIs(['requested', 'running'], childId, now),
};

const eventType = {
  signal: 'SignalReceived',
  cancel: 'RunCancelRequested',
  reset: 'RunReset',
  update: 'UpdateReceived',
  activityCompleted: 'ActivityCompleted',
  activityFailed: 'ActivityFailed',
  activityCancelled: 'ActivityCancelled',
  activityHeartbeat: 'ActivityHeartbeat',
  sessionOpened: 'SessionOpened',
  sessionCreationFailed: 'SessionCreationFailed',
  sessionFailed: 'SessionFailed',
  sessionEnded: 'SessionEnded',
  sessionDraining: 'SessionDraining',
  sessionSuspended: 'SessionSuspended',
  sessionReestablished: 'SessionReestablished',
  childStarted: 'ChildStarted',
  childStartFailed: 'ChildStartFailed',
  childCompleted: 'ChildCompleted',
  childFailed: 'ChildFailed',
} as const satisfies Record<Exclude<InboxBody['kind'], 'wake'>, StimulusEvent['type']>;

/**
 * The event that an inbox row becomes; `null` if it has nothing to say any more: a completion for a closed activity, a request seen
 * before, news of a session that has ended. Such a row is consumed all the same.
 */
export function stimulusOf(body: InboxBody, now: Now): StimulusEvent | null {
  if (body.kind === 'wake') return null;
  // The table is complete by its type; TypeScript cannot see that the entry fits the body.
  const meant = isMeant[body.kind] as (body: InboxBody, now: Now) => boolean;
  if (!meant(body, now)) return null;
  const { kind, ...rest } = body;
  // An inbox body differs from its event by the name of its kind only.
  return { type: eventType[kind], ...rest } as StimulusEvent;
}

/** A signal that the run, or one before it in the chain, has had. */
export function isRepeated({ requestId }: { readonly requestId?: string }, { requests }: RunMemory): boolean {
  return requestId !== undefined && requests.has(`signal:${requestId}`);
}

function isOpen(activityId: ActivityId, { state }: Now): boolean {
  const activity = state.activities.get(activityId);
  return activity !== undefined && isActivityOpen(activity.status);
}

function sessionIs(statuses: readonly SessionState['status'][], id: SessionId, { state }: Now): boolean {
  const session = state.sessions.get(id);
  return session !== undefined && statuses.includes(session.status);
}

function childIs(statuses: readonly ChildState['status'][], childId: string, { state }: Now): boolean {
  const child = state.children.get(childId);
  return child !== undefined && statuses.includes(child.status);
}
