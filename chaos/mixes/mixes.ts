import type { Mix } from './mix.ts';
import { plainMix } from './plain.ts';
import { sessionsMix } from './sessions.ts';

/** Everything at once. */
const allMix: Mix = {
  ...sessionsMix,
  modules: [...sessionsMix.modules, ...plainMix.modules],
  scenes: [...sessionsMix.scenes, ...plainMix.scenes],
  faults: { ...sessionsMix.faults, ...plainMix.faults },
};

/** By the name that `--mix` takes. */
export const mixes: Readonly<Record<string, Mix>> = { sessions: sessionsMix, plain: plainMix, all: allMix };
