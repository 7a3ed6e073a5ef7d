import { may } from '../authorise.ts';
import type { Ctx, Known } from '../context.ts';
import { type Action, permissions } from '../permissions.ts';
import type { Me } from '../views/admin.ts';

export async function getMe({ caller }: Ctx): Promise<Me> {
  const allowed = allowedTo(caller);
  return caller.kind === 'person'
    ? { ...caller, may: allowed }
    : { kind: 'key', id: caller.id, name: caller.name, email: null, role: null, groups: [], may: allowed };
}

const remembered = new WeakMap<Known, readonly Action[]>();

/** Asked of a hundred actions at each page: worked out once for who is remembered for a moment anyhow. */
function allowedTo(caller: Known): readonly Action[] {
  const known = remembered.get(caller);
  if (known !== undefined) return known;
  const allowed = (Object.keys(permissions) as Action[]).filter((action) => may(caller, action));
  remembered.set(caller, allowed);
  return allowed;
}
