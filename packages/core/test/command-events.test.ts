import {
  describe as inWords,
  eventFor,
  eventTypeOf,
  isCommandEvent,
  matches,
  type ActivityId,
  type Command,
  type EventBody,
  type SessionId,
  type TimerId,
} from '@baton/core';
import { describe, expect, it } from 'vitest';
import { options, runId, started } from './histories.ts';

const activityId = '2' as ActivityId;
const timerId = '1' as TimerId;
const sessionId = 's/1' as SessionId;
const failure = { name: 'E', message: 'm' };
const charge: Command = { type: 'ScheduleActivity', activityId, name: 'charge', input: 5, options };
const commands: readonly Command[] = [
  charge,
  { type: 'CancelActivity', activityId, reason: 'ACTIVITY_CANCELLED' },
  { type: 'CompleteActivity', activityId, result: 1 },
  { type: 'FailActivity', activityId, failure },
  { type: 'StartTimer', timerId, fireAtMs: 5 },
  { type: 'CancelTimer', timerId },
  { type: 'CompleteSession', sessionId },
  {
    ...{ type: 'StartChild', childId: '1', workflow: 'w', workflowId: 'x', input: 1, taskQueue: null },
    parentClosePolicy: 'cancel',
  },
  { type: 'CancelChild', childId: '1', reason: 'r' },
  { type: 'SignalRun', signalId: '1', workflowId: 'x', name: 'paid', payload: 1 },
  { type: 'Mark', kind: 'node', value: 1, label: 'a' },
  { type: 'RecordPatch', id: 'p' },
  { type: 'SetAttributes', attributes: { a: 1 } },
  { type: 'AcceptUpdate', updateId: 'u' },
  { type: 'RejectUpdate', updateId: 'u', failure },
  { type: 'CompleteUpdate', updateId: 'u', result: 1 },
  { type: 'FailUpdate', updateId: 'u', failure },
  { type: 'CompleteRun', result: 1 },
  { type: 'FailRun', failure },
  { type: 'CancelRun', failure },
  { type: 'ContinueAsNew', workflow: 'w', input: 1, handOver: false, signals: [], nextRunId: runId },
];

describe('a command', () => {
  it.each(commands.map((command) => [command.type, command] as const))(
    '%s becomes one command event, which it matches',
    (_, command) => {
      const event = eventFor(command, 'inline');
      expect(event.type).toBe(eventTypeOf[command.type]);
      expect(isCommandEvent(event)).toBe(true);
      expect(matches(command, event)).toBe(true);
      expect(inWords(command)).toBe(inWords(event));
      for (const other of commands) if (other !== command) expect(matches(other, event)).toBe(false);
    },
  );

  it('is matched by type, id and name, not by input or options', () => {
    const event = eventFor(charge, 'dispatched');
    expect(matches({ ...charge, input: 'other', options: { ...options, priority: 9 } }, event)).toBe(true);
    expect(matches({ ...charge, name: 'refund' }, event)).toBe(false);
    expect(matches({ ...charge, activityId: '3' as ActivityId }, event)).toBe(false);
  });

  it('for a person is recorded as such, wherever it would run', () => {
    const human = { title: 't' } as unknown as NonNullable<
      Extract<Command, { type: 'ScheduleActivity' }>['human']
    >;
    expect(eventFor({ ...charge, human }, 'inline')).toMatchObject({ mode: 'human' });
    expect(eventFor(charge, 'dispatched')).toMatchObject({ mode: 'dispatched' });
  });

  it('to continue as new needs the id of the next run', () => {
    const command: Command = { type: 'ContinueAsNew', workflow: 'w', input: 1, handOver: false, signals: [] };
    expect(() => eventFor(command, 'inline')).toThrow(TypeError);
  });

  it('reads well in a report', () => {
    expect(inWords(charge)).toBe('activity "charge" (2)');
    expect(inWords({ type: 'TimerStarted', timerId, fireAtMs: 0 })).toBe('timer (1)');
    expect(inWords({ type: 'RunCompleted', result: 1 })).toBe('end of the workflow');
    expect(inWords({ type: 'SomethingNew' } as unknown as EventBody)).toBe('SomethingNew');
  });
});

describe('a stimulus', () => {
  it.each([
    started.type,
    'ActivityCompleted',
    'TimerFired',
    'RunTerminated',
    'RunTimedOut',
    'SomethingNew',
    'toString',
  ])('%s stands for no command', (type) => {
    expect(isCommandEvent({ type } as unknown as EventBody)).toBe(false);
  });
});
