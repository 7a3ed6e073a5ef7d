// The first administrator: by a one-time link that the start script prints. Afterwards this is as if it didn't exist.
import { randomBytes, randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import { hashOf } from '../auth/api-key-format.ts';
import { newPersonRows } from '../auth/better-auth.ts';
import { recordAudit } from '../audit.ts';
import type { Deps, RequestContext } from '../context.ts';
import type { Transaction } from '../db.ts';
import { ApiError } from '../errors.ts';
import type { CreateFirstAdminInput } from '../input/admin.ts';
import type { SetupStatus } from '../views/admin.ts';

const TOKEN_SETTING = 'setup_token_hash';

export async function setupStatus({ prisma }: Pick<Deps, 'prisma'>): Promise<SetupStatus> {
  return { needed: !(await hasAdmin(prisma)) };
}

export async function hasAdmin(prisma: Transaction): Promise<boolean> {
  return (await prisma.person.findFirst({ where: { role: 'admin' }, select: { id: true } })) !== null;
}

/** A new token; the one before is void. Only its hash is stored. */
export async function makeSetupToken(prisma: PrismaClient): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const value = hashOf(token);
  await prisma.setting.upsert({
    where: { key: TOKEN_SETTING },
    create: { key: TOKEN_SETTING, value },
    update: { value, updatedAt: new Date() },
  });
  return token;
}

/** @throws {ApiError} NOT_FOUND for a wrong token, and for every token once there is an administrator. */
export async function createFirstAdmin(
  { deps }: Pick<RequestContext, 'deps'>,
  { token, ...person }: CreateFirstAdminInput,
): Promise<{ readonly email: string }> {
  const where = { key: TOKEN_SETTING, value: hashOf(token) };
  if ((await deps.prisma.setting.findFirst({ where })) === null) throw notFound();
  const rows = await newPersonRows({ ...person, id: randomUUID() });
  return deps.prisma.$transaction(async (tx) => {
    // The delete is the lock: of two who come with the same link, one finds nothing.
    const { count } = await tx.setting.deleteMany({ where });
    if (count !== 1 || (await hasAdmin(tx))) throw notFound();
    return insertAdmin(tx, rows);
  });
}

/** Also from the environment (`BATON_ADMIN_EMAIL`), see bootstrap.ts. */
export async function insertAdmin(
  tx: Transaction,
  rows: Awaited<ReturnType<typeof newPersonRows>>,
): Promise<{ readonly email: string }> {
  const { id, email } = await tx.person.create({ data: { ...rows, role: 'admin', emailVerified: true } });
  await recordAudit(tx, {
    actor: 'system',
    action: 'setup.createFirstAdmin',
    object: { kind: 'person', id },
  });
  return { email };
}

function notFound(): ApiError {
  return new ApiError('NOT_FOUND', 'There is nothing here');
}
