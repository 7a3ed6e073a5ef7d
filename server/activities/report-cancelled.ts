import { reportCancelled as reportInEngine } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { ReportCancelledInput } from '../input/activities.ts';
import type { Accepted } from '../views/activities.ts';
import { targetOf } from './by-token.ts';

export async function reportCancelled(ctx: Ctx, { token }: ReportCancelledInput): Promise<Accepted> {
  await reportInEngine(ctx.deps.storage, await targetOf(ctx, token, 'full'));
  return { accepted: true };
}
