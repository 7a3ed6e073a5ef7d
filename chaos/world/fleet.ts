// The worker processes of a storm. Each place in the fleet: starting → up ⇄ frozen, → down (killed, or stopped in good order) → starting.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@baton/worker';
import type { Guard } from './guard.ts';

/** What a process is told. */
export interface WorkerOrders extends Pick<
  WorkerOptions,
  | 'taskQueues'
  | 'workerKey'
  | 'hostId'
  | 'sessions'
  | 'leaseTimeout'
  | 'shutdownGrace'
  | 'maxConcurrentActivities'
> {
  readonly modules: readonly string[];
}

/** One place in the fleet, which processes take one after the other. */
export interface Place {
  readonly index: number;
  readonly state: 'starting' | 'up' | 'frozen' | 'down';
  /** Of the process that is there, or was last. */
  readonly key: string;
}

export interface Fleet {
  readonly places: () => readonly Place[];
  /** Starts the next process at this place; resolves when it runs. */
  readonly start: (index: number) => Promise<void>;
  readonly kill: (index: number) => Promise<void>;
  /** Asks it to stop; resolves when it has. */
  readonly stop: (index: number) => Promise<void>;
  readonly freeze: (index: number) => void;
  readonly thaw: (index: number) => void;
  /** Processes started so far. */
  readonly started: () => number;
  readonly close: () => Promise<void>;
}

interface FleetOptions {
  readonly databaseUrl: string;
  readonly size: number;
  readonly guard: Guard;
  readonly env: Readonly<Record<string, string>>;
  /** The orders of the process that comes as the nth (from 1) to a place. */
  readonly orders: (index: number, nth: number) => WorkerOrders;
}

interface Occupied {
  state: Place['state'];
  key: string;
  nth: number;
  child: ChildProcess | null;
}

const main = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
/** A worker that doesn't leave in this time after it was asked to is killed. */
const LEAVE_WITHIN_MS = 15_000;

export function makeFleet({ databaseUrl, size, guard, env, orders }: FleetOptions): Fleet {
  const places: Occupied[] = Array.from({ length: size }, () => ({
    ...{ state: 'down', key: '', nth: 0, child: null },
  }));
  const at = (index: number): Occupied => {
    const place = places[index];
    if (place === undefined) throw new RangeError(`The fleet has no place ${index}`);
    return place;
  };
  const end = async (place: Occupied, signal: NodeJS.Signals): Promise<void> => {
    const { child } = place;
    place.state = 'down';
    if (child === null || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), LEAVE_WITHIN_MS);
    await ended;
    clearTimeout(late);
  };
  return {
    places: () => places.map(({ state, key }, index) => ({ index, state, key })),
    start: async (index) => {
      const place = at(index);
      if (place.state !== 'down') throw new TypeError(`Place ${index} is ${place.state}`);
      place.nth++;
      place.state = 'starting';
      const order = orders(index, place.nth);
      place.key = order.workerKey ?? '';
      place.child = await launch({ databaseUrl, order, guard, env });
      place.state = hasEnded(place.child) ? 'down' : 'up';
    },
    kill: (index) => end(at(index), 'SIGKILL'),
    stop: (index) => end(at(index), 'SIGTERM'),
    freeze: (index) => signalled(at(index), 'SIGSTOP', 'frozen'),
    thaw: (index) => signalled(at(index), 'SIGCONT', 'up'),
    started: () => places.reduce((sum, { nth }) => sum + nth, 0),
    close: async () => {
      await Promise.all(places.map((place) => end(place, 'SIGKILL')));
    },
  };
}

function signalled(place: Occupied, signal: NodeJS.Signals, state: 'frozen' | 'up'): void {
  if (place.child?.kill(signal) === true) place.state = state;
}

interface Launch extends Pick<FleetOptions, 'databaseUrl' | 'guard' | 'env'> {
  readonly order: WorkerOrders;
}

async function launch({ databaseUrl, order, guard, env }: Launch): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, databaseUrl, JSON.stringify(order)], {
    ...{ stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } },
  });
  const { pid } = child;
  if (pid !== undefined) guard.watch(pid);
  child.once('exit', () => {
    if (pid !== undefined) guard.forget(pid);
  });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return child;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
