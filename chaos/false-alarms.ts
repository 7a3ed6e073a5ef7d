// No false alarms: two worker processes that are held up again and again for less than their lease, one by activities that block its event
// loop, one by a connection to the database that is cut, stalled or loses answers. No session may fail or be suspended, no worker may be
// declared lost, and no activity may begin twice.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowClient } from '@baton/client';
import { startProxy, type Proxy } from '@baton/postgres/testing';
import { ensureBootstrap } from '../server/bootstrap.ts';
import { startServer } from '../server/start-server.ts';
import { seededRng, type Rng } from '../sim/world/rng.ts';
import { readLedger } from './definitions/ledger.ts';
import { shift, type Shift } from './definitions/false-alarms.ts';
import { connected } from './grants.ts';
import { ownDatabase, sharedDatabase } from './world/database.ts';
import { makeFleet, type Fleet } from './world/fleet.ts';
import { startGuard } from './world/guard.ts';

export interface FalseAlarmOptions {
  readonly forMs: number;
  readonly leaseMs: number;
  /** How long the event loop is blocked each time. What a worker promises is 85 % of its lease; a busy machine takes its time, too. */
  readonly stallMs: number;
  readonly seed: number;
  /** A database on the server that tests share. */
  readonly isShared: boolean;
  readonly say: (line: string) => void;
}

export interface FalseAlarmReport {
  readonly runs: number;
  /** How often the event loop was blocked, and how often the connection broke. */
  readonly stalls: number;
  readonly breaks: number;
  readonly begun: number;
  readonly violations: readonly string[];
}

const API_KEY = 'chaos-key-0123456789';
/** Share of the lease. */
const BREAK = 0.6;
const modules = [new URL('./definitions/false-alarms.ts', import.meta.url).href];

export async function runFalseAlarms(options: FalseAlarmOptions): Promise<FalseAlarmReport> {
  const world = await openWorld(options);
  try {
    return await alarmIn(world, options);
  } finally {
    await world.close();
  }
}

type World = Awaited<ReturnType<typeof openWorld>>;

async function openWorld({ isShared, leaseMs }: FalseAlarmOptions) {
  const guard = startGuard();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-chaos-'));
  guard.remove(folder);
  const ledgerFile = path.join(folder, 'ledger.jsonl');
  const database = isShared ? await sharedDatabase() : await ownDatabase(guard);
  await ensureBootstrap({ databaseUrl: database.url, apiKey: API_KEY });
  const log = (): void => undefined;
  const server = await startServer({
    databaseUrl: database.url,
    port: 0,
    pages: false,
    throwAway: true,
    log,
  });
  const proxy = await startProxy(database.url);
  const fleetOn = (databaseUrl: string, name: string): Fleet =>
    makeFleet({
      ...{ databaseUrl, guard, size: 1, env: { BATON_CHAOS_LEDGER: ledgerFile } },
      orders: () => ({
        ...{ taskQueues: [name], workerKey: name, leaseTimeout: leaseMs, shutdownGrace: 1_000, modules },
        sessions: { enabled: true, maxConcurrentSessions: 1 },
      }),
    });
  const fleets = [fleetOn(database.url, 'blocked'), fleetOn(proxy.url, 'cut')];
  return {
    ...{ database, server, proxy, fleets, ledgerFile },
    close: async () => {
      await Promise.all(fleets.map((fleet) => fleet.close()));
      await proxy.close();
      await server.close();
      await database.close();
      fs.rmSync(folder, { recursive: true, force: true });
      guard.release();
    },
  };
}

async function alarmIn(world: World, options: FalseAlarmOptions): Promise<FalseAlarmReport> {
  const { forMs, leaseMs, stallMs, seed, say } = options;
  await Promise.all(world.fleets.map((fleet) => fleet.start(0)));
  say(`2 workers with a lease of ${leaseMs} ms, seed ${seed}`);
  const rng = seededRng(seed);
  const client = new WorkflowClient({ url: world.server.url, apiKey: API_KEY });
  const untilMs = Date.now() + forMs;
  const violations: string[] = [];
  let [runs, stalls, breaks] = [0, 0, 0];

  const shifts = async (taskQueue: string, next: (rng: Rng) => Shift): Promise<void> => {
    const own = rng.fork(taskQueue);
    while (Date.now() < untilMs) {
      const wanted = next(own);
      runs += 1;
      if (wanted.stallMs > 0) stalls += wanted.times;
      try {
        const run = await client.start(shift, wanted, { taskQueue });
        const epoch = await run.result();
        if (epoch !== 1) violations.push(`a session on ${taskQueue} ended in epoch ${epoch}`);
      } catch (error) {
        violations.push(`a run on ${taskQueue} failed: ${String(error)} ${causesOf(error)}`);
      }
      say(`${taskQueue}: ${runs} runs, ${stalls} stalls, ${breaks} breaks, ${violations.length} violations`);
    }
  };
  const breaking = async (): Promise<void> => {
    const own = rng.fork('breaks');
    while (Date.now() < untilMs) {
      await sleep(leaseMs * (0.3 + own.next()));
      await breakOnce(world.proxy, own, leaseMs * BREAK * own.next());
      breaks += 1;
    }
  };
  await Promise.all([
    shifts('blocked', (own) => ({
      ...{ stallMs, restMs: Math.round(own.next() * leaseMs * 0.4), times: 2 },
    })),
    shifts('cut', (own) => ({ stallMs: 0, restMs: Math.round(own.next() * leaseMs * 0.3), times: 3 })),
    breaking(),
  ]);
  const lines = readLedger(world.ledgerFile).filter((line) => line.what === 'begin');
  violations.push(...twiceBegun(lines), ...(await alarmsOf(world.database.url)));
  return { ...{ runs, stalls, breaks, violations }, begun: lines.length };
}

async function breakOnce(proxy: Proxy, rng: Rng, ms: number): Promise<void> {
  const kind = rng.pick(['cut', 'stall', 'mute'] as const);
  if (kind === 'cut') proxy.cut();
  else if (kind === 'stall') {
    proxy.stall();
    await sleep(ms);
    proxy.resume();
  } else {
    proxy.mute();
    await sleep(ms);
    proxy.restore();
  }
}

function twiceBegun(lines: readonly { readonly runId: string; readonly activityId: string }[]): string[] {
  const counts = new Map<string, number>();
  for (const { runId, activityId } of lines) {
    const key = `${activityId} of run ${runId}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].filter(([, n]) => n > 1).map(([key, n]) => `activity ${key} began ${n} times`);
}

/** What the database remembers of alarms. */
async function alarmsOf(databaseUrl: string): Promise<readonly string[]> {
  return connected(databaseUrl, async (client) => {
    const { rows } = await client.query<{ it: string }>(`
      select 'worker ' || key || ' (' || id || ') is ' || state as it from baton.worker where state <> 'active'
      union all
      select 'key ' || key || ' was registered ' || count(*) || ' times' from baton.worker group by key having count(*) > 1
      union all
      select 'session ' || id || ' is ' || state || ' ' || coalesce(reason, '') from baton.session where state <> 'closed'
      union all
      select 'session ' || id || ' is in epoch ' || epoch from baton.session where epoch <> 1
    `);
    return rows.map(({ it }) => it);
  });
}

function causesOf(error: unknown): string {
  const causes: string[] = [];
  for (let at = (error as Error).cause; at instanceof Error; at = at.cause) causes.push(String(at));
  return causes.length === 0 ? '' : `(${causes.join(' ← ')})`;
}

export function linesOfAlarms(report: FalseAlarmReport): readonly string[] {
  const { runs, stalls, breaks, begun, violations } = report;
  return [
    `runs: ${runs}; handlers begun: ${begun}`,
    `event loop blocked ${stalls} times, connection broken ${breaks} times`,
    ...violations.map((what) => `violation: ${what}`),
    `${violations.length} violations`,
  ];
}
