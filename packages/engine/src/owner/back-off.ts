import type { Scheduler } from './types.ts';

/** How long to wait after so many failures in a row (at least 1): doubles from `firstMs` up to `maxMs`, in milliseconds. */
export function waitMs(failures: number, firstMs: number, maxMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 20), maxMs);
}

export function pause(scheduler: Scheduler, delayMs: number): Promise<void> {
  return new Promise((resolve) => scheduler.after(delayMs, resolve));
}

export interface Persistence {
  readonly scheduler: Scheduler;
  readonly failed: (error: unknown, failures: number) => void;
}

/** Tries until it succeeds: again 20 ms after the first failure, then after up to 2 s. */
export async function persist<T>(attempt: () => Promise<T>, { scheduler, failed }: Persistence): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      failed(error, failures);
      await pause(scheduler, waitMs(failures, 20, 2_000));
    }
  }
}
