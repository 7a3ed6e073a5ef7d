import { checkDesign, validateForm } from '@baton/core';
import { expect, it } from 'vitest';
import { templates } from '../index.ts';
import { activities } from '../worker.ts';

const known = activities.map(({ name, inputSchema, outputSchema }) => ({ name, inputSchema, outputSchema }));

it.each(templates)('$title has no problems, and its sample fits its start', ({ design, sampleInput }) => {
  expect(checkDesign(design, { activities: known })).toEqual([]);
  const start = design.nodes.find(({ kind }) => kind === 'start');
  const schema = start?.kind === 'start' ? (start.config.input ?? null) : null;
  expect(validateForm(schema, sampleInput).ok).toBe(true);
});

it('templates have ids of their own', () => {
  expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
});
