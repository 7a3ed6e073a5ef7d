import { formFields, type Json } from '@baton/core';
import { expect, test } from 'vitest';

import { checkForm, errorsOfCall, hasErrors } from '../schema-form/form-errors.ts';
import { defaultsOf, emptyOf, pointerOf, valueAt, withValueAt } from '../schema-form/form-value.ts';

const refund: Json = {
  type: 'object',
  required: ['amount'],
  properties: {
    amount: { type: 'number', minimum: 0, maximum: 500 },
    channel: { enum: ['bank', 'card'], default: 'card' },
    address: { type: 'object', properties: { country: { type: 'string', default: 'DE' } } },
    items: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
  },
};

test('a value deep inside is replaced without touching its neighbours', () => {
  const before = { items: [{ name: 'a' }, { name: 'b' }], note: 'n' };
  const after = withValueAt(before, ['items', '1', 'name'], 'c');
  expect(after).toEqual({ items: [{ name: 'a' }, { name: 'c' }], note: 'n' });
  expect(before.items[1]).toEqual({ name: 'b' });
});

test('a field that is emptied is not there any more', () => {
  expect(withValueAt({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 });
});

test('a place that does not exist yet is made', () => {
  expect(withValueAt(null, ['address', 'city'], 'Ulm')).toEqual({ address: { city: 'Ulm' } });
});

test('what is not there reads as undefined', () => {
  expect(valueAt({ a: [1] }, ['a', '3', 'b'])).toBeUndefined();
});

test('a form starts with the defaults of its schema, and nothing else', () => {
  expect(defaultsOf(formFields(refund))).toEqual({ channel: 'card', address: { country: 'DE' } });
});

test('a new item of a list has the shape that its fields need', () => {
  const items = formFields(refund).find(({ name }) => name === 'items');
  expect(emptyOf(items?.item ?? null)).toEqual({});
});

test('each problem is named by the field that it belongs to', async () => {
  const errors = await checkForm(refund, { amount: 900, items: [{ name: 1 }] });
  expect(Object.keys(errors).sort()).toEqual(['/amount', '/items/0/name']);
  expect(pointerOf(['items', '0', 'name'])).toBe('/items/0/name');
});

test('without a schema everything is right', async () => {
  expect(hasErrors(await checkForm(null, { any: 'thing' }))).toBe(false);
});

test('problems that the server finds are those of the form’s own fields', () => {
  const problems = [
    { path: 'values/amount', message: 'Too much' },
    { path: 'comment', message: 'Too long' },
  ];
  expect(errorsOfCall(problems, 'values')).toEqual({ '/amount': 'Too much' });
});
