import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded, type EmbeddedServer } from '../src/embedded/start-embedded.ts';
import { migrate } from '../src/migrate.ts';
import { createPostgresStorage } from '../src/storage.ts';
import { append, startRequest } from './runs.ts';

const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a database that dies and comes back', () => {
  const folder = path.join(os.tmpdir(), `baton-restart-${randomUUID()}`);
  const dataDir = path.join(folder, 'pg');
  let server: EmbeddedServer;
  beforeAll(async () => {
    server = await startEmbedded({ dataDir });
    await migrate(server.url, migrations);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps every acknowledged transition once, and callers wait until it is back', async () => {
    const storage = await createPostgresStorage({ databaseUrl: server.url });
    const requests = Array.from({ length: 20 }, (_, n) => startRequest(`crash-${n}`));
    await Promise.all(requests.map((request) => storage.startRun(request)));
    let stop = false;
    const writers = requests.map(async ({ ref }) => {
      let seq = 2;
      for (; !stop; seq++) expect(await storage.commit(append(ref, seq))).toBe('committed');
      return { ref, acknowledged: seq - 1 };
    });
    for (let round = 0; round < 3; round++) {
      await pause(150);
      // SIGQUIT is `pg_ctl stop -m immediate`: no check-point, no goodbye.
      process.kill(server.pid, 'SIGQUIT');
      await pause(300);
      server = await startEmbedded({ dataDir, port: server.port });
    }
    await pause(150);
    stop = true;
    for (const { ref, acknowledged } of await Promise.all(writers)) {
      const rows = await storage.readHistory(ref, 0);
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: acknowledged }, (_, n) => n + 1));
      expect(acknowledged).toBeGreaterThan(3);
    }
    await storage.close();
  });
});
