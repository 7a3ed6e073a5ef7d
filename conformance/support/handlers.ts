// What handlers in these tests do.
import type { ActivityContext } from '@baton/workflow';

/** Resolves with the reason once the attempt is told to stop. */
export function aborted({ signal }: Pick<ActivityContext, 'signal'>): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
