// Many seeds, on as many threads as there are cores. Which thread takes which seed doesn't matter: a seed tells the same story everywhere.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SimResult } from './simulate.ts';

export interface Seeds {
  readonly first: number;
  readonly count: number;
  /** Default: one for each core. */
  readonly threads?: number;
  /** The bug to plant; see plants/plants.ts. */
  readonly plant?: string;
  /** No more after the first seed with a violation. */
  readonly stopsEarly?: boolean;
  readonly onResult?: (result: SimResult) => void;
}

/** What the threads share: the next seed's place, and whether to stop. */
export interface ThreadData {
  readonly first: number;
  readonly count: number;
  readonly next: Int32Array;
  readonly plant: string | null;
}

export const NEXT = 0;
export const STOPPED = 1;

/** Answers the results in the order of their seeds. */
export async function simulateSeeds(seeds: Seeds): Promise<readonly SimResult[]> {
  const { first, count, plant = null, threads = availableParallelism() } = seeds;
  const next = new Int32Array(new SharedArrayBuffer(8));
  const data: ThreadData = { first, count, next, plant };
  const results: SimResult[] = [];
  const take = (result: SimResult): void => {
    results.push(result);
    seeds.onResult?.(result);
    if (seeds.stopsEarly === true && result.violations.length > 0) Atomics.store(next, STOPPED, 1);
  };
  await Promise.all(Array.from({ length: Math.min(threads, count) }, () => onThread(data, take)));
  return results.sort((a, b) => a.seed - b.seed);
}

function onThread(workerData: ThreadData, take: (result: SimResult) => void): Promise<void> {
  const thread = new Worker(new URL('./thread.mjs', import.meta.url), { workerData, execArgv: [] });
  return new Promise((resolve, reject) => {
    thread.on('message', take);
    thread.on('error', reject);
    thread.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`A thread ended with code ${code}`));
    });
  });
}
