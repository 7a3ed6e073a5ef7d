import { expect, test } from 'vitest';

import { formatCoarse, formatDuration, formatRelative, formatRunningDuration } from '../format-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [40, '40 ms'],
  [999.4, '999 ms'],
  [3_240, '3.2 s'],
  [9_999, '9.9 s'],
  [59_999, '59 s'],
  [4 * minute + 12_000, '4 m 12 s'],
  [hour, '1 h'],
  [2 * hour + 14 * minute, '2 h 14 m'],
  [3 * day + 4 * hour, '3 d 4 h'],
])('a duration of %d ms reads %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test('what counts before one’s eyes has no fractions of a second', () => {
  expect(formatRunningDuration(3_240)).toBe('3 s');
  expect(formatRunningDuration(-100)).toBe('0 s');
  expect(formatRunningDuration(61_000)).toBe('1 m 1 s');
});

test('what lies behind is told to one unit, what lies ahead to two', () => {
  const now = 1_000 * day;
  expect(formatRelative(now - 2_000, now)).toBe('just now');
  expect(formatRelative(now - 12_000, now)).toBe('12 s ago');
  expect(formatRelative(now - 2 * hour - 14 * minute, now)).toBe('2 h ago');
  expect(formatRelative(now + 2 * hour + 14 * minute, now)).toBe('in 2 h 14 m');
  expect(formatRelative(now - 3 * day, now)).toBe('3 d ago');
});

test('from thirty days on a time is a date', () => {
  const now = Date.UTC(2026, 10, 22);
  expect(formatRelative(now - 40 * day, now)).toContain('2026');
});

test('a deadline is told in few words', () => {
  expect(formatCoarse(10_000)).toBe('under 1 m');
  expect(formatCoarse(90_000)).toBe('1 m');
  expect(formatCoarse(5 * hour + 15 * minute)).toBe('5 h 15 m');
  expect(formatCoarse(2 * day + hour)).toBe('2 d');
});
