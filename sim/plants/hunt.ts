// For each planted bug: the first seed that tells of it. One thread does them all, since what takes long is to load the code.
import { Worker } from 'node:worker_threads';

export interface Hunt {
  readonly plants: readonly string[];
  /** Seeds 1 to this are tried. */
  readonly seeds: number;
}

export interface Caught {
  readonly plant: string;
  /** `null`: it escaped. */
  readonly seed: number | null;
  readonly violation: string | null;
}

/** Answers in the order of the plants. */
export function hunt(workerData: Hunt): Promise<readonly Caught[]> {
  const thread = new Worker(new URL('./hunt-thread.mjs', import.meta.url), { workerData, execArgv: [] });
  const caught: Caught[] = [];
  thread.on('message', (each: Caught) => void caught.push(each));
  return new Promise((resolve, reject) => {
    thread.on('error', reject);
    thread.on('exit', () => resolve(caught));
  });
}
