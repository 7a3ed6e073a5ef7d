// One registered life of this process in the database: its lease, and the shards it owns by it.
//
// held     from registration on; each heartbeat renews it.
// doubtful when no answer came for the length of the lease: nothing is owned, until a heartbeat is answered.
// lost     the database says so: this life is over, and the process has to begin another.
import type { Shard, WorkerId } from '@baton/core';
import type { Cancel, DatabaseClock, LeaseAnswer, OwnedShards } from '@baton/engine';
import type { Log } from '../log.ts';
import { startLoop, type Loop } from '../loops/loop.ts';
import type { Machine } from '../machine.ts';
import type { WorkerStorage } from '../worker-storage.ts';

export interface LeaseOptions {
  readonly storage: WorkerStorage;
  readonly workerId: WorkerId;
  readonly leaseMs: number;
  readonly clock: DatabaseClock;
  readonly log: Log;
  readonly machine: Machine;
  /** What is owned from now on; told when it has changed. */
  readonly onShards: (owned: OwnedShards) => void;
  readonly onLost: () => void;
}

export interface Lease {
  readonly owned: () => OwnedShards;
  readonly shards: () => readonly Shard[];
  /** Shards may be free: look now. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
}

/** This much before the lease ends by our clock, we stop believing in it: what is on its way has to arrive. */
const MARGIN = 0.05;
/**
 * So often in its length the lease is renewed. A process may be held up (its event loop blocked, its connection cut) just before a renewal, so
 * what it survives is the lease without this much and the margin: 85 %.
 */
const RENEWALS = 10;
/** No more often, however short the lease is. */
const SHORTEST_MS = 250;
/** So often the shards are looked after. */
const SHARES = 3;

export function startLease(options: LeaseOptions): Lease {
  const { leaseMs, clock, log, machine } = options;
  let owned: OwnedShards = new Map();
  let asText = '';
  let cancelDoubt: Cancel = () => undefined;
  const everyMs = Math.min(leaseMs / SHARES, Math.max(leaseMs / RENEWALS, SHORTEST_MS));
  const renewal = makeRenewal(options, everyMs);

  const own = (answer: LeaseAnswer['shards'] | null): void => {
    if (answer === null) return;
    const text = answer.map(({ taskQueue, shard, epoch }) => `${taskQueue} ${shard} ${epoch}`).join();
    if (text === asText) return;
    asText = text;
    owned = byQueue(answer);
    options.onShards(owned);
  };

  const trustFrom = (sentAtMs: number): void => {
    cancelDoubt();
    cancelDoubt = machine.after(
      Math.max(0, sentAtMs + leaseMs * (1 - MARGIN) - machine.monotonicMs()),
      () => {
        const message = 'The database has not answered for the length of the lease; owning nothing';
        log({ level: 'warn', message });
        own([]);
        renewal.lookForShards();
      },
    );
  };

  const loop: Loop = startLoop({
    name: 'Renewing the lease',
    everyMs,
    longestPauseMs: everyMs,
    log,
    machine,
    work: async () => {
      const sentAtMs = machine.monotonicMs();
      const answer = await renewal.renew(sentAtMs);
      clock.observe(answer.nowMs);
      if (answer.held) trustFrom(sentAtMs);
      own(answer.held ? answer.shards : []);
      if (!answer.held) options.onLost();
      return 'rest';
    },
  });

  return {
    owned: () => owned,
    shards: () => [...new Set([...owned.values()].flat())],
    wake: () => {
      renewal.lookForShards();
      loop.wake();
    },
    stop: async () => {
      await loop.stop();
      cancelDoubt();
    },
  };
}

interface Renewal {
  readonly renew: (
    sentAtMs: number,
  ) => Promise<Omit<LeaseAnswer, 'shards'> & { readonly shards: LeaseAnswer['shards'] | null }>;
  /** The next renewal asks for them. */
  readonly lookForShards: () => void;
}

/** With the shards, if it is time for them, there may be new ones, or we have stopped believing in ours; else the lease alone. */
function makeRenewal(
  { storage, workerId, leaseMs }: Pick<LeaseOptions, 'storage' | 'workerId' | 'leaseMs'>,
  everyMs: number,
): Renewal {
  let sharedAtMs = -Infinity;
  let mayBeNew = true;
  return {
    lookForShards: () => {
      mayBeNew = true;
    },
    renew: async (sentAtMs) => {
      const isShare = mayBeNew || sentAtMs - sharedAtMs >= leaseMs / SHARES - everyMs / 2;
      if (!isShare) return { ...(await storage.renewLease(workerId)), shards: null };
      mayBeNew = false;
      try {
        const answer = await storage.heartbeatWorker(workerId);
        sharedAtMs = sentAtMs;
        return answer;
      } catch (error) {
        mayBeNew = true;
        throw error;
      }
    },
  };
}

function byQueue(shards: LeaseAnswer['shards']): OwnedShards {
  const owned = new Map<string, Shard[]>();
  for (const { taskQueue, shard } of shards) {
    const known = owned.get(taskQueue);
    if (known === undefined) owned.set(taskQueue, [shard]);
    else known.push(shard);
  }
  return owned;
}
