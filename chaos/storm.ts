// One storm: real PostgreSQL, server, clients and worker processes, with faults; then peace; then everything is checked.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowClient } from '@baton/client';
import { createPostgresStorage } from '@baton/postgres';
import { definitionsIn } from '@baton/worker';
import { ensureBootstrap } from '../server/bootstrap.ts';
import { startServer } from '../server/start-server.ts';
import { newLedger, type Ledger } from '../sim/ledger.ts';
import { seededRng } from '../sim/world/rng.ts';
import { checkEffects } from './checks/effects.ts';
import { checkGrants } from './checks/grants.ts';
import { checkOrder } from './checks/order.ts';
import { checkLeftovers, deadlocksIn } from './checks/leftovers.ts';
import { checkRuns } from './checks/runs.ts';
import { detections } from './checks/detection.ts';
import { startClients } from './clients.ts';
import { readLedger, type LedgerLine } from './definitions/ledger.ts';
import { makeNemesis } from './faults.ts';
import { connected, installGrantLog, readGrantLog } from './grants.ts';
import { mixes } from './mixes/mixes.ts';
import type { Mix } from './mixes/mix.ts';
import type { StormReport } from './report.ts';
import { storiesOf } from './stories.ts';
import { ownDatabase, sharedDatabase } from './world/database.ts';
import { makeFleet, type Fleet } from './world/fleet.ts';
import { startGuard } from './world/guard.ts';
import { followLedger } from './world/ledger-tail.ts';

export interface StormOptions {
  readonly mix: string;
  readonly seed: number;
  readonly workers: number;
  /** How long faults go on. */
  readonly forMs: number;
  /** Ends the faults earlier, when so many sessions have been asked for. */
  readonly sessions: number | null;
  /** Between faults, on the average. */
  readonly faultEveryMs: number;
  /** A database on the server that tests share, whose crash is no fault of this storm. */
  readonly isShared: boolean;
  readonly say: (line: string) => void;
}

const TASK_QUEUE = 'storm';
const API_KEY = 'chaos-key-0123456789';
export const LEASE_MS = 2_000;
/** For what was begun to end by itself once all is whole again: longer than any time limit of the scenes. */
const PEACE_MS = 90_000;
/** A request that has timed out is told by its run's owner, who may have to be found first; on a machine that is busy with the storm. */
const LATE_MS = LEASE_MS + 5_000;

/** @throws {RangeError} for a mix that there isn't */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const mix = mixes[options.mix];
  if (mix === undefined) throw new RangeError(`--mix is one of: ${Object.keys(mixes).join(', ')}`);
  const world = await openWorld(options, mix);
  try {
    return await stormIn(world, options, mix);
  } finally {
    await world.close();
  }
}

type World = Awaited<ReturnType<typeof openWorld>>;

async function openWorld(options: StormOptions, mix: Mix) {
  const guard = startGuard();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-chaos-'));
  guard.remove(folder);
  const ledgerFile = path.join(folder, 'ledger.jsonl');
  const database = options.isShared ? await sharedDatabase() : await ownDatabase(guard);
  const databaseUrl = database.url;
  await installGrantLog(databaseUrl);
  await ensureBootstrap({ databaseUrl, apiKey: API_KEY });
  const server = await startServer({
    ...{ databaseUrl, port: 0, pages: false, throwAway: true, log: () => undefined },
  });
  const storage = await createPostgresStorage({ databaseUrl, throwAway: true });
  const keys = new Map<string, number>();
  const fleet = makeFleet({
    ...{ databaseUrl, guard, size: options.workers, env: { BATON_CHAOS_LEDGER: ledgerFile } },
    orders: (index, nth) => {
      // Every other place keeps its key, so that sessions can come back to it.
      const key = index % 2 === 0 ? `w${index}` : `w${index}.${nth}`;
      keys.set(key, index);
      return {
        ...{ taskQueues: [TASK_QUEUE], workerKey: key, leaseTimeout: LEASE_MS, shutdownGrace: 1_000 },
        modules: mix.modules.map(({ href }) => href),
        ...mix.orders({ index, nth, key }),
      };
    },
  });
  return {
    ...{ database, server, storage, fleet, ledgerFile, keys },
    tail: followLedger(ledgerFile),
    close: async () => {
      await fleet.close();
      await server.close();
      await storage.close();
      await database.close();
      fs.rmSync(folder, { recursive: true, force: true });
      guard.release();
    },
  };
}

async function stormIn(world: World, options: StormOptions, mix: Mix): Promise<StormReport> {
  const { fleet, database, tail, server } = world;
  const rng = seededRng(options.seed);
  await Promise.all(fleet.places().map(({ index }) => fleet.start(index)));
  options.say(`${fleet.started()} workers, seed ${options.seed}`);
  const ledger = newLedger();
  const client = new WorkflowClient({ url: server.url, apiKey: API_KEY });
  const clients = startClients({
    ...{ client, ledger, tail, rng: rng.fork('clients'), scenes: mix.scenes, taskQueue: TASK_QUEUE },
    inFlight: mix.inFlight * options.workers,
  });
  const nemesis = makeNemesis({
    ...{ fleet, database, rng: rng.fork('faults'), weights: mix.faults, leaseMs: LEASE_MS },
    everyMs: options.faultEveryMs,
  });
  const begunAt = Date.now();
  const raging = nemesis.run();
  await untilOver(world, options, () => nemesis.done().length);
  clients.stop();
  nemesis.stop();
  await raging;
  const stormMs = Date.now() - begunAt;
  await makeWhole(fleet);
  options.say(`peace after ${Math.round(stormMs / 1_000)} s and ${nemesis.done().length} faults`);
  const endedInTime = await Promise.race([
    clients.ended.then(() => true),
    sleep(PEACE_MS, false, { ref: false }),
  ]);
  tail.close();
  await settled(world, endedInTime);
  const stuck = endedInTime
    ? []
    : [`${clients.playing()} scenes still wait ${PEACE_MS / 1_000} s after the storm`];
  return {
    ...{
      mix: options.mix,
      seed: options.seed,
      workers: options.workers,
      processes: fleet.started(),
      stormMs,
    },
    ...{ faults: nemesis.done(), outcomes: clients.outcomes },
    ...(await check(world, mix, {
      ledger,
      faults: nemesis.done(),
      violations: [...clients.violations, ...stuck],
    })),
  };
}

/** Says each 10 s how far it is. */
async function untilOver(
  { database }: World,
  { forMs, sessions, say }: StormOptions,
  faults: () => number,
): Promise<void> {
  const begunAt = Date.now();
  let saidAt = begunAt;
  for (;;) {
    const leftMs = begunAt + forMs - Date.now();
    if (leftMs <= 0) return;
    await sleep(Math.min(1_000, leftMs));
    const asked = await sessionsAsked(database.url);
    if (sessions !== null && asked !== null && asked >= sessions) return;
    if (Date.now() - saidAt < 10_000) continue;
    saidAt = Date.now();
    const seconds = Math.round((saidAt - begunAt) / 1_000);
    say(`${seconds} s: ${asked ?? '?'} sessions asked for, ${faults()} faults`);
  }
}

/** `null` while the database is away. */
async function sessionsAsked(databaseUrl: string): Promise<number | null> {
  try {
    const { rows } = await connected(databaseUrl, (client) =>
      client.query<{ asked: string }>('select count(*) as asked from chaos.grant_log where was is null'),
    );
    return Number(rows[0]?.asked);
  } catch {
    return null;
  }
}

async function makeWhole(fleet: Fleet): Promise<void> {
  for (const { index, state } of fleet.places()) if (state === 'frozen') fleet.thaw(index);
  const down = fleet.places().filter(({ state }) => state === 'down');
  await Promise.all(down.map(({ index }) => fleet.start(index)));
}

/** Children, and what is told to other runs, end after the run that a client waits for. */
async function settled({ database }: World, isExpected: boolean): Promise<void> {
  const giveUpAt = Date.now() + (isExpected ? 30_000 : 0);
  const open = `select (select count(*) from baton.run where status = 'running') + (select count(*) from baton.outbox) as n`;
  for (;;) {
    const { rows } = await connected(database.url, (client) => client.query<{ n: string }>(open));
    if (Number(rows[0]?.n) === 0 || Date.now() > giveUpAt) return;
    await sleep(100);
  }
}

interface ToCheck {
  readonly ledger: Ledger;
  readonly faults: StormReport['faults'];
  readonly violations: readonly string[];
}

async function check(world: World, mix: Mix, { ledger, faults, violations }: ToCheck) {
  const { database, storage, keys } = world;
  const databaseUrl = database.url;
  const lines = readLedger(world.ledgerFile).filter((line): line is LedgerLine => line.what !== 'token');
  ledger.effects.push(...lines.filter(({ what }) => what === 'begin').map(effectOf));
  const { workflows } = definitionsIn(
    await Promise.all(mix.modules.map(({ href }) => import(href) as Promise<Record<string, unknown>>)),
  );
  const log = await readGrantLog(databaseUrl);
  const allowanceOf = (key: string) => {
    const index = keys.get(key);
    return index === undefined ? null : mix.allowance(index);
  };
  const grants = checkGrants(log, { allowanceOf, lateMs: LATE_MS });
  const runs = await checkRuns({ databaseUrl, storage, definitions: workflows, ledger });
  const found = [
    ...violations,
    ...grants.violations,
    ...checkOrder(log, { allowanceOf, staleMs: LEASE_MS + 1_000 }),
    ...runs.violations,
    ...checkEffects(lines),
    ...(await checkLeftovers(databaseUrl)),
  ];
  const stories = await storiesOf({ databaseUrl, storage }, found);
  return {
    stories,
    grants,
    runs,
    detections: detections(log, faults),
    begun: ledger.effects.length,
    deadlocks: await deadlocksIn(databaseUrl),
    violations: found,
  };
}

function effectOf(line: LedgerLine): Ledger['effects'][number] {
  const { runId, activityId, attempt, epoch, sessionId, execution, at } = line;
  return {
    ...{ runId, activityId, attempt, epoch, sessionId, execution, atMs: at, name: line.activity },
    ...{ process: String(line.pid), checkpoint: undefined },
  };
}
