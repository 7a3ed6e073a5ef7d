// Applies prisma/migrations in order, in Prisma's own bookkeeping, without Prisma's engine.
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { withClient } from './connection/with-client.ts';

// The key that Prisma's own migrate takes, so that both exclude each other.
const prismaAdvisoryLock = 72_707_369;

const bookkeeping = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Brings a database up to date; answers the names of the migrations that it applied.
 *
 * Concurrent callers wait for each other. Each migration is one transaction.
 * @throws {Error} on a migration that failed before, or was edited after it had been applied, or fails now.
 */
export async function migrate(databaseUrl: string, migrationsDir: string): Promise<readonly string[]> {
  const config = {
    connectionString: databaseUrl,
    application_name: 'baton-migrate',
    // The bookkeeping lies in `public`, as Prisma's does. A role called `baton` would find its own schema first, once that is there.
    options: '-c search_path=public',
  };
  return withClient(config, async (client) => {
    await client.query('select pg_advisory_lock($1)', [prismaAdvisoryLock]);
    await client.query(bookkeeping);
    const applied: string[] = [];
    for (const migration of readMigrations(migrationsDir)) {
      if (await isApplied(client, migration)) continue;
      await apply(client, migration);
      applied.push(migration.name);
    }
    return applied;
  });
}

function readMigrations(dir: string): readonly Migration[] {
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

async function isApplied(client: pg.Client, migration: Migration): Promise<boolean> {
  const { rows } = await client.query<{ checksum: string; finished_at: Date | null; logs: string | null }>(
    'select checksum, finished_at, logs from _prisma_migrations where migration_name = $1 and rolled_back_at is null',
    [migration.name],
  );
  const row = rows[0];
  if (!row) return false;
  if (row.finished_at === null) {
    throw new Error(`Migration ${migration.name} failed before: ${row.logs ?? 'it did not finish'}.`);
  }
  if (row.checksum !== migration.checksum) {
    throw new Error(`Migration ${migration.name} was edited after it had been applied.`);
  }
  return true;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [
    id,
    migration.checksum,
    migration.name,
  ]);
  try {
    // One message of the simple protocol is one transaction.
    await client.query(migration.sql);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    await client.query('update _prisma_migrations set logs = $2 where id = $1', [id, message]);
    throw new Error(`Migration ${migration.name}: ${message}`, { cause });
  }
  await client.query(
    'update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1',
    [id],
  );
}
