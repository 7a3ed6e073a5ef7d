// `npm run bench -- scale [--json] [--runs 1000000] [--history 10000000] [--rounds 20]`: what a large state costs.
//
// Two databases on one server: one with nothing but what the calls need, one with so many parked runs and rows of history. The same calls in turns, so
// that what changes on the machine meanwhile hits both. One line for each call: the medians, and their ratio.
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { RunId } from '@baton/core';
import { benchServer, migratedDatabase } from './database.ts';
import { listCalls, openSite, type Site } from './scale-calls.ts';
import { loadState } from './scale-load.ts';

/** Calls before the first that counts: plans, caches, compilers. */
const WARM_UP = 3;
/** A page's worth in the small database, so that both answer pages of the same length. */
const FEW = 60;
const STEPS = 8;

export async function benchScale(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '1000000' },
      history: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '20' },
    },
  });
  const [runs, history, rounds] = [Number(values.runs), Number(values.history), Number(values.rounds)];
  if (![runs, history, rounds].every((n) => Number.isInteger(n) && n > 0))
    throw new Error('--runs, --history and --rounds take whole numbers from 1');
  const report = (line: object): void => {
    if (values.json) console.log(JSON.stringify({ engine: 'baton', workload: 'scale', ...line }));
    else console.log(JSON.stringify(line));
  };
  const server = await benchServer();
  const urls = [await migratedDatabase(server), await migratedDatabase(server)] as const;
  const [small, large] = [await openSite(urls[0]), await openSite(urls[1])];
  try {
    const beganMs = performance.now();
    await fill(large, { runs, history }, report);
    await fill(small, { runs: FEW, history: FEW * (STEPS + 4) }, () => undefined);
    report({
      loadedS: Math.round((performance.now() - beganMs) / 1_000),
      megabytes: await megabytes(urls[1]),
    });
    await compareCalls(small, large, rounds, report);
    await compareRuns(small, large, rounds, report);
    await compareStarts(small, large, report);
  } finally {
    await small.close();
    await large.close();
    for (const url of urls) await server.dropDatabase(url);
    await server.stop();
  }
}

type Report = (line: object) => void;

async function fill(site: Site, wanted: { runs: number; history: number }, report: Report): Promise<void> {
  const closed = { workflowId: 'template-closed', runId: await site.park('template-closed', STEPS) };
  await site.decide(closed.runId);
  const parked = { workflowId: 'template-parked', runId: await site.park('template-parked', STEPS) };
  report({ state: await loadState(site.databaseUrl, { closed, parked }, wanted) });
}

async function compareCalls(small: Site, large: Site, rounds: number, report: Report): Promise<void> {
  const some = async (site: Site) => {
    const { items } = await site.person.runs.list.query({ text: 'parked-order-3', limit: 1 });
    const run = items[0];
    if (run === undefined) throw new Error('The load has such a run');
    return listCalls(site, { runId: run.runId, workflowId: run.workflowId });
  };
  const [ofSmall, ofLarge] = [await some(small), await some(large)];
  for (const name of Object.keys(ofSmall) as (keyof typeof ofSmall)[]) {
    report({
      call: name,
      ...(await inTurns(
        rounds,
        () => ofSmall[name](),
        () => ofLarge[name](),
      )),
    });
  }
}

let count = 0;

/** From the start of a run to its task in the inbox, and from the decision to the end of the run. */
async function compareRuns(small: Site, large: Site, rounds: number, report: Report): Promise<void> {
  const ids = new Map<Site, RunId[]>([
    [small, []],
    [large, []],
  ]);
  const start = async (site: Site) => ids.get(site)?.push(await site.park(`measured-${count++}`, 0));
  report({
    call: 'start to task',
    ...(await inTurns(
      rounds,
      () => start(small),
      () => start(large),
    )),
  });
  const decide = async (site: Site) => {
    const runId = ids.get(site)?.pop();
    if (runId !== undefined) await site.decide(runId);
  };
  report({
    call: 'decision to end',
    ...(await inTurns(
      rounds - 1,
      () => decide(small),
      () => decide(large),
    )),
  });
}

/** A worker takes over all shards, and brings a new run to its first durable decision. */
async function compareStarts(small: Site, large: Site, report: Report): Promise<void> {
  const rss = process.memoryUsage.rss();
  const first = (site: Site) => site.firstDecisionMs(`first-${count++}`);
  report({
    call: 'worker start to first decision',
    ...(await inTurns(
      3,
      () => first(small),
      () => first(large),
    )),
  });
  report({ rssGrewMb: Math.round((process.memoryUsage.rss() - rss) / 1_048_576) });
}

async function inTurns(rounds: number, ofSmall: () => Promise<unknown>, ofLarge: () => Promise<unknown>) {
  const times = { small: [] as number[], large: [] as number[] };
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [which, call] of [
      ['small', ofSmall],
      ['large', ofLarge],
    ] as const) {
      const beganMs = performance.now();
      await call();
      if (round >= 0) times[which].push(performance.now() - beganMs);
    }
  }
  const [smallMs, largeMs] = [median(times.small), median(times.large)];
  return { smallMs, largeMs, ratio: Number((largeMs / smallMs).toFixed(2)) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? NaN).toFixed(2));
}

async function megabytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ mb: number }>(
    'select (pg_database_size(current_database()) / 1048576)::integer as mb',
  );
  await client.end();
  return rows[0]?.mb ?? 0;
}
