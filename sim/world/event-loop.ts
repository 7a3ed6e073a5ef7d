// Simulated time, and an event loop whose order is drawn from a seed: one heap by time, then by chance.
//
// Each event runs to its end, then every microtask does. Microtasks are drained by an internal function of Node where it works (it is tried
// first): a turn of the real event loop between any two events costs twice the time.
import type { Cancel, Clock, Scheduler } from '@baton/engine';
import type { Rng } from './rng.ts';
import { leaveProcess, realSetImmediate, setSimulating } from './globals.ts';

interface Event {
  readonly atMs: number;
  readonly tie: number;
  readonly order: number;
  run: (() => void) | null;
}

/** More than this in one simulated second is a system that spins: the busiest of the first hundred seeds needed 625. */
const MOST_EVENTS_A_SECOND = 2_000;

export class SpinningError extends Error {
  override readonly name = 'SpinningError';
}

export class EventLoop implements Clock, Scheduler {
  private readonly rng: Rng;
  private readonly heap: Event[] = [];
  private timeMs: number;
  private count = 0;
  private second = 0;
  private inSecond = 0;
  private most = 0;

  constructor(rng: Rng, startMs: number) {
    this.rng = rng;
    this.timeMs = startMs;
  }

  /** Events run so far. */
  get steps(): number {
    return this.count;
  }

  /** Events of the busiest second. */
  get busiest(): number {
    return this.most;
  }

  nowMs(): number {
    return this.timeMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const atMs = this.timeMs + Math.ceil(Math.max(0, delayMs));
    const event: Event = { atMs, tie: this.rng.next(), order: this.heap.length, run };
    push(this.heap, event);
    return () => {
      event.run = null;
    };
  }

  about(delayMs: number, run: () => void): Cancel {
    return this.after(delayMs, run);
  }

  soon(run: () => void): void {
    this.after(0, run);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  /** Runs everything that is due until `untilMs`. @throws {SpinningError} */
  async runUntil(untilMs: number): Promise<void> {
    await this.pump(() => this.next(untilMs));
    this.timeMs = Math.max(this.timeMs, untilMs);
  }

  /** Runs events until `done` has settled. */
  async runWhile<T>(done: Promise<T>): Promise<T> {
    let isDone = false;
    const settled = (): void => void (isDone = true);
    done.then(settled, settled);
    await this.pump(() => (isDone ? null : this.next(Infinity)));
    return done;
  }

  private pump(next: () => (() => void) | null): Promise<void> {
    return new Promise((resolve, reject) => {
      // In a macrotask of its own: microtasks can't be drained from within one.
      const step = (): void => {
        try {
          setSimulating(true);
          drainMicrotasks();
          for (let run = next(); run !== null; run = next()) {
            run();
            if (!canDrain()) return void realSetImmediate(step);
            drainMicrotasks();
            leaveProcess();
          }
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        } finally {
          setSimulating(false);
          leaveProcess();
        }
      };
      realSetImmediate(step);
    });
  }

  private next(untilMs: number): (() => void) | null {
    for (let event = this.heap[0]; event !== undefined && event.atMs <= untilMs; event = this.heap[0]) {
      pop(this.heap);
      if (event.run === null) continue;
      this.timeMs = Math.max(this.timeMs, event.atMs);
      this.countStep();
      return event.run;
    }
    return null;
  }

  private countStep(): void {
    this.count += 1;
    const second = Math.floor(this.timeMs / 1_000);
    this.inSecond = second === this.second ? this.inSecond + 1 : 1;
    this.second = second;
    this.most = Math.max(this.most, this.inSecond);
    if (this.inSecond > MOST_EVENTS_A_SECOND)
      throw new SpinningError(`spins: more than ${MOST_EVENTS_A_SECOND} events in one second`);
  }
}

function isBefore(a: Event, b: Event): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  return a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || !isBefore(event, parent)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const isRight = left !== undefined && right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}

type Internal = NodeJS.Process & { readonly _tickCallback?: () => void };

let drains: boolean | null = null;

/** Whether Node's internal function does what we take it for: told by trying. */
function canDrain(): boolean {
  if (drains !== null) return drains;
  let ran = false;
  void Promise.resolve()
    .then(() => undefined)
    .then(() => (ran = true));
  (process as Internal)._tickCallback?.();
  return (drains = ran);
}

function drainMicrotasks(): void {
  if (canDrain()) (process as Internal)._tickCallback?.();
}
