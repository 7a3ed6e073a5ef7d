import { isAskedFor, type SessionRecord, type WorkerRecord } from '@baton/engine';
import type { RunId, SessionId } from '@baton/core';
import { recordAudit } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { WorkerDetail } from '../views/admin.ts';
import { withReasons } from './sessions.ts';

export async function listWorkers({ deps }: Ctx): Promise<readonly WorkerRecord[]> {
  return deps.storage.listWorkers();
}

export async function getWorker({ deps }: Ctx, workerId: string): Promise<WorkerDetail> {
  const worker = (await deps.storage.listWorkers()).find((one) => one.workerId === workerId);
  if (worker === undefined) throw new ApiError('NOT_FOUND', 'There is no such worker');
  const [held, past, open, activities] = await Promise.all([
    deps.storage.listSessions({ workerId: worker.workerId, open: true, limit: 200 }),
    deps.storage.listSessions({ workerId: worker.workerId, open: false, limit: 20 }),
    deps.storage.listSessions({ open: true, limit: 500 }),
    deps.pool.query<ActivityRow>(RUNNING_ON, [workerId]),
  ]);
  const waiting = open
    .filter((session) => mayHold(worker, session))
    .sort((a, b) => a.requestedAtMs - b.requestedAtMs);
  return {
    worker,
    sessions: await withReasons(deps, [...held, ...past]),
    waiting: await withReasons(deps, waiting),
    activities: activities.rows.map((row) => ({
      runId: row.run_id,
      activityId: row.activity_id,
      name: row.name,
      attempt: row.attempt,
      sessionId: row.session_id,
      startedAtMs: row.started_at?.getTime() ?? null,
    })),
  };
}

/**
 * It takes no new sessions and decides for no runs any more; what it has goes on, and its sessions' workflows are told. There is no way back
 * but a restart of the worker.
 */
export async function drainWorker(ctx: Ctx, workerId: string): Promise<WorkerDetail> {
  const { deps } = ctx;
  const { worker } = await getWorker(ctx, workerId);
  await recordAudit(deps.prisma, {
    actor: actorOf(ctx.caller),
    action: ctx.action,
    object: { kind: 'worker', id: workerId },
    details: { workerKey: worker.workerKey },
  });
  await deps.storage.releaseWorker(worker.workerId, 'draining');
  return getWorker(ctx, workerId);
}

/** Whether it waits for this worker, or for any of its queues (and its build). */
function mayHold(worker: WorkerRecord, { state, taskQueue, options }: SessionRecord): boolean {
  const { taskQueues, sessions } = worker;
  if (state !== 'requested' || sessions === null || !taskQueues.includes(taskQueue)) return false;
  return isAskedFor(options, worker);
}

interface ActivityRow {
  readonly run_id: RunId;
  readonly activity_id: string;
  readonly name: string;
  readonly attempt: number;
  readonly session_id: SessionId | null;
  readonly started_at: Date | null;
}

// Every shard, since a worker runs activities of all; the index leads with the shard.
const RUNNING_ON = `
  select activity.run_id, activity.activity_id, activity.name, activity.attempt, activity.session_id, activity.started_at
  from generate_series(0, 63) as place(shard)
  join baton.activity as activity
    on activity.shard = place.shard and activity.worker_id = $1 and activity.state = 'running'
  order by activity.started_at
  limit 200`;
