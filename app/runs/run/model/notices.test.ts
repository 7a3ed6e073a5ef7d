import { failureFrom, MAX_HISTORY_EVENTS, NondeterminismError } from '@baton/core';
import { expect, test } from 'vitest';
import { noticesOf } from './notices.ts';

const at = { seq: 7, recorded: 'activity "charge" (1)', replayed: null, callSite: null };

test('a run that code and history disagree on says where, what was recorded and what was asked for', () => {
  const callSite = 'order (/app/workflows.ts:12:5)';
  const replayed = 'activity "ship" (1)';
  const blocked = failureFrom(new NondeterminismError({ ...at, replayed, callSite }));
  const [notice] = noticesOf({ isOpen: true, blocked, events: 7 });
  expect(notice?.facts).toEqual([
    { label: 'Event', value: '7' },
    { label: 'Recorded', value: 'activity "charge" (1)' },
    { label: 'Asked for', value: 'activity "ship" (1)' },
    { label: 'At', value: callSite },
  ]);
});

test('what the code no longer asks for is nothing, at no place', () => {
  const [notice] = noticesOf({ isOpen: true, blocked: failureFrom(new NondeterminismError(at)), events: 7 });
  expect(notice?.facts.slice(2)).toEqual([{ label: 'Asked for', value: 'nothing' }]);
});

test('a workflow that nobody has is told as it is', () => {
  const blocked = {
    name: 'UnknownWorkflowError',
    code: 'WORKFLOW_NOT_REGISTERED',
    message: 'No worker has it',
  };
  const [notice] = noticesOf({ isOpen: true, blocked, events: 1 });
  expect(notice).toMatchObject({
    tone: 'failed',
    text: expect.stringContaining('No worker has it') as string,
  });
});

test('a long history is told from 10,000 events on, with what to do', () => {
  expect(noticesOf({ isOpen: true, blocked: null, events: 9_999 })).toEqual([]);
  const [notice] = noticesOf({ isOpen: true, blocked: null, events: 10_000 });
  expect(notice?.title).toContain('10,000');
  expect(notice?.text).toContain(MAX_HISTORY_EVENTS.toLocaleString('en'));
});

test('of a run that is over there is nothing to tell', () => {
  const blocked = failureFrom(new NondeterminismError(at));
  expect(noticesOf({ isOpen: false, blocked, events: 20_000 })).toEqual([]);
});
