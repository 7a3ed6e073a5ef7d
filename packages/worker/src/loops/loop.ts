// Work that is done when something may be new: on a wake, and, where nobody else looks, every so often in case that none came.
//
// resting → working (on a wake, or when the time is up) → resting.  A wake while it works makes it work once more.
// After an error it waits longer each time, whatever wakes it. Stopped for good by `stop`.
import type { Cancel } from '@baton/engine';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';

export interface Loop {
  readonly wake: () => void;
  /** Something is known to be new then. Later than the next round, or the next look of the worker, it isn't worth a timer. */
  readonly wakeAfter: (delayMs: number) => void;
  /** Resolves when nothing of it runs any more. */
  readonly stop: () => Promise<void>;
}

export interface LoopOptions {
  /** For the log: `Claiming activities`. */
  readonly name: string;
  /** `null`: only when woken. A function says after each round when the next is. */
  readonly everyMs: number | null | (() => number);
  /** Between tries while it fails. Default 5 s. */
  readonly longestPauseMs?: number;
  /** `again`: there is more. */
  readonly work: () => Promise<'again' | 'rest'>;
  readonly log: Log;
  readonly machine: Pick<Machine, 'after' | 'about' | 'random'>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
const LONGEST_TIMER_MS = 1_000;
/** Our clock is never ahead of the database's, but may be a little behind. */
const ROUNDING_MS = 5;

export function startLoop(options: LoopOptions): Loop {
  const { name, everyMs, longestPauseMs = LONGEST_PAUSE_MS, work, log, machine } = options;
  let stopped = false;
  let failures = 0;
  let woken = true;
  let cancelTimer: Cancel = () => undefined;
  let working: Promise<void> | null = null;

  const rest = (ms: number): void => {
    if (stopped) return;
    cancelTimer = machine.about(ms, begin);
  };

  async function round(): Promise<void> {
    while (woken && !stopped) {
      woken = false;
      try {
        if ((await work()) === 'again') woken = true;
        if (failures > 0) log({ level: 'info', message: `${name} works again` });
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) log({ level: 'warn', message: `${name} failed; trying again`, error });
        woken = false;
      }
    }
    working = null;
    if (failures > 0) rest(Math.min(longestPauseMs, pauseMs(failures, machine.random())));
    else if (everyMs !== null) rest(typeof everyMs === 'number' ? everyMs : everyMs());
  }

  function begin(): void {
    cancelTimer();
    woken = true;
    working ??= round();
  }

  const wake = (): void => {
    woken = true;
    if (failures === 0 && !stopped && working === null) begin();
  };

  begin();
  return {
    wake,
    wakeAfter: (delayMs) => {
      const longestMs = typeof everyMs === 'number' ? everyMs : LONGEST_TIMER_MS;
      if (delayMs < longestMs) machine.after(delayMs + ROUNDING_MS, wake);
    },
    stop: async () => {
      stopped = true;
      cancelTimer();
      await working;
    },
  };
}

/** Doubles, and varies by half, by a `chance` from 0 to 1, so that workers don't come back all at once. */
export function pauseMs(failures: number, chance: number): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_PAUSE_MS);
  return full * (0.5 + chance / 2);
}
