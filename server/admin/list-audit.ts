import type { JsonObject } from '@baton/core';
import { z } from 'zod';
import type { Ctx } from '../context.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { ListAuditInput } from '../input/admin.ts';
import { namesOf } from '../names.ts';
import type { AuditPage } from '../views/admin.ts';

const place = z.tuple([z.uuid()]);

/** Latest first: ids are ordered by time. */
export async function listAudit({ deps }: Ctx, input: ListAuditInput): Promise<AuditPage> {
  const [before] = input.cursor === undefined ? [undefined] : decodeCursor(input.cursor, place);
  const found = await deps.prisma.auditEvent.findMany({
    where: {
      ...(before === undefined ? {} : { id: { lt: before } }),
      ...(input.actor === undefined ? {} : { actor: input.actor }),
      ...(input.action === undefined ? {} : { action: { startsWith: input.action } }),
      ...(input.object === undefined ? {} : { objectId: input.object }),
      ...(input.sinceMs === undefined ? {} : { at: { gte: new Date(input.sinceMs) } }),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
  });
  const { rows, nextCursor } = pageOf(found, input.limit, (row) => [row.id]);
  const names = await namesOf(
    deps.prisma,
    rows.map((row) => row.actor),
  );
  return {
    nextCursor,
    items: rows.map((row) => ({
      id: row.id,
      atMs: row.at.getTime(),
      actor: row.actor,
      actorName: names(row.actor) ?? row.actor,
      action: row.action,
      object: `${row.objectKind}:${row.objectId}`,
      details: row.details as JsonObject,
    })),
  };
}
