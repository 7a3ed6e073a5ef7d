// `npm run sim -- --seeds 500 [--seed 17] [--trace]`: simulates that many seeds, from the given one on, and says what was wrong.
import { parseArgs } from 'node:util';
import { simulate, type SimOptions } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 500 : 1));

const options: SimOptions = values.trace
  ? {
      trace: (line) => {
        console.log(line);
      },
    }
  : {};

let violations = 0;
for (let seed = first; seed < first + seeds; seed++) {
  const result = await simulate(seed, options);
  violations += result.violations.length;
  for (const what of result.violations) console.error(`seed ${seed}: ${what}`);
}
console.log(`${seeds} seeds, ${violations} violations`);
if (violations > 0) process.exitCode = 1;
