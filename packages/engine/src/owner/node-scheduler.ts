import type { Scheduler } from './types.ts';

const after: Scheduler['after'] = (delayMs, task) => {
  const timer = setTimeout(task, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};

/** The event loop of Node. Its timers don't keep the process alive. */
export const nodeScheduler: Scheduler = { after, about: after, soon: (task) => void setImmediate(task) };
