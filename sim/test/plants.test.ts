import { expect, test } from 'vitest';
import { hunt } from '../plants/hunt.ts';
import { plants } from '../plants/plants.ts';

/** Most are found in the first twenty; the rarest needs a pause at the wrong moment. */
const SEEDS = 150;

test('every planted bug is found', { timeout: 300_000 }, async () => {
  const caught = await hunt({ plants: plants.map(({ name }) => name), seeds: SEEDS });
  expect(caught.map(({ plant }) => plant)).toEqual(plants.map(({ name }) => name));
  expect(caught.filter(({ seed }) => seed === null)).toEqual([]);
});
