// `npm run bench -- snapshot [--json] [--minutes 10] [--workloads W5,WD] [--in-flight 128] [--verbose]`: what a reader costs that holds a snapshot all the time.
//
// While it does, no row that was removed or replaced can be cleaned up in its database. Two databases on one server have the same load in turns, one of them
// with the reader (what it holds back is only its own database's), so that what changes on the machine meanwhile hits both. Each is under load for
// so many minutes; the last quarter of them counts.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { benchServer, migratedDatabase, type BenchServer } from './database.ts';
import type { EngineSettings } from './engine-process.ts';
import type { Measured } from './measure.ts';
import { startChild } from './siblings.ts';

/** Of load in a turn. */
const TURN_S = 8;

export async function benchSnapshot(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      // Each turn, as it is over.
      verbose: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '10' },
      workloads: { type: 'string', default: 'W5,WD' },
      'in-flight': { type: 'string', default: '128' },
    },
  });
  const [minutes, inFlight] = [Number(values.minutes), Number(values['in-flight'])];
  if (!(minutes > 0) || !Number.isInteger(inFlight) || inFlight < 1)
    throw new Error('--minutes takes a number above 0, --in-flight a whole one from 1');
  const server = await benchServer();
  try {
    for (const workload of values.workloads.split(',')) {
      const result = await compare(server, workload, { minutes, inFlight, verbose: values.verbose });
      if (values.json)
        console.log(
          JSON.stringify({ engine: 'baton', workload: 'snapshot', of: workload, inFlight, ...result }),
        );
      else console.table([result]);
    }
  } finally {
    await server.stop();
  }
}

interface Load {
  readonly minutes: number;
  readonly inFlight: number;
  readonly verbose: boolean;
}

async function compare(server: BenchServer, workload: string, { minutes, inFlight, verbose }: Load) {
  const sites = [await openSite(server, workload), await openSite(server, workload)] as const;
  const [free, held] = sites;
  const reader = await holdSnapshot(held.url);
  const rates: { readonly free: number; readonly held: number }[] = [];
  try {
    const turns = Math.max(4, Math.ceil((minutes * 60) / TURN_S));
    for (let turn = 0; turn < turns; turn++) {
      // Who comes first changes, since the second finds a warmer or a busier machine.
      const order = turn % 2 === 0 ? [free, held] : [held, free];
      const measured = new Map<string, number>();
      for (const site of order) {
        const { workflowsPerS } = await site.child.ask<Measured>({ inFlight, seconds: TURN_S });
        measured.set(site.url, workflowsPerS);
      }
      const rate = { free: measured.get(free.url) ?? 0, held: measured.get(held.url) ?? 0 };
      rates.push(rate);
      if (verbose) console.error(workload, turn, JSON.stringify(rate));
    }
    const last = rates.slice(-Math.max(2, Math.floor(turns / 4)));
    return {
      minutes: Number(((turns * TURN_S) / 60).toFixed(1)),
      ...ratesOf(last),
      firstRatio: ratesOf(rates.slice(0, last.length)).ratio,
      dead: await deadRows(held.url),
    };
  } finally {
    await reader.end();
    for (const { child, url } of sites) {
      await child.stop();
      await server.dropDatabase(url);
    }
  }
}

async function openSite(server: BenchServer, workload: string) {
  const url = await migratedDatabase(server);
  const settings: EngineSettings = { engine: 'baton', databaseUrl: url, serverPid: server.pid, workload };
  return { url, child: await startChild('engine-process.ts', [JSON.stringify(settings)]) };
}

async function holdSnapshot(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin isolation level repeatable read read only');
  await client.query('select count(*) from baton.run');
  return client;
}

function ratesOf(rates: readonly { readonly free: number; readonly held: number }[]) {
  const [freePerS, heldPerS] = [median(rates.map(({ free }) => free)), median(rates.map(({ held }) => held))];
  return { freePerS, heldPerS, ratio: Number((heldPerS / freePerS).toFixed(3)) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Rows that wait to be cleaned up, of the tables that have most of them. */
async function deadRows(url: string): Promise<Readonly<Record<string, number>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; dead: string }>(
    `select relname::text as table, n_dead_tup as dead from pg_stat_user_tables
     where schemaname = 'baton' and n_dead_tup > 0 order by n_dead_tup desc limit 4`,
  );
  await client.end();
  return Object.fromEntries(rows.map(({ table, dead }) => [table, Number(dead)]));
}
