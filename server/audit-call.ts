// For calls whose write is the engine's: the record stands beside it, not in its transaction.
import type { JsonObject } from '@baton/core';
import { recordAudit } from './audit.ts';
import { actorOf, type Ctx } from './context.ts';

/** Services call thousands of times; what they did stands in the history, by their key. People's acts are all recorded. */
export async function auditPerson(
  ctx: Ctx,
  object: { readonly kind: string; readonly id: string },
  details: JsonObject = {},
): Promise<void> {
  if (ctx.caller.kind === 'person') await auditCall(ctx, object, details);
}

export async function auditCall(
  ctx: Ctx,
  object: { readonly kind: string; readonly id: string },
  details: JsonObject = {},
): Promise<void> {
  await recordAudit(ctx.deps.prisma, { actor: actorOf(ctx.caller), action: ctx.action, object, details });
}
