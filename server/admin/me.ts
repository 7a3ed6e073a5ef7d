import { may } from '../authorise.ts';
import type { Ctx } from '../context.ts';
import { type Action, permissions } from '../permissions.ts';
import type { Me } from '../views/admin.ts';

export async function getMe({ caller }: Ctx): Promise<Me> {
  const allowed = (Object.keys(permissions) as Action[]).filter((action) => may(caller, action));
  return caller.kind === 'person'
    ? { ...caller, may: allowed }
    : { kind: 'key', id: caller.id, name: caller.name, email: null, role: null, groups: [], may: allowed };
}
