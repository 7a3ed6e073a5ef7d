// A process of the simulation: it may stop for good between any two calls, or stand still for a while as if its machine had paused.
import type { Cancel } from '@baton/engine';
import type { EventLoop } from './event-loop.ts';
import { enterProcess, type SimulatedHost } from './globals.ts';
import type { Rng } from './rng.ts';

export interface SimProcess extends SimulatedHost {
  readonly isAlive: boolean;
  /** Nothing of it runs from now on; what it waited for never comes. */
  kill(): void;
  /** Nothing of it runs for a while; then everything that was due does. */
  pause(ms: number): void;
  /** Runs `task` as this process would: not at all if it is dead, later if it is paused. */
  run(task: () => void): void;
}

/** Wall clocks of hosts differ by up to this much. */
const SKEW_MS = 3_600_000;

export function simProcess(loop: EventLoop, rng: Rng, name: string): SimProcess {
  let alive = true;
  let pausedUntilMs = 0;
  const skewMs = rng.chance(0.5) ? 0 : (rng.next() - 0.5) * 2 * SKEW_MS;
  const bootedAtMs = loop.nowMs() - rng.below(1_000_000);

  function run(task: () => void): void {
    if (!alive) return;
    const waitMs = pausedUntilMs - loop.nowMs();
    if (waitMs > 0) {
      loop.after(waitMs, () => run(task));
      return;
    }
    enterProcess(host);
    task();
  }

  const after = (delayMs: number, task: () => void): Cancel => loop.after(delayMs, () => run(task));
  const host: SimProcess = {
    name,
    get isAlive() {
      return alive;
    },
    kill: () => void (alive = false),
    pause: (ms) => void (pausedUntilMs = Math.max(pausedUntilMs, loop.nowMs() + ms)),
    run,
    after,
    about: after,
    soon: (task) => loop.soon(() => run(task)),
    wallMs: () => loop.nowMs() + skewMs,
    monotonicMs: () => loop.nowMs() - bootedAtMs,
    random: () => rng.next(),
  };
  return host;
}
