import type { Deps, RequestContext } from '../context.ts';
import type { CreateFirstAdminInput } from '../input/admin.ts';
import type { SetupStatus } from '../views/admin.ts';

export async function createFirstAdmin(
  _ctx: RequestContext,
  _input: CreateFirstAdminInput,
): Promise<{ readonly email: string }> {
  throw new Error('createFirstAdmin is being written');
}

export async function setupStatus(_ctx: Deps): Promise<SetupStatus> {
  throw new Error('setupStatus is being written');
}
