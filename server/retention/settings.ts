import { DEFAULT_KEEP_DAYS } from '@baton/postgres';
import { actorOf, type Ctx } from '../context.ts';
import type { SetRetentionInput } from '../input/retention.ts';
import type { RetentionView } from '../views/retention.ts';

export async function getRetention({ deps }: Ctx): Promise<RetentionView> {
  return { ...(await deps.storage.retention.read()), defaultKeepDays: DEFAULT_KEEP_DAYS };
}

/** Recorded by the storage, in the transaction that sets it. */
export async function setRetention(ctx: Ctx, { keepDays }: SetRetentionInput): Promise<RetentionView> {
  await ctx.deps.storage.retention.set({ keepDays }, actorOf(ctx.caller));
  return getRetention(ctx);
}
