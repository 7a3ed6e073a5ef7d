import type { Machine } from '../machine.ts';
import { pauseMs } from './loop.ts';

/** Tries until it succeeds; `null` if `givesUp` says so after a failure. For what must not be lost while the database is away. */
export async function persist<T>(
  attempt: () => Promise<T>,
  givesUp: () => boolean,
  machine: Pick<Machine, 'after' | 'random'>,
): Promise<T | null> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch {
      if (givesUp()) return null;
      await new Promise<void>((resolve) => void machine.after(pauseMs(failures, machine.random()), resolve));
    }
  }
}
