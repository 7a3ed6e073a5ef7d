import { simulate } from '../simulate.ts';
import { describe, expect, test } from 'vitest';

const SEEDS = 150;
const PER_TEST = 50;

describe('a world of crashes, pauses, lost answers and late calls', () => {
  test.each(Array.from({ length: SEEDS / PER_TEST }, (_, i) => 1 + i * PER_TEST))(
    `ends well for ${PER_TEST} seeds from %i on`,
    { timeout: 120_000 },
    async (first) => {
      const violations: string[] = [];
      for (let seed = first; seed < first + PER_TEST; seed++) {
        const result = await simulate(seed);
        violations.push(...result.violations.map((what) => `seed ${seed}: ${what}`));
      }
      expect(violations).toEqual([]);
    },
  );

  // A run that was dropped and read again while the deletion of its wake row was still on its way.
  test.each([1378, 3896])('ends well for seed %i, which once lost a wake row', async (seed) => {
    expect((await simulate(seed)).violations).toEqual([]);
  });

  test('a seed always tells the same story', async () => {
    const stories = [[], []] as string[][];
    for (const story of stories) await simulate(17, { trace: (line) => story.push(line) });
    expect(stories[0]?.length).toBeGreaterThan(100);
    expect(stories[1]).toEqual(stories[0]);
  });
});
