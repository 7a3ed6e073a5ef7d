import { expect, test } from 'vitest';
import { linesOfAlarms, runFalseAlarms } from '../false-alarms.ts';

test('workers that are blocked, or cut off, for less than their lease lose nothing', async () => {
  const report = await runFalseAlarms({
    ...{ forMs: 3_000, leaseMs: 3_000, stallMs: 2_100, seed: 5, isShared: true },
    say: () => undefined,
  });
  expect(report.violations).toEqual([]);
  expect(report.stalls).toBeGreaterThan(0);
  expect(report.breaks).toBeGreaterThan(0);
  expect(linesOfAlarms(report).at(-1)).toBe('0 violations');
}, 120_000);
