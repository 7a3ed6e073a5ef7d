// The process's clock, timers and chance, as whoever runs at the moment may see them: code of a simulated process gets the simulation's,
// everybody else Node's. So nothing that is simulated can reach real time, also not what forgets to ask its machine.
//
// Imported before everything else: what other modules do with these functions then builds on ours.
import type { Cancel, Scheduler } from '@baton/engine';

/** What a simulated process sees of its machine. */
export interface SimulatedHost extends Scheduler {
  readonly name: string;
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
  readonly random: () => number;
}

let current: SimulatedHost | null = null;
let simulating = false;

/** Whose code runs now. */
export function thisProcess(): SimulatedHost {
  if (current === null) throw new TypeError('No simulated process runs now');
  return current;
}

/** While true, all code belongs to a simulated process. */
export function setSimulating(is: boolean): void {
  simulating = is;
}

/** From now on, until the event has run to its end, this process's code runs. */
export function enterProcess(host: SimulatedHost): void {
  current = host;
}

export function leaveProcess(): void {
  current = null;
}

const real = {
  now: Date.now.bind(Date),
  performanceNow: performance.now.bind(performance),
  random: Math.random.bind(Math),
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  setInterval: globalThis.setInterval,
};

export const realSetImmediate: (task: () => void) => unknown = (task) => real.setImmediate(task);

class SimulatedTimeout {
  readonly cancel: Cancel;
  constructor(cancel: Cancel) {
    this.cancel = cancel;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
}

type Task = (...args: readonly unknown[]) => void;

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true });
}

/** Who asks, if it is the simulation that asks. */
function asking(): SimulatedHost | null {
  if (simulating && current === null)
    throw new TypeError('Code of no simulated process asks for time or chance');
  return current;
}

Date.now = () => {
  const host = asking();
  return host === null ? real.now() : Math.floor(host.wallMs());
};
performance.now = () => asking()?.monotonicMs() ?? real.performanceNow();
Math.random = () => asking()?.random() ?? real.random();
define('setTimeout', (task: Task, ms = 0, ...args: readonly unknown[]) => {
  const host = asking();
  return host === null
    ? real.setTimeout(task, ms, ...args)
    : new SimulatedTimeout(host.after(ms, () => task(...args)));
});
define('clearTimeout', (timer: unknown) => {
  if (timer instanceof SimulatedTimeout) timer.cancel();
  else real.clearTimeout(timer as NodeJS.Timeout);
});
define('setImmediate', (task: Task, ...args: readonly unknown[]) => {
  const host = asking();
  if (host === null) return real.setImmediate(task, ...args);
  host.soon(() => task(...args));
  return undefined;
});
define('setInterval', (task: Task, ms = 0, ...args: readonly unknown[]) => {
  if (asking() !== null) throw new TypeError('setInterval is not simulated: repeat a timeout instead');
  return real.setInterval(task, ms, ...args);
});
