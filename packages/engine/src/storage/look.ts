// What a worker looks at in one reading, instead of asking for each thing by itself.
import type { InboxId, WorkerId } from '@baton/core';
import type { OwnedShards } from './inbox.ts';
import type { LeaseAnswer } from './workers.ts';

export interface Look {
  readonly workerId: WorkerId;
  /** The shards that it decides for; empty: none. */
  readonly owned: OwnedShards;
  /** Inbox rows until here have been read; `null`: none have. */
  readonly inboxAfter: InboxId | null;
  /** Queues whose activities of these names it claims. */
  readonly activityQueues: readonly string[];
  readonly activities: readonly string[];
  /** Queues whose sessions it opens; empty: none. */
  readonly sessionQueues: readonly string[];
  /** Renews the worker's lease on the way, as `renewLease` does: one question less. */
  readonly renews: boolean;
}

/** Where there may be something. Nothing relies on it, but for the lease: whoever acts on it asks again. */
export interface Sight {
  /** Inbox rows that this worker hasn't read. */
  readonly inbox: boolean;
  /** Messages of its runs to others. */
  readonly outbox: boolean;
  /** Attempts of this worker that were asked to stop. */
  readonly cancels: boolean;
  /** Those of `activityQueues` in which something is ready. */
  readonly queues: readonly string[];
  /** Sessions wait for a worker of `sessionQueues`. */
  readonly sessions: boolean;
  /** Suspended sessions wait for the key of this worker. */
  readonly returns: boolean;
  /** Another text once limits have changed. */
  readonly limits: string;
  /** When, in milliseconds since 1970, these have something to do; `null`: nothing is to be expected. It may be past. */
  readonly dueAtMs: {
    /** `overdueActivities` of the owned shards. */
    readonly activities: number | null;
    /** `sweepSessions` of the owned shards. */
    readonly sessions: number | null;
    /** `reapWorkers`. */
    readonly workers: number | null;
  };
  /** `null`: it was not to be renewed. */
  readonly lease: Pick<LeaseAnswer, 'nowMs' | 'held'> | null;
}
