import { expect, test } from 'vitest';

import { safeNext } from '../safe-next.ts';

test.each(['/runs', '/inbox/1?view=all', '/workflows/a#b'])('after signing in, %s is gone to', (next) => {
  expect(safeNext(next)).toBe(next);
});

test.each([
  null,
  '',
  'runs',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
])('an address like %j leads home, never away', (next) => {
  expect(safeNext(next)).toBe('/');
});
