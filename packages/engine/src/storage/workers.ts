// Workers and what they lease.
import type { Json, Shard, WorkerId, WorkerKey } from '@baton/core';

export interface WorkerRegistration {
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly hostName: string;
  /** The same for all workers of one machine, and for no other: who shares what the host has. */
  readonly hostId: string;
  readonly pid: number;
  readonly taskQueues: readonly string[];
  readonly workflows: readonly string[];
  /** With JSON schemas, for the designer. */
  readonly activities: readonly {
    readonly name: string;
    readonly description: string | null;
    readonly input: Json;
    readonly output: Json;
  }[];
  readonly maxConcurrentActivities: number;
  readonly sessions: {
    readonly maxConcurrentSessions: number;
    /** What this worker has for itself. */
    readonly resources: Readonly<Record<string, number>>;
    /** What all workers of its host have together. Of each amount, the worker that registered last speaks. A name is in one of both. */
    readonly hostResources?: Readonly<Record<string, number>>;
  } | null;
  readonly leaseMs: number;
  /** Engine workers lease shards; remote ones and activity-only ones don't. */
  readonly ownsRuns: boolean;
  /** What it says that it runs; empty: it doesn't say. Sessions may ask for it. */
  readonly buildId: string;
}

export interface WorkerRecord extends WorkerRegistration {
  readonly state: 'active' | 'draining' | 'stopped' | 'lost';
  readonly startedAtMs: number;
  readonly leaseUntilMs: number;
  readonly openSessions: number;
  /** What sessions can have here, and have: of the worker's own, and of its host. The slots are not among them. */
  readonly pools: readonly ResourcePool[];
}

export interface ResourcePool {
  readonly resource: string;
  readonly scope: 'process' | 'host';
  readonly offered: number;
  /** By sessions of all workers that have it together. May be more than is offered, if less is offered than before. */
  readonly used: number;
}

/**
 * How a worker leaves. `draining`: it takes nothing new, its shards are free, its sessions go on, and their
 * runs are told. `stopping`: as well, and those of its
 * sessions that don't wait for it to come back fail at once. `stopped`: it holds nothing any more.
 */
export type WorkerLeave = 'draining' | 'stopping' | 'stopped';

/** The answer to the one heartbeat statement of a worker. */
export interface LeaseAnswer {
  /** Database time when it was answered; the difference to the local clock is kept. */
  readonly nowMs: number;
  /** False: the lease was lost (declared lost, or taken over). Stop owning, register again. */
  readonly held: boolean;
  /** Shards owned per task queue, after this call took its fair share and gave up what is too much. */
  readonly shards: readonly { readonly taskQueue: string; readonly shard: Shard; readonly epoch: number }[];
}

export interface ShardGift {
  readonly taskQueue: string;
  readonly shard: Shard;
  readonly from: WorkerId;
  readonly to: WorkerId;
}
