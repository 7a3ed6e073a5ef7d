import { expect, test } from 'vitest';
import { linesOf } from '../report.ts';
import { runStorm } from '../storm.ts';

test('a short storm over workers that are killed, stopped, frozen and cut off leaves nothing broken', async () => {
  const report = await runStorm({
    ...{ mix: 'all', seed: 7, workers: 2, forMs: 4_000, sessions: null, faultEveryMs: 800, isShared: true },
    say: () => undefined,
  });
  expect(report.violations).toEqual([]);
  expect(report.runs.runs).toBeGreaterThan(0);
  expect(linesOf(report).at(-1)).toBe('0 violations');
}, 120_000);
