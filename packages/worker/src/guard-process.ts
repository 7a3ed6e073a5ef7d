// Promises that an author's code has left alone, and what its workflows must not use of Node. In a workflow that fails the run, as any uncaught error; in an activity it is logged.
// Elsewhere Node's own rule holds: the process ends.
import { failCurrentRun, isInActivity } from '@baton/workflow';
import { guardModules } from './guard-modules.ts';
import type { Log } from './log.ts';

/** Answers how to take the guard away. */
export function guardProcess(log: Log): () => void {
  guardModules();
  const guard = (reason: unknown): void => {
    if (failCurrentRun(reason)) return;
    if (isInActivity()) {
      log({ level: 'error', message: 'An activity left a rejected promise alone', error: reason });
      return;
    }
    // With a listener, Node leaves it to us. Others may have one, too, and know better.
    if (process.listenerCount('unhandledRejection') === 1) throw reason;
  };
  process.on('unhandledRejection', guard);
  return () => void process.off('unhandledRejection', guard);
}
