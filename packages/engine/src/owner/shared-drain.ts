import type { Drain } from '@baton/workflow';
import type { Scheduler } from './types.ts';

/** A drain that all who ask in the same turn of the event loop share. */
export function sharedDrain(scheduler: Scheduler): Drain {
  let draining: Promise<void> | null = null;
  return () => {
    draining ??= new Promise((resolve) =>
      scheduler.soon(() => {
        draining = null;
        resolve();
      }),
    );
    return draining;
  };
}
