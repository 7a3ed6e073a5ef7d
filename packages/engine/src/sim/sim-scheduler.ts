// Time that is set, and an event loop whose order is drawn from a seed.
import type { Cancel, Clock, Scheduler } from '../owner/types.ts';
import type { Rng } from './rng.ts';

interface Task {
  readonly run: () => void;
  readonly atMs: number;
  readonly order: number;
  cancelled: boolean;
}

/** Simulated time and its event loop, for any number of simulated processes. */
export class SimScheduler implements Clock, Scheduler {
  private readonly rng: Rng;
  private soonTasks: Task[] = [];
  private timers: Task[] = [];
  private order = 0;
  private timeMs: number;

  constructor(rng: Rng, startMs: number) {
    this.rng = rng;
    this.timeMs = startMs;
  }

  nowMs(): number {
    return this.timeMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const task = { run, atMs: this.timeMs + Math.max(0, delayMs), order: this.order++, cancelled: false };
    this.timers.push(task);
    return () => {
      task.cancelled = true;
    };
  }

  soon(run: () => void): void {
    this.soonTasks.push({ run, atMs: this.timeMs, order: this.order++, cancelled: false });
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Runs everything that is due until `untilMs`, with the microtasks drained after each task. */
  async runUntil(untilMs: number, isDone: () => boolean = () => false): Promise<void> {
    while (!isDone()) {
      const task = this.next(untilMs);
      if (task === null) break;
      this.timeMs = Math.max(this.timeMs, task.atMs);
      task.run();
      await drainMicrotasks();
    }
    if (!isDone()) this.timeMs = Math.max(this.timeMs, untilMs);
  }

  /** What is to run at once, in an order of the seed's choosing; else the timer that is due first. */
  private next(untilMs: number): Task | null {
    if (this.soonTasks.length > 0) {
      const index = this.rng.below(this.soonTasks.length);
      return this.soonTasks.splice(index, 1)[0] ?? null;
    }
    let first: Task | null = null;
    this.timers = this.timers.filter((task) => !task.cancelled);
    for (const task of this.timers) {
      if (task.atMs > untilMs) continue;
      if (first === null || task.atMs < first.atMs || (task.atMs === first.atMs && task.order < first.order))
        first = task;
    }
    if (first !== null) this.timers.splice(this.timers.indexOf(first), 1);
    return first;
  }
}

function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
