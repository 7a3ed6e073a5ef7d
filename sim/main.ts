// `npm run sim -- --seeds 500 [--seed 17] [--plant 'no fence'] [--trace]`: simulates that many seeds, from the given one on, and says what
// was wrong. With `--trace` one after the other, telling what happens line by line.
import { parseArgs } from 'node:util';
import { plants } from './plants/plants.ts';
import { simulateSeeds } from './seeds.ts';
import { simulate, type SimResult } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    plant: { type: 'string' },
    threads: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? 1);
const count = Number(values.seeds ?? (values.seed === undefined ? 500 : 1));
const { plant, threads } = values;
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1)
  throw new RangeError('--seed and --seeds are whole numbers');
if (plant !== undefined && !plants.some(({ name }) => name === plant))
  throw new RangeError(`--plant is one of: ${plants.map(({ name }) => name).join(', ')}`);

let violations = 0;
function report({ seed, violations: found }: SimResult): void {
  violations += found.length;
  for (const what of found) console.error(`seed ${seed}: ${what}`);
}

if (values.trace) {
  const trace = (line: string): void => {
    console.log(line);
  };
  for (let seed = first; seed < first + count; seed++) report(await simulate(seed, { trace }));
} else {
  await simulateSeeds({
    ...{ first, count, onResult: report },
    ...(plant === undefined ? {} : { plant }),
    ...(threads === undefined ? {} : { threads: Number(threads) }),
  });
}
console.log(`${count} seeds, ${violations} violations`);
if (violations > 0) process.exitCode = 1;
