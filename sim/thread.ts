// One thread of a simulation: takes the next seed as long as there is one.
import { parentPort, workerData } from 'node:worker_threads';
import { choosePlant, loadPlants } from './plants/choose-plant.ts';
import { NEXT, STOPPED, type ThreadData } from './seeds.ts';

const { first, count, next, plant } = workerData as ThreadData;

if (plant !== null) {
  loadPlants();
  choosePlant(plant);
}
// Only now: what it imports is loaded with the plants in it.
const { simulate } = await import('./simulate.ts');

while (Atomics.load(next, STOPPED) === 0) {
  const at = Atomics.add(next, NEXT, 1);
  if (at >= count) break;
  parentPort?.postMessage(await simulate(first + at));
}
