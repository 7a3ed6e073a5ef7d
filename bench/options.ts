// What `npm run bench` is asked for.
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EngineName } from './engine-process.ts';
import { isWorkload, WORKLOADS } from './names.ts';

export interface BenchOptions {
  readonly print: (line: object) => void;
  readonly workloads: readonly string[];
  readonly inFlights: readonly number[];
  readonly seconds: number;
  readonly engines: readonly EngineName[];
}

/** @throws {Error} that says which option can't be, and what it may be. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      workloads: { type: 'string', default: WORKLOADS.join(',') },
      'in-flight': { type: 'string', default: '1,16,128,1000' },
      seconds: { type: 'string', default: '5' },
      out: { type: 'string', default: '' },
      peers: { type: 'string', default: '' },
    },
  });
  const workloads = values.workloads.split(',');
  const inFlights = values['in-flight'].split(',').map(Number);
  const seconds = Number(values.seconds);
  const unknown = workloads.filter((name) => !isWorkload(name));
  if (unknown.length > 0)
    throw new Error(
      `Unknown workloads: ${unknown.join(', ')}; there are ${WORKLOADS.join(', ')}, and W<n>, WF<n>, WD<n>, W<n>x`,
    );
  if (!inFlights.every((n) => Number.isInteger(n) && n > 0) || !(seconds > 0))
    throw new Error('--in-flight takes whole numbers from 1, --seconds a number above 0');
  if (values.peers !== '' && values.peers !== 'dbos')
    throw new Error(`Unknown peers: ${values.peers}; there is dbos`);
  const engines = values.peers === 'dbos' ? (['baton', 'dbos'] as const) : (['baton'] as const);
  return { print: printer(values.json, values.out), workloads, inFlights, seconds, engines };
}

/** One line of JSON each, with `out` also at the end of that file; else tables to look at. */
export function printer(asJson: boolean, out: string): (line: object) => void {
  return (line) => {
    const text = JSON.stringify(line);
    if (out !== '') appendFileSync(out, `${text}\n`);
    if (asJson) console.log(text);
    else console.table([line]);
  };
}
