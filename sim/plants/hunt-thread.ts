import { parentPort, workerData } from 'node:worker_threads';
import type { Caught, Hunt } from './hunt.ts';
import { choosePlant, loadPlants } from './choose-plant.ts';

const { plants, seeds } = workerData as Hunt;
loadPlants();
// Only now: what it imports is loaded with the plants in it.
const { simulate } = await import('../simulate.ts');

async function firstSeedOf(plant: string): Promise<Caught> {
  choosePlant(plant);
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = await simulate(seed);
    if (violations.length > 0) return { plant, seed, violation: violations[0] ?? null };
  }
  return { plant, seed: null, violation: null };
}

for (const plant of plants) parentPort?.postMessage(await firstSeedOf(plant));
