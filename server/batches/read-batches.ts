import { z } from 'zod';
import type { Batch } from '../../prisma/generated/client.ts';
import type { Ctx } from '../context.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { ApiError } from '../errors.ts';
import type { ListBatchesInput } from '../input/batches.ts';
import { namesOf } from '../names.ts';
import type { BatchItem, BatchPage } from '../views/batches.ts';

/** Latest first. */
export async function listBatches({ deps }: Ctx, input: ListBatchesInput): Promise<BatchPage> {
  const [before] = input.cursor === undefined ? [undefined] : decodeCursor(input.cursor, place);
  const found = await deps.prisma.batch.findMany({
    ...(before === undefined ? {} : { where: { id: { lt: before } } }),
    orderBy: { id: 'desc' },
    take: input.limit + 1,
  });
  const { rows, nextCursor } = pageOf(found, input.limit, (row) => [row.id]);
  const names = await namesOf(
    deps.prisma,
    rows.map((row) => row.createdBy),
  );
  return { nextCursor, items: rows.map((row) => batchItem(row, names(row.createdBy))) };
}

/** @throws {ApiError} NOT_FOUND */
export async function getBatch({ deps }: Ctx, batchId: string): Promise<BatchItem> {
  const row = await deps.prisma.batch.findUnique({ where: { id: batchId } });
  if (row === null) throw new ApiError('NOT_FOUND', `There is no batch ${batchId}`);
  const names = await namesOf(deps.prisma, [row.createdBy]);
  return batchItem(row, names(row.createdBy));
}

const place = z.tuple([z.uuid()]);

export function batchItem(row: Batch, byName: string | null): BatchItem {
  return {
    batchId: row.id,
    // As it was checked when it was ordered.
    action: JSON.parse(row.action) as BatchItem['action'],
    filter: JSON.parse(row.filter) as BatchItem['filter'],
    state: row.state as BatchItem['state'],
    reason: row.reason,
    total: row.total,
    done: row.done,
    skipped: row.skipped,
    failed: row.failed,
    lastFailure: row.lastFailure,
    perSecond: row.perSecond,
    by: row.createdBy,
    byName,
    createdAtMs: row.createdAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
  };
}
