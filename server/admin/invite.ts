// A person without a password yet, and the one-time link that lets them set it.
import { randomBytes, randomUUID } from 'node:crypto';
import { hashOf } from '../auth/api-key-format.ts';
import { newPersonRows } from '../auth/better-auth.ts';
import { audited, recordAudit } from '../audit.ts';
import type { Ctx, RequestContext } from '../context.ts';
import type { Transaction } from '../db.ts';
import { ApiError } from '../errors.ts';
import type { AcceptInviteInput, InvitePersonInput } from '../input/admin.ts';
import type { Invitation } from '../views/admin.ts';
import { refuseDuplicate } from './people.ts';
import { personDetails, personItem } from './person-item.ts';

const VALID_MS = 7 * 24 * 3_600_000;

/** Inviting somebody again who has not come yet makes a new link; the old one is void. */
export async function invitePerson(ctx: Ctx, input: InvitePersonInput): Promise<Invitation> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + VALID_MS);
  const email = input.email.toLowerCase();
  const known = await ctx.deps.prisma.person.findUnique({ where: { email } });
  const id = known?.id ?? randomUUID();
  const person = await audited(ctx, { kind: 'person', id }, async (tx) => {
    const row = await invited(tx, id, { ...input, email });
    await tx.verification.deleteMany({ where: { value: id, identifier: { startsWith: 'invite:' } } });
    await tx.verification.create({
      data: { id: randomUUID(), identifier: identifierOf(token), value: id, expiresAt },
    });
    return { answer: personItem(row), details: { role: input.role, groups: input.groups } };
  });
  return { person, path: `/invite?token=${token}`, expiresAtMs: expiresAt.getTime() };
}

/** Sets the password. The link works once. @throws {ApiError} NOT_FOUND for a token that is unknown, used or expired. */
export async function acceptInvite(
  { deps }: RequestContext,
  { token, password }: AcceptInviteInput,
): Promise<{ readonly email: string }> {
  const identifier = identifierOf(token);
  const found = await deps.prisma.verification.findFirst({ where: { identifier } });
  if (found === null) throw unknownInvitation();
  const { accounts } = await newPersonRows({ id: found.value, email: '', name: '', password });
  return deps.prisma.$transaction(async (tx) => {
    // The delete is the lock: of two who come with the same link, one finds nothing.
    const { count } = await tx.verification.deleteMany({
      where: { identifier, expiresAt: { gt: new Date() } },
    });
    if (count !== 1) throw unknownInvitation();
    const { email } = await tx.person.update({
      where: { id: found.value, disabled: false },
      data: { accounts, emailVerified: true },
    });
    await recordAudit(tx, {
      actor: `person:${found.value}`,
      action: 'people.acceptInvite',
      object: { kind: 'person', id: found.value },
    });
    return { email };
  });
}

async function invited(tx: Transaction, id: string, input: InvitePersonInput) {
  const { email, name, role, groups } = input;
  const row = await tx.person.findUnique({ where: { id }, include: personDetails });
  if (row === null) {
    return tx.person
      .create({ data: { id, email, name, role, groups }, include: personDetails })
      .catch(refuseDuplicate);
  }
  if (row.accounts.length > 0 || row.disabled) {
    throw new ApiError('ALREADY_EXISTS', 'There is a person with this e-mail address already');
  }
  return tx.person.update({ where: { id }, data: { name, role, groups }, include: personDetails });
}

function identifierOf(token: string): string {
  return `invite:${hashOf(token)}`;
}

function unknownInvitation(): ApiError {
  return new ApiError('NOT_FOUND', 'This invitation is unknown, used or expired: ask for a new one');
}
