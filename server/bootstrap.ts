// What a fresh database needs before the first page: a first administrator (or the way to become it), and a first key.
import { randomUUID } from 'node:crypto';
import { hasAdmin, insertAdmin, makeSetupToken } from './admin/setup.ts';
import { recordAudit } from './audit.ts';
import { hashOf, parseApiKey } from './auth/api-key-format.ts';
import { MIN_PASSWORD_LENGTH, newPersonRows } from './auth/better-auth.ts';
import { BOOTSTRAP_KEY_ID, MIN_KEY_LENGTH } from './auth/callers.ts';
import { openDatabase } from './db.ts';
import type { PrismaClient } from '../prisma/generated/client.ts';
import { scopes } from './permissions.ts';

export interface BootstrapOptions {
  readonly databaseUrl: string;
  /** `BATON_ADMIN_EMAIL` and `BATON_ADMIN_PASSWORD`: the first administrator. Ignored once there is one. */
  readonly adminEmail?: string;
  readonly adminPassword?: string;
  /** `BATON_BOOTSTRAP_API_KEY`: a key with all scopes, at least 16 characters. A new value replaces the one before. */
  readonly apiKey?: string;
}

export interface Bootstrapped {
  /** `/setup?token=…` while there is no administrator; valid once, and until the next start. */
  readonly setupPath: string | null;
}

/** Idempotent. The database must be migrated. @throws {RangeError} for a password or key that is too short. */
export async function ensureBootstrap(options: BootstrapOptions): Promise<Bootstrapped> {
  const database = openDatabase(options.databaseUrl, 1);
  try {
    const { prisma } = database;
    if (options.apiKey !== undefined) await ensureApiKey(prisma, options.apiKey);
    if (await hasAdmin(prisma)) return { setupPath: null };
    const { adminEmail, adminPassword } = options;
    if (adminEmail !== undefined && adminPassword !== undefined) {
      await createAdmin(prisma, adminEmail, adminPassword);
      return { setupPath: null };
    }
    return { setupPath: `/setup?token=${await makeSetupToken(prisma)}` };
  } finally {
    await database.close();
  }
}

async function createAdmin(prisma: PrismaClient, email: string, password: string): Promise<void> {
  if (password.length < MIN_PASSWORD_LENGTH) {
    throw new RangeError(`BATON_ADMIN_PASSWORD needs at least ${MIN_PASSWORD_LENGTH} characters`);
  }
  const name = email.split('@')[0] ?? email;
  const rows = await newPersonRows({ id: randomUUID(), email, name, password });
  await prisma.$transaction((tx) => insertAdmin(tx, rows));
}

async function ensureApiKey(prisma: PrismaClient, text: string): Promise<void> {
  if (text.length < MIN_KEY_LENGTH) {
    throw new RangeError(`BATON_BOOTSTRAP_API_KEY needs at least ${MIN_KEY_LENGTH} characters`);
  }
  const parts = parseApiKey(text);
  if (parts === null && text.startsWith('bk_live_')) {
    throw new RangeError('BATON_BOOTSTRAP_API_KEY looks like a key made by Baton, but its checksum is wrong');
  }
  const id = parts?.id ?? BOOTSTRAP_KEY_ID;
  const hash = hashOf(text);
  const known = await prisma.apiKey.findUnique({ where: { id } });
  if (known?.hash === hash) return;
  const row = { hash, prefix: text.slice(0, 4), last4: text.slice(-4), scopes: [...scopes], revokedAt: null };
  await prisma.$transaction(async (tx) => {
    await tx.apiKey.upsert({
      where: { id },
      create: { id, name: 'From BATON_BOOTSTRAP_API_KEY', createdBy: 'system', ...row },
      update: row,
    });
    await recordAudit(tx, {
      actor: 'system',
      action: 'apiKeys.create',
      object: { kind: 'apiKey', id },
      details: { from: 'BATON_BOOTSTRAP_API_KEY' },
    });
  });
}
