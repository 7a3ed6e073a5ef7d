// Plants in the code that is loaded from now on, and which of them is awake.
import { register } from 'node:module';
import { plants } from './plants.ts';

/** Has to come before the first import of what is simulated. */
export function loadPlants(): void {
  const root = new URL('../../', import.meta.url).href;
  register('./load.mjs', import.meta.url, { data: { root, plants } });
}

/** At most one at a time. */
export function choosePlant(name: string): void {
  Object.assign(globalThis, { plantedBug: name });
}
