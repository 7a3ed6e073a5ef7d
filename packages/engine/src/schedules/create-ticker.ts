// Looks at schedules when they are due. Any number of processes may run one: the store sees to it that each tick happens once.
//
//   asleep    until the next schedule is due, a hint, or the safety look. With nothing due, nothing is asked but that look.
//   looking   one round of the store. A hint that comes meanwhile is another round.
//   stopped
import type { RunId } from '@baton/core';
import type { Fired, ScheduleStore } from './schedule-store.ts';

export interface TickerOptions {
  readonly store: ScheduleStore;
  /** The store could not be asked; the ticker goes on by itself. */
  readonly onError: (error: unknown) => void;
  /** Something was done: pages may want to know. */
  readonly onFired?: () => void;
}

export interface Ticker {
  /** Ends the round that is under way. */
  stop(): Promise<void>;
}

/** A hint may be lost, and another process may have been stopped between a change and its hint. */
const SAFETY_MS = 30_000;
/** After a failure. The database says itself when it is back: nothing of what was due is lost meanwhile. */
const AFTER_FAILURE_MS = 1_000;
/** A round of another process takes some milliseconds. */
const ELSEWHERE_MS = 200;
/** Hints of runs come with each of their steps. */
const HINTED_MS = 50;

export function createTicker({ store, onError, onFired }: TickerOptions): Ticker {
  const waits = makeWaits(store);
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let wantedAt = Infinity;
  let stopped = false;

  const lookIn = (ms: number): void => {
    const at = performance.now() + Math.max(0, ms);
    if (stopped || at >= wantedAt) return;
    if (timer !== null) clearTimeout(timer);
    wantedAt = at;
    timer = setTimeout(() => void (looking ??= look()), Math.max(0, ms));
  };

  const look = async (): Promise<void> => {
    wantedAt = Infinity;
    let waitMs = AFTER_FAILURE_MS;
    try {
      const fired = await store.fireDue({ also: waits.take() });
      waits.learn(fired);
      if (fired.looked > 0) onFired?.();
      for (const error of fired.errors) onError(error);
      waitMs = waitAfter(fired);
    } catch (error) {
      onError(error);
    }
    looking = null;
    lookIn(Math.min(waitMs, SAFETY_MS));
  };

  const hinted = (ms: number): void => {
    // During a round: `look` ends by asking when to look again, this moment at the latest.
    if (looking === null) lookIn(ms);
    else void looking.then(() => lookIn(ms));
  };

  const stopListening = [
    store.onChange(() => hinted(0)),
    store.onRuns((runs) => {
      if (waits.concerns(runs)) hinted(HINTED_MS);
    }),
  ];
  lookIn(0);
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      for (const stop of stopListening) stop();
      waits.stop();
      await looking;
    },
  };
}

function waitAfter({ looked, errors, nextDueAtMs, nowMs }: Fired): number {
  if (nextDueAtMs === null) return SAFETY_MS;
  // Due, and yet nothing to look at: another process is at it.
  const least = errors.length > 0 ? AFTER_FAILURE_MS : looked === 0 ? ELSEWHERE_MS : 0;
  return Math.max(nextDueAtMs - nowMs, least);
}

/** Which runs ticks wait for, as far as this process knows; the others are found by looking. */
function makeWaits(store: ScheduleStore) {
  let byRun = new Map<RunId, string>();
  let moved = new Set<string>();
  let stopFollowing: () => void = () => undefined;
  return {
    concerns: (runs: readonly RunId[]): boolean => {
      const concerned = runs.flatMap((run) => byRun.get(run) ?? []);
      for (const scheduleId of concerned) moved.add(scheduleId);
      return concerned.length > 0;
    },
    /** The schedules whose runs have moved since the last call. */
    take: (): readonly string[] => {
      const taken = [...moved];
      moved = new Set();
      return taken;
    },
    learn: ({ waitingFor }: Fired): void => {
      const others = [...byRun].filter(([, scheduleId]) => !waitingFor.has(scheduleId));
      const found = [...waitingFor].flatMap(([scheduleId, runs]) =>
        runs.map((run) => [run, scheduleId] as const),
      );
      byRun = new Map([...others, ...found]);
      stopFollowing();
      stopFollowing = store.followRuns([...byRun.keys()]);
    },
    stop: (): void => stopFollowing(),
  };
}
