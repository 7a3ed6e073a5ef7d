// The storage as a process sees it over a bad network: calls are slow, come very late, fail before they are done, or are done and their answer
// is lost. Hints come late, or not at all. Calls keep no order among each other, as over a pool of connections.
import type { Hint, Storage } from '@baton/engine';
import type { EventLoop } from './event-loop.ts';
import type { Rng } from './rng.ts';
import type { SimProcess } from './sim-process.ts';

export interface Faults {
  /** Chance that a call fails without an effect. */
  readonly refused: number;
  /** Chance that a call is done and its answer lost. */
  readonly answerLost: number;
  /** Chance that the process dies before a call, or between its effect and its answer. */
  readonly crash: number;
  /** Chance that a call arrives after others that were made later; half of these after any lease has passed. */
  readonly late: number;
  /** Chance that a hint arrives. */
  readonly hinted: number;
  readonly longestDelayMs: number;
}

export interface FaultyStorageDeps {
  readonly truth: Storage;
  readonly loop: EventLoop;
  readonly process: SimProcess;
  readonly rng: Rng;
  readonly faults: () => Faults;
  readonly crash: () => void;
  readonly trace: (line: () => string) => void;
}

export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly retryable = true;
}

const LATE_MS = 4_000;
/** So much more often are answers lost that hold something. */
const MORE = 3;
/** So that what was said later comes first. */
const A_BIT_LATE_MS = 400;

type Call = (...args: readonly unknown[]) => Promise<unknown>;

export function faultyStorage(deps: FaultyStorageDeps): Storage {
  const { truth, process } = deps;
  const calls = new Map<string | symbol, Call>();
  const wanted: Pick<Storage, 'onHint'> = { onHint: (listener) => listen(deps, listener) };
  return new Proxy(truth, {
    get(target, name) {
      if (name === 'onHint') return wanted.onHint;
      const known = calls.get(name);
      if (known !== undefined) return known;
      const method = Reflect.get(target, name) as Call;
      const call: Call = (...args) => {
        deps.trace(() => `${process.name} ${String(name)} ${briefly(args)}`);
        return overNetwork(deps, () => method(...args));
      };
      calls.set(name, call);
      return call;
    },
  });
}

function overNetwork(deps: FaultyStorageDeps, act: () => Promise<unknown>): Promise<unknown> {
  const { loop, process, rng, faults } = deps;
  return new Promise((resolve, reject) => {
    const { refused, answerLost, crash, late, longestDelayMs } = faults();
    const delayed = (then: () => void): void => void loop.after(rng.next() * longestDelayMs, then);
    const fail = (why: string): void => process.run(() => reject(new ConnectionError(why)));
    if (rng.chance(crash)) deps.crash();
    if (!process.isAlive) return;
    const arrive = (): void => {
      act().then(
        (value) =>
          delayed(() => {
            if (rng.chance(crash)) deps.crash();
            if (rng.chance(isTelling(value) ? MORE * answerLost : answerLost)) fail('answer lost');
            else process.run(() => resolve(value));
          }),
        (error: unknown) => delayed(() => process.run(() => reject(error))),
      );
    };
    delayed(() => {
      if (rng.chance(refused)) fail('refused');
      else if (rng.chance(late)) {
        fail('timed out');
        loop.after(rng.next() * (rng.chance(0.5) ? LATE_MS : A_BIT_LATE_MS), arrive);
      } else arrive();
    });
  });
}

/** Most looks find nothing: to lose the answer of one of those says little. */
function isTelling(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function listen(
  { truth, loop, process, rng, faults }: FaultyStorageDeps,
  listener: (hint: Hint) => void,
): () => void {
  const stop = truth.onHint((hint) => {
    if (!process.isAlive) stop();
    else if (hint.kind !== 'history' && rng.chance(faults().hinted))
      loop.after(rng.next() * faults().longestDelayMs, () => process.run(() => listener(hint)));
  });
  return stop;
}

function briefly(args: readonly unknown[]): string {
  const text = JSON.stringify(args, (_, value: unknown) => (value instanceof Map ? `${value.size}` : value));
  return text.length > 700 ? `${text.slice(0, 700)}…` : text;
}
