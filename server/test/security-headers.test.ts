import { expect, test } from 'vitest';
import { makeNonce, pagePolicy } from '../http/security-headers.ts';

const production = { https: true, dev: false };

test('a page runs scripts and takes styles by its own nonce only', () => {
  const nonce = makeNonce();
  const policy = pagePolicy(nonce, production);
  expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic';`);
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  for (const closed of ['default-src', 'object-src', 'base-uri', 'frame-ancestors']) {
    expect(policy).toContain(`${closed} 'none'`);
  }
});

test('no two pages have the same nonce', () => {
  expect(new Set(Array.from({ length: 1_000 }, makeNonce)).size).toBe(1_000);
});
