// `npm run bench -- web [--json] [--seconds 5] [--out file]`: what the web process carries, called over HTTP.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { signalRun } from '@baton/engine';
import type { LiveMessage } from '../../server/views/live.ts';
import { machine } from '../machine.ts';
import { printer } from '../options.ts';
import { callInLanes, type Call } from './http-lanes.ts';
import { openTab } from './live-tabs.ts';
import { openStudioWorld, type StudioWorld } from './studio-world.ts';
import type { WebLine } from './web-line.ts';

const LANES = 32;
const TABS = 500;
/** Signals a second, over all runs, while the tabs look on. */
const TOLD_PER_S = 100;
const WARM_UP_S = 2;

export async function benchWeb(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '5' },
      out: { type: 'string', default: '' },
    },
  });
  const print = printer(values.json, values.out);
  const seconds = Number(values.seconds);
  const world = await openStudioWorld();
  try {
    print(await calls(world, 'web-queries', seconds, (at) => trivialQuery(world, at)));
    print(await calls(world, 'web-signals', seconds, (at) => signal(world, at)));
    print(await live(world, seconds));
  } finally {
    await world.close();
  }
}

function trivialQuery({ keys }: StudioWorld, at: number): Call {
  return { method: 'GET', path: '/api/trpc/me.get', key: of(keys, at) };
}

function signal({ keys, runIds }: StudioWorld, at: number): Call {
  const body = { runId: of(runIds, at), name: 'go', payload: { at } };
  return { method: 'POST', path: '/api/trpc/runs.signal', key: of(keys, at), body };
}

async function calls(
  world: StudioWorld,
  workload: WebLine['workload'],
  seconds: number,
  next: (at: number) => Call,
): Promise<WebLine> {
  await callInLanes(world.origin, LANES, WARM_UP_S, next);
  const before = await world.usage();
  const own = process.cpuUsage();
  const { latenciesMs, seconds: took } = await callInLanes(world.origin, LANES, seconds, next);
  const { user, system } = process.cpuUsage(own);
  const after = await world.usage();
  return lineOf(workload, LANES, {
    ...{ latenciesMs, seconds: took, cpuMs: after.cpuMs - before.cpuMs, loadCpuMs: (user + system) / 1_000 },
    statements: after.statements - before.statements,
    extraRssBytes: after.peakRssBytes - before.peakRssBytes,
  });
}

/** From the time that an event bears to its arrival in each tab that shows its run. */
async function live(world: StudioWorld, seconds: number): Promise<WebLine> {
  await world.usage();
  await pause(1_000);
  const empty = await world.usage();
  const delaysMs: number[] = [];
  let isMeasuring = false;
  const hear = (message: LiveMessage): void => {
    if (!isMeasuring || message.kind !== 'events') return;
    for (const { atMs } of message.events) delaysMs.push(Date.now() - atMs);
  };
  const { origin, keys, runIds } = world;
  const tabs = await Promise.all(
    Array.from({ length: TABS }, (_, at) => openTab(origin, of(keys, at), of(runIds, at), hear)),
  );
  // What the runs have behind them arrives first.
  await pause(3_000);
  isMeasuring = true;
  const before = await world.usage();
  const own = process.cpuUsage();
  await tellRuns(world, seconds);
  await pause(500);
  const { user, system } = process.cpuUsage(own);
  const after = await world.usage();
  for (const tab of tabs) tab.close();
  return lineOf('web-live', TABS, {
    ...{
      latenciesMs: delaysMs,
      seconds,
      cpuMs: after.cpuMs - before.cpuMs,
      loadCpuMs: (user + system) / 1_000,
    },
    statements: after.statements - before.statements,
    extraRssBytes: Math.max(before.peakRssBytes, after.peakRssBytes) - empty.peakRssBytes,
  });
}

/** Not through the server: it is to be looked at for what it tells. */
async function tellRuns({ storage, runIds }: StudioWorld, seconds: number): Promise<void> {
  const beganAtMs = performance.now();
  const sent: Promise<unknown>[] = [];
  for (let count = 0; count < seconds * TOLD_PER_S; count++) {
    const dueMs = beganAtMs + (count * 1_000) / TOLD_PER_S;
    if (dueMs > performance.now()) await pause(dueMs - performance.now());
    sent.push(signalRun(storage, { runId: of(runIds, count) }, { name: 'go', payload: { count } }));
  }
  await Promise.all(sent);
}

interface Spell {
  readonly latenciesMs: readonly number[];
  readonly seconds: number;
  readonly cpuMs: number;
  readonly loadCpuMs: number;
  readonly statements: number;
  readonly extraRssBytes: number;
}

function lineOf(workload: WebLine['workload'], inFlight: number, spell: Spell): WebLine {
  const sorted = Float64Array.from(spell.latenciesMs).sort();
  const at = (part: number): number => round(sorted[Math.floor(sorted.length * part)] ?? NaN, 2);
  return {
    ...{ engine: 'baton', workload, inFlight },
    perS: round(sorted.length / spell.seconds, 1),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    serverCpuMs: round(spell.cpuMs / sorted.length, 4),
    loadCpuMs: round(spell.loadCpuMs / sorted.length, 4),
    statements: round(spell.statements / sorted.length, 3),
    extraRssMb: Math.max(0, Math.round(spell.extraRssBytes / 1_048_576)),
    load: round((os.loadavg()[0] ?? 0) / os.cpus().length, 2),
    machine: machine(),
  };
}

function of<T>(items: readonly T[], at: number): T {
  const item = items[at % items.length];
  if (item === undefined) throw new RangeError('There is none');
  return item;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
