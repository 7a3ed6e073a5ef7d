import { describe, expect, test } from 'vitest';
import { simulate } from '../src/sim/simulate.ts';

const SEEDS = 500;
const PER_TEST = 100;

describe('a world of crashes, pauses, lost answers and late calls', () => {
  test.each(Array.from({ length: SEEDS / PER_TEST }, (_, i) => 1 + i * PER_TEST))(
    'ends well for 100 seeds from %i on',
    { timeout: 60_000 },
    async (first) => {
      const violations: string[] = [];
      for (let seed = first; seed < first + PER_TEST; seed++) {
        const result = await simulate(seed);
        violations.push(...result.violations.map((what) => `seed ${seed}: ${what}`));
      }
      expect(violations).toEqual([]);
    },
  );

  test('a seed always tells the same story', async () => {
    expect(await simulate(17)).toEqual(await simulate(17));
  });
});
