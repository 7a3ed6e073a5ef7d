// The life of a remote worker: its lease, its end, and that its process is gone.
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerLeave } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { ReestablishInput } from '../input/remote.ts';
import type { RemoteLease } from '../views/remote.ts';
import type { RemoteIdentity } from './credential.ts';

/** A worker that lives comes back within this time of a lost connection: it does so at once, and renews its lease. */
const COMES_BACK_MS = 1_200;

export async function heartbeat(ctx: Ctx, worker: string): Promise<RemoteLease> {
  const { storage, credentials } = ctx.deps;
  // It owns no runs.
  return storage.renewLease(credentials.verify(worker, ctx.caller).workerId);
}

export async function release(ctx: Ctx, worker: string, how: WorkerLeave): Promise<null> {
  const { storage, credentials } = ctx.deps;
  await storage.releaseWorker(credentials.verify(worker, ctx.caller).workerId, how);
  return null;
}

export async function claimSessions(ctx: Ctx, worker: string, limit: number) {
  const { storage, credentials } = ctx.deps;
  const { workerId, taskQueues } = credentials.verify(worker, ctx.caller);
  return { sessions: await storage.claimSessions(workerId, taskQueues, limit) };
}

/** Those that wait for its key to come back. */
export async function suspendedSessions(ctx: Ctx, worker: string, limit: number) {
  const { storage, credentials } = ctx.deps;
  const { workerId } = credentials.verify(worker, ctx.caller);
  return { sessions: await storage.suspendedSessions(workerId, limit) };
}

/** The storage checks that they wait for this worker, in this epoch. Answers how many it was. */
export async function reestablishSessions(ctx: Ctx, { worker, returns }: ReestablishInput): Promise<number> {
  const { storage, credentials } = ctx.deps;
  return storage.reestablishSessions(credentials.verify(worker, ctx.caller).workerId, returns);
}

/**
 * The connection on which the worker waited was closed by the other side. The kernel does that for a process that was killed; one that
 * lives renews its lease at once, whichever server it reaches. A frozen process, or one that is cut off, closes nothing: its lease runs out.
 */
export async function suspect({ deps }: Ctx, { workerId }: RemoteIdentity): Promise<void> {
  const before = await leaseOf(deps, workerId);
  await pause(COMES_BACK_MS, undefined, { ref: false });
  const after = await leaseOf(deps, workerId);
  if (before !== null && before === after) await deps.storage.reapWorkers([workerId]);
}

/** Until when; `null` if it holds none any more. */
async function leaseOf({ prisma }: Ctx['deps'], id: string): Promise<number | null> {
  const row = await prisma.worker.findUnique({ where: { id }, select: { state: true, leaseUntil: true } });
  return row === null || (row.state !== 'active' && row.state !== 'draining')
    ? null
    : row.leaseUntil.getTime();
}
