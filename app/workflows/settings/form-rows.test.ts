import { expect, test } from 'vitest';
import { creatorItems, titleOfActivity } from '../editor/creator-items.ts';
import { emptyField, type FormRow, rowsOf, schemaOf } from './form-rows.ts';

const rows: readonly FormRow[] = [
  { name: 'reason', title: 'Reason', type: 'multiline', required: true, choices: [] },
  { name: 'amount', title: 'Amount', type: 'number', required: false, choices: [] },
  { name: 'kind', title: 'Kind', type: 'choice', required: false, choices: ['a', 'b'] },
];

test('rows become a schema and come back', () => {
  expect(rowsOf(schemaOf(rows))).toEqual(rows);
});

test('a schema that rows can’t show is left alone', () => {
  expect(rowsOf({ type: 'object', properties: { a: { type: 'string', pattern: 'x' } } })).toBeNull();
  expect(rowsOf({ type: 'array' })).toBeNull();
  expect(rowsOf({ type: 'object', properties: {}, additionalProperties: false })).toBeNull();
});

test('a new field has a name of its own', () => {
  expect(emptyField([{ ...emptyField([]) }]).name).not.toBe(emptyField([]).name);
});

test('the palette finds by name, by what others call it, and by activity', () => {
  const activities = [
    {
      name: 'chargeCard',
      description: 'Takes the money',
      input: null,
      output: null,
      taskQueues: ['default'],
      workers: 1,
    },
  ];
  const scope = { activities, hasStart: true, isInSession: false, needsInput: true };
  expect(creatorItems(scope, 'if')[0]?.kind).toBe('branch');
  expect(creatorItems(scope, 'money')[0]?.activity).toBe('chargeCard');
  expect(creatorItems(scope, 'appr')[0]?.kind).toBe('human');
  expect(creatorItems(scope, '').some((item) => item.kind === 'start')).toBe(false);
  expect(creatorItems({ ...scope, isInSession: true }, 'session')).toEqual([]);
});

test('an activity’s name is read as words', () => {
  expect(titleOfActivity('chargeCard')).toBe('Charge card');
  expect(titleOfActivity('baton.http')).toBe('Baton http');
});
