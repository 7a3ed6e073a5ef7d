import { expect, test } from 'vitest';
import { makeApiKey, parseApiKey, sameHash } from '../auth/api-key-format.ts';

test('a key is recognised, and only its hash and id come out', () => {
  const { text, id, hash } = makeApiKey();
  expect(text).toMatch(/^bk_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
  expect(parseApiKey(text)).toEqual({ id, hash });
  expect(hash).not.toContain(text.slice(-20));
});

test('every mistyped character is noticed without a look-up', () => {
  const { text } = makeApiKey();
  for (let at = 'bk_live_'.length; at < text.length; at++) {
    const other = text.charAt(at) === 'x' ? 'y' : 'x';
    expect(parseApiKey(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
  }
});

test('what is no key is none', () => {
  for (const text of ['', 'bk_live_', `${makeApiKey().text}\n`, makeApiKey().text.repeat(1_000)]) {
    expect(parseApiKey(text)).toBeNull();
  }
});

test('two keys differ, and hashes are compared as wholes', () => {
  const [a, b] = [makeApiKey(), makeApiKey()];
  expect(sameHash(a.hash, a.hash)).toBe(true);
  expect(sameHash(a.hash, b.hash)).toBe(false);
  expect(sameHash(a.hash, a.hash.slice(1))).toBe(false);
  expect(sameHash('', '')).toBe(false);
});
