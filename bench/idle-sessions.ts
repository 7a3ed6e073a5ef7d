// What open sessions cost while nobody uses them.
import { setTimeout as pause } from 'node:timers/promises';
import { openedSessions } from './session-workloads.ts';
import { readingOf, round } from './session-throughput.ts';
import type { SessionBench } from './sessions.ts';
import { startRun } from './workloads.ts';

/** Starts of runs that are on their way at the same time. */
const AT_ONCE = 100;
/** What opening them has left behind is done by then. */
const QUIET_MS = 3_000;
const SAMPLE_MS = 5_000;

/** Opens sessions until there are so many, waits until it is quiet, and counts for so many seconds. */
export async function idleSessions(bench: SessionBench, open: number, restS: number): Promise<object> {
  const beganAtMs = performance.now();
  const had = openedSessions();
  for (let at = had; at < open; at += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, open - at) }, (_, i) => `Parked-${at + i}`);
    await Promise.all(ids.map(async (id) => (await startRun(bench, 'Parked', id, id)).adopt()));
  }
  while (openedSessions() < open) await pause(20);
  const tookS = (performance.now() - beganAtMs) / 1_000;
  await pause(QUIET_MS);
  const before = await readingOf(bench);
  bench.statements.take();
  const spellBeganAtMs = performance.now();
  const rss = await rssWhile(restS);
  if (bench.verbose) console.error(open, JSON.stringify(bench.statements.take()));
  const after = await readingOf(bench);
  const seconds = (performance.now() - spellBeganAtMs) / 1_000;
  const perS = (what: keyof typeof before): number => (after[what] - before[what]) / seconds;
  return {
    ...{ engine: 'baton', workload: 'idle sessions', open: openedSessions() },
    openedPerS: open > had ? round((open - had) / tookS, 1) : null,
    // Reading the counters takes three statements.
    statementsPerS: round(perS('statements') - 3 / seconds, 2),
    workerCpuMsPerS: round(perS('workerCpuMs'), 2),
    databaseCpuMsPerS: round(perS('databaseCpuMs'), 2),
    walBytesPerS: Math.round(perS('walBytes')),
    seconds: Math.round(seconds),
    // Of the process with the worker, the load and this measurement: the middle of the first quarter, of the last, and the most.
    rssMb: {
      first: middle(rss.slice(0, quarterOf(rss))),
      last: middle(rss.slice(-quarterOf(rss))),
      most: Math.max(...rss),
    },
  };
}

/** In megabytes, every few seconds. */
async function rssWhile(seconds: number): Promise<readonly number[]> {
  const samples: number[] = [];
  const endMs = performance.now() + seconds * 1_000;
  while (performance.now() < endMs) {
    samples.push(Math.round(process.memoryUsage.rss() / 1_048_576));
    await pause(Math.min(SAMPLE_MS, Math.max(1, endMs - performance.now())));
  }
  return samples;
}

function quarterOf(samples: readonly number[]): number {
  return Math.max(1, Math.floor(samples.length / 4));
}

function middle(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? NaN;
}
