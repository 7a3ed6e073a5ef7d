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
  /** Whether it will be due by then: whoever asks the database something before may renew it on the way, and says by `heard` what came of it. */
  readonly isDueWithin: (ms: number) => boolean;
  /** Another statement has renewed it, sent at that (monotonic) moment. */
  readonly heard: (answer: Pick<LeaseAnswer, 'nowMs' | 'held'>, sentAtMs: number) => void;
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
  let stopped = false;
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

  const trust = makeTrust(options, () => {
    own([]);
    renewal.lookForShards();
  });

  const take = (answer: Renewed, sentAtMs: number): void => {
    clock.observe(answer.nowMs);
    const isLatest = renewal.answered(sentAtMs);
    if (answer.held && isLatest) trust.from(sentAtMs);
    own(answer.held ? answer.shards : []);
    if (!answer.held) options.onLost();
  };

  const loop: Loop = startLoop({
    name: 'Renewing the lease',
    everyMs: () => renewal.dueInMs(machine.monotonicMs()),
    longestPauseMs: everyMs,
    log,
    machine,
    work: async () => {
      const sentAtMs = machine.monotonicMs();
      // A look may have renewed it meanwhile.
      if (renewal.dueInMs(sentAtMs) > 0) return 'rest';
      take(await renewal.renew(sentAtMs), sentAtMs);
      return 'rest';
    },
  });

  return {
    owned: () => owned,
    shards: () => [...new Set([...owned.values()].flat())],
    isDueWithin: (ms) => renewal.dueInMs(machine.monotonicMs()) <= ms,
    heard: (answer, sentAtMs) => {
      if (stopped) return;
      take({ ...answer, shards: null }, sentAtMs);
      // We had stopped believing in it, and own nothing.
      if (renewal.wantsShards()) loop.wake();
    },
    wake: () => {
      renewal.lookForShards();
      loop.wake();
    },
    stop: async () => {
      stopped = true;
      await loop.stop();
      trust.end();
    },
  };
}

interface Trust {
  readonly from: (sentAtMs: number) => void;
  readonly end: () => void;
}

/** In the lease, for as long as it lasts by our own clock. */
function makeTrust({ leaseMs, log, machine }: LeaseOptions, doubt: () => void): Trust {
  let cancelDoubt: Cancel = () => undefined;
  return {
    from: (sentAtMs) => {
      cancelDoubt();
      const leftMs = Math.max(0, sentAtMs + leaseMs * (1 - MARGIN) - machine.monotonicMs());
      cancelDoubt = machine.after(leftMs, () => {
        const message = 'The database has not answered for the length of the lease; owning nothing';
        log({ level: 'warn', message });
        doubt();
      });
    },
    end: () => cancelDoubt(),
  };
}

/** `shards`: `null` if they were not asked for. */
type Renewed = Omit<LeaseAnswer, 'shards'> & { readonly shards: LeaseAnswer['shards'] | null };

interface Renewal {
  readonly renew: (sentAtMs: number) => Promise<Renewed>;
  /** An answer came to what was sent then. False: one to what was sent later has come before. */
  readonly answered: (sentAtMs: number) => boolean;
  /** When the next is due; 0: now. */
  readonly dueInMs: (nowMs: number) => number;
  /** The next renewal asks for them. */
  readonly lookForShards: () => void;
  readonly wantsShards: () => boolean;
}

/** With the shards, if it is time for them, there may be new ones, or we have stopped believing in ours; else the lease alone. */
function makeRenewal(
  { storage, workerId, leaseMs }: Pick<LeaseOptions, 'storage' | 'workerId' | 'leaseMs'>,
  everyMs: number,
): Renewal {
  let answeredAtMs = -Infinity;
  let sharedAtMs = -Infinity;
  let mayBeNew = true;
  return {
    answered: (sentAtMs) => {
      if (sentAtMs < answeredAtMs) return false;
      answeredAtMs = sentAtMs;
      return true;
    },
    dueInMs: (nowMs) =>
      mayBeNew ? 0 : Math.max(0, Math.min(answeredAtMs + everyMs, sharedAtMs + leaseMs / SHARES) - nowMs),
    lookForShards: () => {
      mayBeNew = true;
    },
    wantsShards: () => mayBeNew,
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
