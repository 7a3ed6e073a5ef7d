// The record of what people and keys did. Rows are never changed (a trigger refuses it).
import type { JsonObject } from '@baton/core';
import { actorOf, type Ctx } from './context.ts';
import type { Transaction } from './db.ts';

export interface AuditEntry {
  /** `person:<id>`, `key:<id>`, `system`. */
  readonly actor: string;
  /** The procedure, or `login.create` and the like. */
  readonly action: string;
  readonly object: { readonly kind: string; readonly id: string };
  /** Never secrets, never payloads. */
  readonly details?: JsonObject;
}

export async function recordAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({
    data: {
      actor: entry.actor,
      action: entry.action,
      objectKind: entry.object.kind,
      objectId: entry.object.id,
      details: entry.details ?? {},
    },
  });
}

/** Changes something, and records who did it, in one transaction: neither is there without the other. */
export async function audited<T>(
  ctx: Ctx,
  object: AuditEntry['object'],
  change: (tx: Transaction) => Promise<{ readonly answer: T; readonly details?: JsonObject }>,
): Promise<T> {
  return ctx.deps.prisma.$transaction(async (tx) => {
    const { answer, details } = await change(tx);
    await recordAudit(tx, {
      actor: actorOf(ctx.caller),
      action: ctx.action,
      object,
      ...(details === undefined ? {} : { details }),
    });
    return answer;
  });
}
