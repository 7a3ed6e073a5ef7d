// Time that only moves when it is told to, with an event loop of its own. Nothing here waits in real time.
import { TimerHeap, type Cancel, type Clock, type HeapEntry, type Scheduler } from '@baton/engine';

interface Timer extends HeapEntry {
  readonly run: () => void;
}

interface Look {
  readonly run: () => void;
  /** May be made without time passing: somebody only waits a little for more to come. */
  readonly isShort: boolean;
  isDue: boolean;
}

/** Waits that are shorter than this only gather things. The longest in the engine are 20 ms. */
const SHORT_MS = 25;
/** Nobody waits that long: a worker's doubt in a lease that never ends. Half the lease of `createTestEnvironment`. */
const FOR_EVER_MS = 50 * 365 * 86_400_000;

/** The lease of a worker that is never lost by itself. */
export const ENDLESS_LEASE_MS = 2 * FOR_EVER_MS;

export class TestClock implements Clock, Scheduler {
  private readonly timers = new TimerHeap<Timer>();
  private readonly looks = new Set<Look>();
  private tasks: (() => void)[] = [];
  private timeMs: number;
  /** Told that there is something new to run. */
  onTask: () => void = () => undefined;

  constructor(startMs: number) {
    this.timeMs = startMs;
  }

  nowMs(): number {
    return this.timeMs;
  }

  /** When the next timer fires; `null`: there is none. */
  nextAtMs(): number | null {
    return this.timers.peek()?.atMs ?? null;
  }

  after(delayMs: number, run: () => void): Cancel {
    if (delayMs > FOR_EVER_MS) return () => undefined;
    const timer: Timer = { run, atMs: this.timeMs + Math.ceil(Math.max(0, delayMs)), dropped: false };
    this.timers.push(timer);
    this.onTask();
    return () => {
      timer.dropped = true;
    };
  }

  about(delayMs: number, run: () => void): Cancel {
    const look: Look = { run, isShort: delayMs < SHORT_MS, isDue: false };
    this.looks.add(look);
    this.onTask();
    return () => void this.looks.delete(look);
  }

  soon(run: () => void): void {
    this.tasks.push(run);
    this.onTask();
  }

  moveTo(atMs: number): void {
    this.timeMs = Math.max(this.timeMs, atMs);
    this.lookAround();
  }

  /** Everybody who looks for something new every now and then does so next. */
  lookAround(): void {
    for (const look of this.looks) look.isDue = true;
  }

  /** Lets run what can, without time passing. */
  async settle(): Promise<void> {
    do await drained();
    while (this.step());
  }

  /** Runs what comes next; false: nothing does. */
  private step(): boolean {
    const tasks = this.tasks;
    this.tasks = [];
    if (tasks.length === 0) tasks.push(...this.timerDue());
    if (tasks.length === 0) tasks.push(...this.looksDue());
    for (const task of tasks) task();
    return tasks.length > 0;
  }

  private timerDue(): readonly (() => void)[] {
    const timer = this.timers.peek();
    if (timer === undefined || timer.atMs > this.timeMs) return [];
    this.timers.pop();
    return [timer.run];
  }

  private looksDue(): readonly (() => void)[] {
    const due = [...this.looks].filter(({ isDue, isShort }) => isDue || isShort);
    for (const look of due) this.looks.delete(look);
    return due.map(({ run }) => run);
  }
}

/** Microtasks run until there are none: the engine's code needs nothing else to go on. */
function drained(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
