// One seed: a while of chaos, then peace, in which everything has to come to its end; then the checks.
// First of all, since what other modules do with the clock builds on it:
import './world/globals.ts';
import { createTokenSigner } from '@baton/engine';
import { memoryStorageOf, newMemoryState } from '@baton/engine/testing';
import { failCurrentRun } from '@baton/workflow';
import { checkEnd, type Played } from './checks/check-end.ts';
import { watchedStorage } from './checks/watched-storage.ts';
import { newLedger } from './ledger.ts';
import { chaos, drawFaults, drawHosts, peaceful } from './nemesis.ts';
import { playAll } from './workload/play.ts';
import { EventLoop } from './world/event-loop.ts';
import { seededRng } from './world/rng.ts';
import { startHost } from './world/sim-host.ts';
import { setWorld, type World } from './world/world.ts';

export interface SimResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly runs: number;
  /** Events of the simulated loop. */
  readonly steps: number;
  readonly busiest: number;
  readonly scenarios: readonly string[];
}

export interface SimOptions {
  /** Told what happens, line by line. */
  readonly trace?: (line: string) => void;
}

export const CHAOS_MS = 4_000;
/** Leases pass, back-off ends, inboxes are read from their start, sessions run out. */
const PEACE_MS = 180_000;
/** What moves after everything has ended moves without a reason. */
const SILENCE_MS = 1_500;

/** More of one kind say nothing new. */
const MOST_VIOLATIONS = 20;

export async function simulate(seed: number, { trace }: SimOptions = {}): Promise<SimResult> {
  const rng = seededRng(seed);
  const loop = new EventLoop(rng.fork('loop'), Date.UTC(2026, 0, 1));
  const state = newMemoryState(() => loop.nowMs());
  const violations: string[] = [];
  const tell = (line: () => string): void =>
    trace?.(`${new Date(loop.nowMs()).toISOString().slice(17, 23)} ${line()}`);
  const broken = (what: string): void => {
    tell(() => `VIOLATION ${what}`);
    if (violations.length < MOST_VIOLATIONS) violations.push(what);
  };
  const watched = watchedStorage(state, memoryStorageOf(state), broken);
  const world: World = {
    ...{ seed, rng, loop, state, broken, trace: tell },
    truth: watched.storage,
    ledger: newLedger(),
    tokens: createTokenSigner({ current: { id: 'sim', secret: Buffer.alloc(32, 7) } }),
    faults: drawFaults(rng.fork('faults')),
  };
  setWorld(world);
  const onRejection = (reason: unknown): void => {
    if (!failCurrentRun(reason))
      broken(`a promise was left alone: ${reason instanceof Error ? String(reason.stack) : String(reason)}`);
  };
  process.on('unhandledRejection', onRejection);
  let played: readonly Played[] = [];
  try {
    played = await chaosThenPeace(world);
  } catch (error) {
    broken(error instanceof Error ? String(error.stack) : String(error));
  } finally {
    process.off('unhandledRejection', onRejection);
    setWorld(null);
  }
  const scenarios = played.map(({ scenario }) => scenario.name);
  return { seed, violations, runs: state.runs.size, steps: loop.steps, busiest: loop.busiest, scenarios };
}

async function chaosThenPeace(world: World): Promise<readonly Played[]> {
  const { rng, loop, state } = world;
  const hosts = drawHosts(rng.fork('hosts')).map((options) => startHost(world, options));
  const play = playAll(world, hosts);
  chaos(world, hosts);
  await loop.runUntil(loop.nowMs() + CHAOS_MS);
  world.trace(() => 'peace');
  world.faults = peaceful(world.faults);
  const isOver = (): boolean => play.isOver() && state.open.size === 0 && state.outbox.size === 0;
  for (let waited = 0; waited < PEACE_MS && !isOver(); waited += 500) await loop.runUntil(loop.nowMs() + 500);
  if (!play.isOver()) world.broken('a client still waits for an answer');
  await loop.runUntil(loop.nowMs() + SILENCE_MS);
  for (const host of hosts) host.remove();
  const drain = (): Promise<void> => new Promise((resolve) => loop.soon(resolve));
  const problems = await loop.runWhile(checkEnd(world, play.played, drain));
  problems.forEach(world.broken);
  for (const { ref, record, rows } of state.runs.values())
    for (const { seq, atMs, text } of rows)
      world.trace(() => `${record.workflow} ${ref.runId} ${seq} at ${atMs % 1e6}: ${text}`);
  return play.played;
}
