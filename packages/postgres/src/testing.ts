// Throw-away databases for tests, cloned from a template that is migrated once for each server.
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbedded } from './embedded/start-embedded.ts';
import { migrate } from './migrate.ts';

export interface TestDatabase {
  readonly url: string;
  /** Removes it, and the server if it was started for it. */
  drop(): Promise<void>;
}

const migrationsDir = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));
const templateLock = 4_711_815;

/**
 * A fresh, migrated database: on the server of `BATON_TEST_DATABASE_URL` if that is set, else on a server of its own in the temporary
 * folder. The server runs without fsync: open it with `throwAway: true`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const template = await migratedTemplate(server.url);
  const name = `baton_test_${randomUUID().replaceAll('-', '')}`;
  await admin(server.url, (client) => client.query(`create database ${name} template ${template}`));
  return {
    url: withDatabase(server.url, name),
    async drop() {
      await admin(server.url, (client) => client.query(`drop database if exists ${name} with (force)`));
      await server.stop();
    },
  };
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

async function testServer(): Promise<Server> {
  const url = process.env['BATON_TEST_DATABASE_URL'];
  if (url !== undefined) return { url, stop: () => Promise.resolve() };
  const folder = path.join(os.tmpdir(), `baton-test-${randomUUID()}`);
  const server = await startEmbedded({ dataDir: path.join(folder, 'pg'), fast: true });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Named after the migrations that it holds. Made under a lock, since test files start at the same time. */
async function migratedTemplate(serverUrl: string): Promise<string> {
  const template = `baton_template_${migrationsHash()}`;
  await admin(serverUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    const draft = `${template}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft}`);
    await migrate(withDatabase(serverUrl, draft), migrationsDir);
    await client.query(`alter database ${draft} rename to ${template}`);
  });
  return template;
}

function migrationsHash(): string {
  const hash = createHash('sha256');
  const names = fs.readdirSync(migrationsDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(name).update(fs.readFileSync(path.join(migrationsDir, name, 'migration.sql')));
  }
  return hash.digest('hex').slice(0, 12);
}

function withDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function admin(serverUrl: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(serverUrl, 'postgres') });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

export { withClient } from './connection/with-client.ts';
export { startProxy, type Proxy } from './testing-proxy.ts';
