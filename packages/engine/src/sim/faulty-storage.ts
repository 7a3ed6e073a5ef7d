// The storage as a process sees it over a bad network: calls are slow, fail before they are done, or are done and their answer is lost.
import type { Storage } from '../storage.ts';
import type { Rng } from './rng.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimScheduler } from './sim-scheduler.ts';

export interface Faults {
  /** Chance that a call fails without an effect. */
  readonly refused: number;
  /** Chance that a call is done and its answer lost. */
  readonly answerLost: number;
  /** Chance that the process dies before a call, or between its effect and its answer. */
  readonly crash: number;
  readonly longestDelayMs: number;
}

export const noFaults: Faults = { refused: 0, answerLost: 0, crash: 0, longestDelayMs: 3 };

export interface FaultyStorageDeps {
  readonly truth: Storage;
  readonly world: SimScheduler;
  readonly process: SimProcess;
  readonly rng: Rng;
  readonly faults: () => Faults;
  readonly crash: () => void;
}

class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly retryable = true;
}

type Call = (...args: readonly never[]) => Promise<unknown>;

/** Calls keep no order among each other, as over a pool of connections. */
export function faultyStorage(deps: FaultyStorageDeps): Storage {
  const { truth, world, process, rng, faults } = deps;

  function call(method: Call, args: readonly never[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const delay = (then: () => void): void => void world.after(rng.next() * faults().longestDelayMs, then);
      const answer = (settle: () => void): void => process.run(settle);
      if (rng.chance(faults().crash)) deps.crash();
      if (!process.isAlive) return;
      delay(() => {
        if (rng.chance(faults().refused)) {
          answer(() => reject(new ConnectionError('refused')));
          return;
        }
        method(...args).then(
          (value) =>
            delay(() => {
              if (rng.chance(faults().crash)) deps.crash();
              if (rng.chance(faults().answerLost)) answer(() => reject(new ConnectionError('answer lost')));
              else answer(() => resolve(value));
            }),
          (error: unknown) => answer(() => reject(error)),
        );
      });
    });
  }

  return new Proxy(truth, {
    get(target, name) {
      const method = Reflect.get(target, name) as Call;
      // Hints are lost: nothing may rely on them.
      if (name === 'onHint') return () => () => undefined;
      return (...args: readonly never[]) => call(method, args);
    },
  });
}
