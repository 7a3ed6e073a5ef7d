// One registered life of this process in the database: its lease, and the shards it owns by it.
//
// held     from registration on; each heartbeat renews it.
// doubtful when no answer came for the length of the lease: nothing is owned, until a heartbeat is answered.
// lost     the database says so: this life is over, and the process has to begin another.
import type { Shard, WorkerId } from '@baton/core';
import type { DatabaseClock, LeaseAnswer, OwnedShards, Storage } from '@baton/engine';
import type { Log } from '../log.ts';
import { startLoop, type Loop } from '../loops/loop.ts';

export interface LeaseOptions {
  readonly storage: Storage;
  readonly workerId: WorkerId;
  readonly leaseMs: number;
  readonly clock: DatabaseClock;
  readonly log: Log;
  /** What is owned from now on; told when it has changed. */
  readonly onShards: (owned: OwnedShards) => void;
  readonly onLost: () => void;
}

export interface Lease {
  readonly shards: () => readonly Shard[];
  readonly stop: () => Promise<void>;
}

/** This much before the lease ends by our clock, we stop believing in it: what is on its way has to arrive. */
const MARGIN = 0.1;

export function startLease(options: LeaseOptions): Lease {
  const { storage, workerId, leaseMs, clock, log } = options;
  let owned: OwnedShards = new Map();
  let asText = '';
  let doubt: NodeJS.Timeout | null = null;

  const own = (answer: LeaseAnswer['shards']): void => {
    const text = answer.map(({ taskQueue, shard, epoch }) => `${taskQueue} ${shard} ${epoch}`).join();
    if (text === asText) return;
    asText = text;
    owned = byQueue(answer);
    options.onShards(owned);
  };

  const trustFrom = (sentAtMs: number): void => {
    if (doubt !== null) clearTimeout(doubt);
    doubt = setTimeout(
      () => {
        log({
          level: 'warn',
          message: 'The database has not answered for the length of the lease; owning nothing',
        });
        own([]);
      },
      Math.max(0, sentAtMs + leaseMs * (1 - MARGIN) - performance.now()),
    );
    doubt.unref();
  };

  const loop: Loop = startLoop({
    name: 'Renewing the lease',
    everyMs: leaseMs / 3,
    log,
    work: async () => {
      const sentAtMs = performance.now();
      const answer = await storage.heartbeatWorker(workerId);
      clock.observe(answer.nowMs);
      if (answer.held) {
        trustFrom(sentAtMs);
        own(answer.shards);
      } else {
        own([]);
        options.onLost();
      }
      return 'rest';
    },
  });

  return {
    shards: () => [...new Set([...owned.values()].flat())],
    stop: async () => {
      await loop.stop();
      if (doubt !== null) clearTimeout(doubt);
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
