// A process of the simulation: it may stop for good between any two calls, or stand still for a while as if the machine had paused.
import type { Cancel, Scheduler } from '../owner/types.ts';
import type { SimScheduler } from './sim-scheduler.ts';

export interface SimProcess extends Scheduler {
  readonly isAlive: boolean;
  /** Nothing of it runs from now on; what it waited for never comes. */
  kill(): void;
  /** Nothing of it runs for a while; then everything that was due does. */
  pause(ms: number): void;
  /** Runs `task` as this process would: not at all if it is dead, later if it is paused. */
  run(task: () => void): void;
}

export function simProcess(world: SimScheduler): SimProcess {
  let alive = true;
  let pausedUntilMs = 0;

  function run(task: () => void): void {
    if (!alive) return;
    const waitMs = pausedUntilMs - world.nowMs();
    if (waitMs > 0) world.after(waitMs, () => run(task));
    else task();
  }

  const after = (delayMs: number, task: () => void): Cancel => world.after(delayMs, () => run(task));
  return {
    get isAlive() {
      return alive;
    },
    kill: () => void (alive = false),
    pause: (ms) => void (pausedUntilMs = Math.max(pausedUntilMs, world.nowMs() + ms)),
    run,
    after,
    about: after,
    soon: (task) => world.soon(() => run(task)),
  };
}
