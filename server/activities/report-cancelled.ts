import type { Ctx } from '../context.ts';
import type { ReportCancelledInput } from '../input/activities.ts';
import type { Accepted } from '../views/activities.ts';

export async function reportCancelled(_ctx: Ctx, _input: ReportCancelledInput): Promise<Accepted> {
  throw new Error('reportCancelled is being written');
}
