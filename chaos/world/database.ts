// The PostgreSQL of a storm: one of its own that can be killed, or (in tests) a database on the server that the tests share.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate, startEmbedded } from '@baton/postgres';
import { testDatabase } from '@baton/postgres/testing';
import type { Guard } from './guard.ts';

export interface StormDatabase {
  readonly url: string;
  /** Kills the server as a power cut would, and starts it again; `null`: it is not ours to kill. */
  readonly crash: (() => Promise<void>) | null;
  readonly close: () => Promise<void>;
}

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** Synchronous commits, so that what was acknowledged survives the crash of the server; commit times, by which grants are put in order. */
const settings = { track_commit_timestamp: 'on', max_connections: 300, shared_buffers: '128MB' };

export async function ownDatabase(guard: Guard): Promise<StormDatabase> {
  const folder = path.join(os.tmpdir(), `baton-chaos-${randomUUID()}`);
  guard.remove(folder);
  const start = async () => {
    const server = await startEmbedded({ dataDir: path.join(folder, 'pg'), settings });
    guard.watch(server.pid);
    return server;
  };
  let server = await start();
  await migrate(server.url, migrations);
  return {
    url: server.url,
    crash: async () => {
      process.kill(server.pid, 'SIGKILL');
      guard.forget(server.pid);
      server = await startAgain(start);
    },
    close: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** On the server of `BATON_TEST_DATABASE_URL`. Without commit times, the grants' own order of writing has to do. */
export async function sharedDatabase(): Promise<StormDatabase> {
  const database = await testDatabase();
  return { url: database.url, crash: null, close: () => database.drop() };
}

/** The processes of the one that was killed take a moment to notice, and hold its memory until then. */
async function startAgain<T>(start: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + 30_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => void setTimeout(resolve, 200));
    }
  }
}
