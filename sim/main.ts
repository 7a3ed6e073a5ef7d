import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, trace: { type: 'boolean' } },
});
const first = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 500 : 1));
let violations = 0;
let [steps, runs] = [0, 0];
for (let seed = first; seed < first + seeds; seed++) {
  const result = await simulate(seed, values.trace === true ? { trace: (line) => console.log(line) } : {});
  violations += result.violations.length;
  steps += result.steps;
  runs += result.runs;
  for (const what of result.violations) console.error(`seed ${seed}: ${what}`);
}
console.log({ steps, runs });
console.log(`${seeds} seeds, ${violations} violations`);
if (violations > 0) process.exitCode = 1;
