// Time that is set, and an event loop whose order is drawn from a seed.
import { TimerHeap, type HeapEntry } from '../src/owner/timer-heap.ts';
import type { Cancel, Clock, Scheduler } from '../src/owner/types.ts';
import type { Rng } from './rng.ts';

interface Timer extends HeapEntry {
  readonly run: () => void;
}

/** Simulated time and its event loop, for any number of simulated processes. */
export class SimScheduler implements Clock, Scheduler {
  private readonly rng: Rng;
  private readonly timers = new TimerHeap<Timer>();
  private readonly soonTasks: (() => void)[] = [];
  private timeMs: number;

  constructor(rng: Rng, startMs: number) {
    this.rng = rng;
    this.timeMs = startMs;
  }

  nowMs(): number {
    return this.timeMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { run, atMs: this.timeMs + Math.ceil(Math.max(0, delayMs)), dropped: false };
    this.timers.push(timer);
    return () => {
      timer.dropped = true;
    };
  }

  about(delayMs: number, run: () => void): Cancel {
    return this.after(delayMs, run);
  }

  soon(run: () => void): void {
    this.soonTasks.push(run);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Runs everything that is due until `untilMs`, with the microtasks drained after each task. */
  async runUntil(untilMs: number): Promise<void> {
    await drainMicrotasks();
    for (let task = this.next(untilMs); task !== null; task = this.next(untilMs)) {
      task();
      await drainMicrotasks();
    }
    this.timeMs = Math.max(this.timeMs, untilMs);
  }

  /** What is to run at once, in an order of the seed's choosing; else the timer that is due first. */
  private next(untilMs: number): (() => void) | null {
    if (this.soonTasks.length > 0) {
      return this.soonTasks.splice(this.rng.below(this.soonTasks.length), 1)[0] ?? null;
    }
    const timer = this.timers.peek();
    if (timer === undefined || timer.atMs > untilMs) return null;
    this.timers.pop();
    this.timeMs = Math.max(this.timeMs, timer.atMs);
    return timer.run;
  }
}

function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
