// `npm run sim -- --seeds 500 [--seed 17]`: simulates that many seeds, from the given one on, and says what was wrong.
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' } } });
const first = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 500 : 1));

let violations = 0;
for (let seed = first; seed < first + seeds; seed++) {
  const result = await simulate(seed);
  violations += result.violations.length;
  for (const what of result.violations) console.error(`seed ${seed}: ${what}`);
}
console.log(`${seeds} seeds, ${violations} violations`);
if (violations > 0) process.exitCode = 1;
