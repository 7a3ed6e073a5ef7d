// The record of what people and keys did. Rows are never changed (a trigger refuses it).
import type { JsonObject } from '@baton/core';
import type { Prisma } from '../prisma/generated/client.ts';
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

/** Written in the transaction of what it records, where that is ours. */
export async function recordAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({
    data: {
      actor: entry.actor,
      action: entry.action,
      objectKind: entry.object.kind,
      objectId: entry.object.id,
      details: (entry.details ?? {}) as Prisma.InputJsonObject,
    },
  });
}
