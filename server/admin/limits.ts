import { limitSettings } from '@baton/core';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { ByLimitInput, SetLimitInput } from '../input/limits.ts';
import { namesOf } from '../names.ts';
import type { LimitItem } from '../views/limits.ts';

export async function listLimits({ deps }: Ctx): Promise<readonly LimitItem[]> {
  const limits = await deps.storage.listLimits();
  const names = await namesOf(
    deps.prisma,
    limits.map(({ setBy }) => setBy),
  );
  return limits.map((limit) => ({ ...limit, setByName: names(limit.setBy) }));
}

/** Recorded by the storage, in the transaction that sets it. */
export async function setLimit(ctx: Ctx, { scope, name, ...options }: SetLimitInput): Promise<LimitItem> {
  const { storage } = ctx.deps;
  await storage.setLimit({ scope, name, settings: limitSettings(given(options)) }, actorOf(ctx.caller));
  const found = (await listLimits(ctx)).find((limit) => limit.scope === scope && limit.name === name);
  if (found === undefined) throw new ApiError('NOT_FOUND', 'The limit was removed at the same moment');
  return found;
}

/** What the code of workers declares holds again. */
export async function removeLimit(
  ctx: Ctx,
  { scope, name }: ByLimitInput,
): Promise<{ readonly removed: true }> {
  const removed = await ctx.deps.storage.removeLimit(scope, name, actorOf(ctx.caller));
  if (!removed) throw new ApiError('NOT_FOUND', `Nobody has set a limit on ${scope} ${name} here`);
  return { removed: true };
}

/** Without what was not given. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
