// What goes wrong, in an order and at times that the seed decides.
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '../sim/world/rng.ts';
import { connected } from './grants.ts';
import type { StormDatabase } from './world/database.ts';
import type { Fleet, Place } from './world/fleet.ts';

/**
 * `kill`: SIGKILL, and another process later. `stop`: SIGTERM, and another later. `pause`: frozen for less than its lease. `freeze`: frozen for
 * longer. `cut`: database connections are closed. `crash`: the database is killed and starts again.
 */
export type FaultKind = 'kill' | 'stop' | 'pause' | 'freeze' | 'cut' | 'crash';

export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  /** When it was over; a fault that is still on when peace is made ends then. */
  readonly untilMs: number;
  /** Of the worker that was hit. */
  readonly key: string | null;
}

export interface Nemesis {
  /** Makes trouble until it is told to stop; then everything is whole again. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
  readonly done: () => readonly Fault[];
}

interface NemesisOptions {
  readonly fleet: Fleet;
  readonly database: StormDatabase;
  readonly rng: Rng;
  readonly weights: Readonly<Partial<Record<FaultKind, number>>>;
  readonly leaseMs: number;
  /** Between faults, on the average. */
  readonly everyMs: number;
}

export function makeNemesis(options: NemesisOptions): Nemesis {
  const { fleet, rng, leaseMs, everyMs } = options;
  const done: Fault[] = [];
  const under = new Set<Promise<void>>();
  const over = new AbortController();
  // Each fault that is on waits for it.
  setMaxListeners(0, over.signal);
  // Cut short when peace is made.
  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
  const carryOut: Record<FaultKind, (place: Place) => Promise<void>> = {
    kill: async ({ index }) => {
      await fleet.kill(index);
      await pause(rng.below(4_000));
    },
    stop: async ({ index }) => {
      await fleet.stop(index);
      await pause(rng.below(2_000));
    },
    pause: ({ index }) => frozen(index, rng.below(leaseMs / 2)),
    freeze: ({ index }) => frozen(index, leaseMs + 500 + rng.below(3_000)),
    cut: () => cutConnections(options.database.url, rng),
    crash: async () => options.database.crash?.(),
  };
  async function frozen(index: number, ms: number): Promise<void> {
    fleet.freeze(index);
    await pause(ms);
    fleet.thaw(index);
  }
  async function strike(kind: FaultKind, place: Place): Promise<void> {
    const atMs = Date.now();
    await carryOut[kind](place);
    const ofWorker = kind !== 'cut' && kind !== 'crash';
    done.push({ kind, atMs, untilMs: Date.now(), key: ofWorker ? place.key : null });
    if (fleet.places()[place.index]?.state === 'down') await fleet.start(place.index);
  }
  return {
    run: async () => {
      const isOver = (): boolean => over.signal.aborted;
      while (!isOver()) {
        await pause(rng.next() * 2 * everyMs);
        const up = fleet.places().filter(({ state }) => state === 'up');
        // Half of the fleet stays, so that there is something to see.
        if (isOver() || up.length <= fleet.places().length / 2) continue;
        const striking = strike(chosen(options), rng.pick(up)).finally(() => under.delete(striking));
        under.add(striking);
      }
      await Promise.all(under);
    },
    stop: () => over.abort(),
    done: () => done,
  };
}

function chosen({ weights, rng, database }: NemesisOptions): FaultKind {
  const kinds = Object.entries(weights) as [FaultKind, number][];
  const possible = kinds.filter(([kind]) => kind !== 'crash' || database.crash !== null);
  return rng.pick(possible.flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind)));
}

/** Some of all that are open, whoever's they are. */
async function cutConnections(databaseUrl: string, rng: Rng): Promise<void> {
  // Another cut at the same time may end this connection, too.
  await connected(databaseUrl, (client) =>
    client.query(
      `select pg_terminate_backend(pid)
       from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and random() < $1`,
      [0.1 + rng.next() / 2],
    ),
  ).catch(() => undefined);
}
