import type { Prisma } from '../../prisma/generated/client.ts';
import { roles } from '../permissions.ts';
import type { PersonItem } from '../views/admin.ts';

/** What a list of people reads of each: whether there is a password, and when they were last here. */
export const personDetails = {
  accounts: { select: { id: true }, take: 1 },
  logins: { select: { updatedAt: true }, orderBy: { updatedAt: 'desc' }, take: 1 },
} as const satisfies Prisma.PersonInclude;

type PersonRow = Prisma.PersonGetPayload<{ include: typeof personDetails }>;

export function personItem(row: PersonRow): PersonItem {
  return {
    personId: row.id,
    name: row.name,
    email: row.email,
    role: roles.find((role) => role === row.role) ?? 'viewer',
    groups: row.groups,
    state: row.disabled ? 'disabled' : row.accounts.length === 0 ? 'invited' : 'active',
    createdAtMs: row.createdAt.getTime(),
    lastSeenAtMs: row.logins[0]?.updatedAt.getTime() ?? null,
  };
}
