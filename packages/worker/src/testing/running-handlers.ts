// The handlers of activities that run in a test: time stands still while one of them does something real.
//
// busy → asleep (it awaits the test's clock) → busy … → over.  busy → hanging, when it has taken longer than anybody waits; then it holds
// nobody up that moves time by hand.
import { toMs, type Duration } from '@baton/core';
import { activityContext, type ActivityContext, type ActivityDefinition } from '@baton/workflow';
import type { OnReestablish } from '../on-reestablish.ts';
import type { TestClock } from './test-clock.ts';

interface Running {
  /** For people. */
  readonly name: string;
  /** `null`: a hook of the worker, in no activity. */
  readonly context: ActivityContext | null;
  readonly signal: AbortSignal;
  readonly deadlineMs: number | null;
  sleeps: number;
  hangs: boolean;
}

export interface SleepOptions {
  /** Ends the sleep: it rejects with the signal's reason. `ctx.signal` is meant. */
  readonly signal?: AbortSignal;
}

export class RunningHandlers {
  private readonly clock: TestClock;
  private readonly running = new Set<Running>();
  /** Told when one of them has ended or gone to sleep. */
  onChange: () => void = () => undefined;

  constructor(clock: TestClock) {
    this.clock = clock;
  }

  /** The same activity, watched. */
  watch(definition: ActivityDefinition): ActivityDefinition {
    const { name, description, inputSchema, outputSchema, parseInput, parseOutput } = definition;
    const handler = async (input: never, context: never): Promise<unknown> => {
      const { signal, info } = context as ActivityContext;
      const { attempt, deadlineMs } = info;
      const running = { name: `${name} (attempt ${attempt})`, context, signal, deadlineMs };
      return this.during(running, () => definition.handler(input, context));
    };
    return { name, description, inputSchema, outputSchema, parseInput, parseOutput, handler };
  }

  /** The same hook, watched. */
  watchHook(hook: OnReestablish): OnReestablish {
    return (session, context) => {
      const { signal, deadlineMs } = context;
      const running = { name: 'onReestablish', context: null, signal, deadlineMs };
      return this.during(running, async () => hook(session, context));
    };
  }

  private async during<T>(
    running: Omit<Running, 'sleeps' | 'hangs'>,
    work: () => T | Promise<T>,
  ): Promise<T> {
    const entry: Running = { ...running, sleeps: 0, hangs: false };
    this.running.add(entry);
    try {
      return await work();
    } finally {
      this.running.delete(entry);
      this.onChange();
    }
  }

  get areBusy(): boolean {
    return [...this.running].some((handler) => isBusy(handler) && !handler.hangs);
  }

  /** Those that have been given up waiting for, and that nobody has told to stop. */
  get hanging(): readonly string[] {
    return [...this.running].filter((handler) => handler.hangs && isBusy(handler)).map(({ name }) => name);
  }

  giveUpOn(): void {
    for (const handler of this.running) if (isBusy(handler)) handler.hangs = true;
  }

  /** When the time of one of them will be over; `null`: never. */
  nextDeadlineMs(afterMs: number): number | null {
    const deadlines = [...this.running].flatMap(({ deadlineMs, signal }) =>
      deadlineMs === null || deadlineMs <= afterMs || signal.aborted ? [] : [deadlineMs],
    );
    return deadlines.length === 0 ? null : Math.min(...deadlines);
  }

  /** A wait on the test's clock, in the handler that calls it. */
  sleep(duration: Duration, { signal }: SleepOptions): Promise<void> {
    const context = activityContext();
    const handler = [...this.running].find((each) => each.context === context);
    if (handler === undefined)
      throw new TypeError('env.sleep() was called by the activity of another environment');
    const ms = toMs(duration);
    handler.sleeps += 1;
    return new Promise<void>((resolve, reject) => {
      const wake = (): void => {
        handler.sleeps -= 1;
        cancel();
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        wake();
        reject(signal?.reason as Error);
      };
      const cancel = this.clock.after(ms, () => {
        wake();
        resolve();
      });
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort);
      this.onChange();
    });
  }
}

function isBusy({ sleeps, signal }: Running): boolean {
  return sleeps === 0 && !signal.aborted;
}
