// What each kind of stimulus does to the code that waits for it. A new kind doesn't compile until it is here.
import type { StimulusEvent } from '@baton/core';
import {
  activityCancelled,
  activityCompleted,
  activityFailed,
  activityHeartbeat,
} from './operations/activity.ts';
import { childCompleted, childFailed, childStartFailed, childStarted } from './operations/child.ts';
import { cancelRequested } from './operations/scopes.ts';
import {
  sessionCreationFailed,
  sessionDraining,
  sessionEnded,
  sessionFailed,
  sessionOpened,
  sessionReestablished,
  sessionSuspended,
} from './operations/session.ts';
import { signalReceived } from './operations/signals.ts';
import { timerFired } from './operations/timer.ts';
import { updateReceived } from './operations/updates.ts';
import type { Run } from './run/run.ts';

/** All but the first, which starts the code. */
export type LaterStimulus = Exclude<StimulusEvent, { readonly type: 'RunStarted' }>;

type Effects = {
  readonly [Type in LaterStimulus['type']]: (
    run: Run,
    event: Extract<LaterStimulus, { readonly type: Type }>,
  ) => void;
};

const effects: Effects = {
  RunCancelRequested: cancelRequested,
  // Where an activity runs is nothing that the workflow sees.
  ActivityDispatched: () => undefined,
  // Nor how often it was begun.
  ActivityLost: () => undefined,
  // Nor that it began as another run.
  RunReset: () => undefined,
  ActivityCompleted: activityCompleted,
  ActivityFailed: activityFailed,
  ActivityCancelled: activityCancelled,
  ActivityHeartbeat: activityHeartbeat,
  TimerFired: timerFired,
  SignalReceived: signalReceived,
  UpdateReceived: updateReceived,
  SessionOpened: sessionOpened,
  SessionCreationFailed: sessionCreationFailed,
  SessionFailed: sessionFailed,
  SessionEnded: sessionEnded,
  SessionDraining: sessionDraining,
  SessionSuspended: sessionSuspended,
  SessionReestablished: sessionReestablished,
  ChildStarted: childStarted,
  ChildStartFailed: childStartFailed,
  ChildCompleted: childCompleted,
  ChildFailed: childFailed,
};

export function affect(run: Run, event: LaterStimulus): void {
  // The table pairs each type with its event, which TypeScript cannot follow through an index.
  (effects[event.type] as (run: Run, event: LaterStimulus) => void)(run, event);
}

/** Whether an event is one that workflow code can observe (or started it): an entry of the table above. */
export function isStimulus<E extends { readonly type: string }>(event: E): event is E & StimulusEvent {
  return event.type === 'RunStarted' || Object.hasOwn(effects, event.type);
}
