import type { Scheduler } from './types.ts';

/** The event loop of Node. Its timers don't keep the process alive. */
export const nodeScheduler: Scheduler = {
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  soon: (task) => void setImmediate(task),
};
