import { randomUUID } from 'node:crypto';
import { Prisma } from '../../prisma/generated/client.ts';
import { newPersonRows } from '../auth/better-auth.ts';
import { audited } from '../audit.ts';
import type { Ctx } from '../context.ts';
import type { Transaction } from '../db.ts';
import { ApiError } from '../errors.ts';
import type { CreatePersonInput, DisablePersonInput, SetRoleInput } from '../input/admin.ts';
import type { PersonItem } from '../views/admin.ts';
import { personDetails, personItem } from './person-item.ts';

export async function listPeople({ deps }: Ctx): Promise<readonly PersonItem[]> {
  const rows = await deps.prisma.person.findMany({
    include: personDetails,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: 1_000,
  });
  return rows.map(personItem);
}

export async function createPerson(ctx: Ctx, input: CreatePersonInput): Promise<PersonItem> {
  const id = randomUUID();
  // Hashing takes a tenth of a second: not inside the transaction.
  const rows = await newPersonRows({ ...input, id });
  return audited(ctx, { kind: 'person', id }, async (tx) => {
    const row = await tx.person
      .create({ data: { ...rows, role: input.role, groups: input.groups }, include: personDetails })
      .catch(refuseDuplicate);
    return { answer: personItem(row), details: { role: input.role, groups: input.groups } };
  });
}

export async function setRole(ctx: Ctx, { personId, role, groups }: SetRoleInput): Promise<PersonItem> {
  const answer = await audited(ctx, { kind: 'person', id: personId }, async (tx) => {
    const before = await requirePerson(tx, personId);
    if (before.role === 'admin' && role !== 'admin') await requireAnotherAdmin(tx, personId);
    const data = { role, ...(groups === undefined ? {} : { groups }) };
    const row = await tx.person.update({ where: { id: personId }, data, include: personDetails });
    return { answer: personItem(row), details: { from: before.role, to: role, groups: row.groups } };
  });
  ctx.deps.forgetCallers();
  return answer;
}

/** Ends all logins at once. What the person did stays on record, so people are disabled and never deleted. */
export async function disablePerson(
  ctx: Ctx,
  { personId, disabled }: DisablePersonInput,
): Promise<PersonItem> {
  const answer = await audited(ctx, { kind: 'person', id: personId }, async (tx) => {
    await requirePerson(tx, personId);
    if (disabled) await requireAnotherAdmin(tx, personId);
    if (disabled) await tx.login.deleteMany({ where: { userId: personId } });
    const row = await tx.person.update({
      where: { id: personId },
      data: { disabled },
      include: personDetails,
    });
    return { answer: personItem(row), details: { disabled } };
  });
  ctx.deps.forgetCallers();
  return answer;
}

/** @throws {ApiError} ALREADY_EXISTS for a second person with the same address. */
export function refuseDuplicate(error: unknown): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
    throw new ApiError('ALREADY_EXISTS', 'There is a person with this e-mail address already');
  }
  throw error;
}

async function requirePerson(tx: Transaction, id: string) {
  const row = await tx.person.findUnique({ where: { id } });
  if (row === null) throw new ApiError('NOT_FOUND', 'There is no such person');
  return row;
}

/** Locks the administrators, so that two who demote each other at the same moment can't both succeed. */
async function requireAnotherAdmin(tx: Transaction, personId: string): Promise<void> {
  const admins = await tx.$queryRaw<readonly { readonly id: string }[]>`
    select id
    from baton.person
    where role = 'admin' and not disabled
    order by id
    for update`;
  const isOne = admins.some(({ id }) => id === personId);
  if (isOne && admins.length === 1) {
    throw new ApiError('LAST_ADMIN', 'This is the last administrator: make somebody else one first');
  }
}
