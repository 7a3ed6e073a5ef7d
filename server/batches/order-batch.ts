// Ordering an action on many runs, and stopping it. Who carries it out: batch-runner.ts.
import { randomBytes } from 'node:crypto';
import { makeRunId, type Shard } from '@baton/core';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { RunBatchInput } from '../input/batches.ts';
import { namesOf } from '../names.ts';
import { findRuns } from '../runs/find-runs.ts';
import { runItems } from '../runs/list-runs.ts';
import { filterValues, MATCHES } from '../runs/matching.ts';
import type { BatchAnswer, BatchItem } from '../views/batches.ts';
import { batchItem, getBatch } from './read-batches.ts';

const SAMPLE = 10;

/** Counts what the filter matches now; unless it is a dry run, orders the action on exactly these runs, and none that start later. */
export async function runBatch(ctx: Ctx, input: RunBatchInput): Promise<BatchAnswer> {
  const { deps } = ctx;
  const beforeRun = makeRunId(0 as Shard, (await deps.storage.now()) + 1, randomBytes(8));
  const { rows } = await deps.pool.query<{ count: number }>(COUNT, filterValues(beforeRun, input.filter));
  const count = rows[0]?.count ?? 0;
  if (input.dryRun) {
    const { ids } = await findRuns(deps.pool, input.filter, {
      before: beforeRun,
      limit: SAMPLE,
      bounded: false,
    });
    return { dryRun: true, count, sample: await runItems(ctx, ids.slice(0, SAMPLE)) };
  }
  return { dryRun: false, batch: await order(ctx, input, { beforeRun, total: count }) };
}

async function order(
  ctx: Ctx,
  { action, filter, reason, perSecond }: RunBatchInput,
  what: { readonly beforeRun: string; readonly total: number },
): Promise<BatchItem> {
  const { deps, caller } = ctx;
  const batch = {
    action: JSON.stringify(action),
    filter: JSON.stringify(filter),
    reason,
    perSecond,
    ...what,
  };
  const row = await audited(ctx, { kind: 'batch', id: what.beforeRun }, async (tx) => {
    const made = await tx.batch.create({ data: { ...batch, createdBy: actorOf(caller) } });
    return { answer: made, details: { batchId: made.id, action: action.kind, total: what.total, reason } };
  });
  deps.batches.wake();
  const names = await namesOf(deps.prisma, [row.createdBy]);
  return batchItem(row, names(row.createdBy));
}

/** What is done stays done; the rest is left alone. @throws {ApiError} NOT_FOUND */
export async function stopBatch(ctx: Ctx, batchId: string): Promise<BatchItem> {
  await getBatch(ctx, batchId);
  await audited(ctx, { kind: 'batch', id: batchId }, async (tx) => {
    const { count } = await tx.batch.updateMany({
      where: { id: batchId, state: 'running' },
      data: { state: 'stopped', endedAt: new Date() },
    });
    if (count === 0) throw new ApiError('BATCH_ENDED', 'The batch has ended already');
    return { answer: null };
  });
  return getBatch(ctx, batchId);
}

const COUNT = `
  select count(*)::integer as count
  from generate_series(0, 63) as place(shard)
  join baton.run on run.shard = place.shard
  left join baton.design on design.id = run.design_id
  where ${MATCHES}`;
