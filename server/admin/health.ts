import type { Deps } from '../context.ts';
import type { Health } from '../views/admin.ts';

export async function readHealth(_ctx: Deps): Promise<Health> {
  throw new Error('readHealth is being written');
}
