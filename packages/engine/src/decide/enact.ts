// From an event to all that a transition writes for it.
import {
  eventFor,
  makeRunId,
  type Command,
  type EventBody,
  type EventType,
  type RunStarted,
} from '@baton/core';
import { record, type Deciding } from './deciding.ts';
import { plus } from './draft.ts';
import { activityEffects, activityMode } from './effects-of-activities.ts';
import { closeEffects } from './effects-of-closing.ts';
import { messageEffects } from './effects-of-messages.ts';
import { resetEffects } from './effects-of-reset.ts';
import { endSessions, sessionEffects } from './effects-of-sessions.ts';
import { handedOver } from './given-sessions.ts';

/** What an event changes outside the history, worked out from the state before it. */
export type Effects<T extends EventType> = {
  readonly [K in T]: (deciding: Deciding, event: Extract<EventBody, { type: K }>) => void;
};

const effects: Partial<Effects<EventType>> = {
  ...activityEffects,
  ...sessionEffects,
  ...messageEffects,
  ...closeEffects,
  ...resetEffects,

  TimerStarted: ({ draft }, { timerId, fireAtMs }) => {
    draft.addTimers = plus(draft.addTimers, { timerId, fireAtMs });
  },
  TimerFired: removeTimer,
  TimerCancelled: removeTimer,
  AttributesSet: ({ draft, state }, { attributes }) => {
    draft.attributes = { ...state.attributes, ...attributes };
  },
};

/** Takes an event into the transition: its effects, its record, the new state. */
export function enact(deciding: Deciding, event: EventBody): void {
  // The table has, for each type, a function of that type's events; TypeScript can't relate the two look-ups.
  const effect = effects[event.type] as ((deciding: Deciding, event: EventBody) => void) | undefined;
  effect?.(deciding, event);
  record(deciding, event);
}

/** Takes in what the workflow's code asked for: one event per command, in the order of the calls. */
export function carryOut(deciding: Deciding, command: Command): void {
  switch (command.type) {
    case 'ScheduleActivity':
      enact(deciding, eventFor(command, activityMode(deciding, command)));
      return;
    case 'ContinueAsNew': {
      const { ref, draft, decider } = deciding;
      const nextRunId = command.nextRunId ?? makeRunId(ref.shard, draft.atMs, decider.random(8));
      enact(deciding, eventFor({ ...command, nextRunId }, 'dispatched'));
      if (command.handOver) startNextWith(deciding, handedOver(deciding, command.input));
      else endSessions(deciding);
      if (command.signals.length > 0) startNextWith(deciding, { signals: command.signals });
      return;
    }
    default:
      enact(deciding, eventFor(command, 'dispatched'));
  }
}

function removeTimer(
  { draft, state }: Deciding,
  { timerId }: Extract<EventBody, { type: 'TimerFired' | 'TimerCancelled' }>,
): void {
  const added = draft.addTimers.findIndex((timer) => timer.timerId === timerId);
  if (added >= 0) {
    draft.addTimers.splice(added, 1);
    return;
  }
  const fireAtMs = state.timers.get(timerId)?.fireAtMs;
  if (fireAtMs !== undefined) draft.removeTimers = plus(draft.removeTimers, { timerId, fireAtMs });
}

/** Adds to how the next run begins. */
export function startNextWith(
  { draft }: Pick<Deciding, 'draft'>,
  more: Pick<RunStarted, 'sessions' | 'given' | 'signals' | 'heard'>,
): void {
  const next = draft.close?.next;
  if (draft.close === null || next === null || next === undefined) return;
  draft.close = { ...draft.close, next: { ...next, event: { ...next.event, ...more } } };
}
