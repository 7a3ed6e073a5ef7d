// A session as storage keeps it.
import type { RunRef, SessionId, SessionOptions, WorkerId, WorkerKey } from '@baton/core';

export interface SessionRecord extends RunRef {
  readonly sessionId: SessionId;
  readonly label: string | null;
  readonly taskQueue: string;
  readonly state: 'requested' | 'open' | 'suspended' | 'failed' | 'closed';
  readonly epoch: number;
  readonly workerId: WorkerId | null;
  readonly workerKey: WorkerKey | null;
  readonly hostName: string | null;
  readonly options: SessionOptions;
  readonly requestedAtMs: number;
  readonly openedAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly reason: string | null;
  /** Place in the queue of those who wait, from 1. */
  readonly position: number | null;
}
