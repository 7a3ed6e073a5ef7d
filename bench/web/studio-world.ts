// What the benchmarks of the server need: its process, a worker, waiting runs, and services with keys.
import { runRef, type RunId } from '@baton/core';
import { startRun } from '@baton/engine';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import pg from 'pg';
import { makeApiKey } from '../../server/auth/api-key-format.ts';
import { ensureBootstrap } from '../../server/bootstrap.ts';
import { benchServer, migratedDatabase } from '../database.ts';
import { startChild, type Usage } from '../siblings.ts';

export interface StudioWorld {
  readonly origin: string;
  readonly keys: readonly string[];
  /** Each waits for signals, and for more after each. */
  readonly runIds: readonly RunId[];
  readonly storage: PostgresStorage;
  /** Of the server's process. */
  readonly usage: () => Promise<Usage>;
  readonly close: () => Promise<void>;
}

const RUNS = 100;
/** Calls are limited for each caller, to a thousand a second: enough of them that the limit is none here. */
const SERVICES = 16;

export async function openStudioWorld(): Promise<StudioWorld> {
  const server = await benchServer();
  const databaseUrl = await migratedDatabase(server);
  await ensureBootstrap({ databaseUrl });
  const keys = await makeKeys(databaseUrl);
  const web = await startChild('web/web-process.ts', [databaseUrl]);
  const storage = await createPostgresStorage({ databaseUrl });
  const worker = await startChild('web/worker-process.ts', [databaseUrl]);
  const start = { workflow: 'Hears', input: null, taskQueue: 'default' };
  const runs = await Promise.all(Array.from({ length: RUNS }, () => startRun(storage, start)));
  return {
    origin: String(web.hello),
    keys,
    runIds: runs.map(({ runId }) => runRef(runId).runId),
    storage,
    usage: () => web.ask<Usage>('usage'),
    async close() {
      await web.stop();
      await worker.stop();
      await storage.close();
      await server.dropDatabase(databaseUrl);
      await server.stop();
    },
  };
}

async function makeKeys(databaseUrl: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const keys = Array.from({ length: SERVICES }, makeApiKey);
  for (const { id, hash, text } of keys) {
    await client.query(
      `insert into baton.api_key (id, name, hash, prefix, last4, scopes, created_by)
       values ($1, 'bench', $2, $3, $4, $5, 'system')`,
      [id, hash, text.slice(0, 14), text.slice(-4), ['runs:read', 'runs:write']],
    );
  }
  await client.end();
  return keys.map(({ text }) => text);
}
