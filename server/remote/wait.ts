import type { Ctx } from '../context.ts';
import type { RemoteHints } from '../views/remote.ts';
import { suspect } from './lease.ts';

/** One request that is answered as soon as something may be new for the worker. It is also how we learn that its process was killed. */
export async function wait(ctx: Ctx, worker: string, waitMs: number): Promise<RemoteHints> {
  const { credentials, ears } = ctx.deps;
  const identity = credentials.verify(worker, ctx.caller);
  const heard = await ears.next(identity, waitMs, ctx.gone());
  if (ctx.gone().aborted && !ears.closed) void suspect(ctx, identity).catch(() => undefined);
  return heard;
}
