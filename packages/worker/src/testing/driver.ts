// Lets the engine run for those who wait for something: as long as anything can go on by itself, without time passing; then the time in
// which nothing would happen is skipped, as far as all who wait allow it.
import type { MemoryStorage } from '@baton/engine';
import type { RunningHandlers } from './running-handlers.ts';
import type { TestClock } from './test-clock.ts';

/** What somebody waits for. */
export interface Want {
  /** Time may be skipped until then. */
  readonly untilMs: number;
  /** Asked when nothing can go on without time passing. @throws why it will never be. */
  readonly isDone: () => boolean | Promise<boolean>;
  /** Nothing will happen any more. Answers the error. */
  readonly isStuck: (hanging: readonly string[]) => Error | Promise<Error>;
}

export interface DriverOptions {
  readonly clock: TestClock;
  readonly storage: Pick<MemoryStorage, 'nextDueMs'>;
  readonly handlers: RunningHandlers;
  /** How long a handler is waited for, in real milliseconds. */
  readonly patienceMs: number;
}

const CLOSED = 'The test environment is closed';

interface Waiting {
  readonly want: Want;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Driver {
  private readonly options: DriverOptions;
  private readonly waiting = new Set<Waiting>();
  private pumping = false;
  private isEnding = false;
  /** Nothing was found, although everybody has looked. */
  private hasLooked = false;
  private wake: () => void = () => undefined;

  constructor(options: DriverOptions) {
    this.options = options;
    options.clock.onTask = () => this.wake();
    options.handlers.onChange = () => this.wake();
  }

  /** Resolves once it is done. @throws what `isDone` throws, or `isStuck` answers. */
  until(want: Want): Promise<void> {
    return this.isEnding ? Promise.reject(new Error(CLOSED)) : this.wait(want);
  }

  private wait(want: Want): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.add({ want, resolve, reject });
      if (!this.pumping) void this.pump();
    });
  }

  /** Resolves once it is `atMs`, and nothing can go on without more time passing. */
  passed(atMs: number): Promise<void> {
    const isDone = (): boolean => this.options.clock.nowMs() >= atMs;
    return this.until({ untilMs: atMs, isDone, isStuck: () => new TypeError('Time always passes') });
  }

  /** Nobody waits for handlers any more, nor for anything else: all that counts is that this is over. */
  async ending(isOver: () => boolean): Promise<void> {
    this.isEnding = true;
    this.wake();
    const closed = (): Error => new Error(CLOSED);
    this.end(closed());
    await this.wait({ untilMs: Infinity, isDone: isOver, isStuck: closed });
  }

  private async pump(): Promise<void> {
    const { clock, handlers } = this.options;
    this.pumping = true;
    // Whoever asks in the same breath is heard together.
    await Promise.resolve();
    try {
      while (this.waiting.size > 0) {
        await clock.settle();
        if (handlers.areBusy && !this.isEnding) await this.waitForHandlers();
        else if (!(await this.finishSome()) && !this.skip()) await this.giveUp();
      }
    } catch (error) {
      this.end(error);
    }
    this.pumping = false;
  }

  /** In real time, until one of them has moved, or something in the engine has. */
  private async waitForHandlers(): Promise<void> {
    const { handlers, patienceMs } = this.options;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(() => {
        handlers.giveUpOn();
        resolve();
      }, patienceMs);
    });
    clearTimeout(timer);
    this.wake = () => undefined;
  }

  private async finishSome(): Promise<boolean> {
    let finished = false;
    for (const waiting of [...this.waiting]) {
      try {
        if (!(await waiting.want.isDone())) continue;
        waiting.resolve();
      } catch (error) {
        waiting.reject(error);
      }
      this.waiting.delete(waiting);
      finished = true;
    }
    return finished;
  }

  /** To the next moment at which something happens. False: there is none. */
  private skip(): boolean {
    const { clock, storage, handlers } = this.options;
    const nowMs = clock.nowMs();
    const untilMs = Math.min(...[...this.waiting].map(({ want }) => want.untilMs));
    if (untilMs === Infinity && handlers.hanging.length > 0 && !this.isEnding) return false;
    const moments = [clock.nextAtMs(), storage.nextDueMs(nowMs), handlers.nextDeadlineMs(nowMs)];
    const nextMs = Math.min(untilMs, ...moments.filter((atMs) => atMs !== null));
    if (nextMs === Infinity || nextMs <= nowMs) return this.look();
    this.hasLooked = false;
    clock.moveTo(nextMs);
    return true;
  }

  /** Hints tell all that is new; but should one be missing, it is found as it would be in production. */
  private look(): boolean {
    if (this.hasLooked) return false;
    this.hasLooked = true;
    this.options.clock.lookAround();
    return true;
  }

  private end(error: unknown): void {
    for (const { reject } of this.waiting) reject(error);
    this.waiting.clear();
  }

  private async giveUp(): Promise<void> {
    this.hasLooked = false;
    for (const waiting of [...this.waiting]) {
      this.waiting.delete(waiting);
      waiting.reject(await waiting.want.isStuck(this.options.handlers.hanging));
    }
  }
}
