// A session as storage keeps it.
import type { Failure, RunRef, SessionId, SessionOptions, WorkerId, WorkerKey } from '@baton/core';
import type { WorkerRegistration } from './workers.ts';

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

/** A session that waits for its worker to come back. */
export interface SuspendedSession extends RunRef {
  readonly sessionId: SessionId;
  readonly workflowId: string;
  /** That it will have when it is open again. */
  readonly epoch: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly suspendedAtMs: number;
  /** When it stops waiting: its `reestablishTimeout` or `executionTimeout`, whichever is first. */
  readonly endsAtMs: number;
}

/** What a worker that came back says of a session that waited for it. */
export interface SessionReturn {
  readonly sessionId: SessionId;
  /** As `SuspendedSession.epoch` had it: the answer counts for that return only. */
  readonly epoch: number;
  /** Why the worker can't go on with it; `null`: it can. */
  readonly refused: Failure | null;
}

/** Why a session ended whose worker came back on another host. */
export function cameElsewhere({
  workerKey,
  hostId,
}: Pick<WorkerRegistration, 'workerKey' | 'hostId'>): string {
  return `worker ${workerKey} came back on another host (${hostId}), without what the session had of the first`;
}

/** Why a session ended whose worker came back with another build than it asks for. */
export function cameOtherwise(
  { workerKey, buildId }: Pick<WorkerRegistration, 'workerKey' | 'buildId'>,
  wanted: string,
): string {
  const found = buildId === '' ? 'without a build id' : `with build ${buildId}`;
  return `worker ${workerKey} came back ${found}; the session asks for build ${wanted}`;
}

/** Why a session ended that its worker refused to go on with. */
export function stateLost(workerKey: string, { message }: Failure): string {
  return `worker ${workerKey} came back and cannot go on with the session: ${message}`;
}
