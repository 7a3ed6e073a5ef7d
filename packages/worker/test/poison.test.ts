// An activity that ends its process must not end the fleet: real processes, which somebody starts again when they die.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import { testDatabase, type TestDatabase } from '@baton/postgres/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fatalRun, harmlessRun } from './fixtures/fatal.ts';
import { ended, record, start, until } from './harness.ts';

const main = fileURLToPath(new URL('./fixtures/worker-process.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'baton-poison-'));
const mended = join(folder, 'mended');
let database: TestDatabase;
let storage: PostgresStorage;

beforeAll(async () => {
  database = await testDatabase();
  storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
});

afterAll(async () => {
  await storage.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Keeps two workers running, as a supervisor does. */
function fleet(): { readonly deaths: () => number; readonly stop: () => Promise<void> } {
  const children = new Set<ChildProcess>();
  let deaths = 0;
  let isStopping = false;
  const spawnOne = (): void => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, database.url], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    children.add(child);
    child.once('exit', () => {
      children.delete(child);
      if (isStopping) return;
      deaths += 1;
      spawnOne();
    });
  };
  spawnOne();
  spawnOne();
  return {
    deaths: () => deaths,
    stop: async () => {
      isStopping = true;
      await Promise.all(
        [...children].map((child) => {
          child.kill('SIGKILL');
          return once(child, 'exit');
        }),
      );
    },
  };
}

test('an activity that kills its process is stopped, the rest goes on, and it goes on when it is mended', async () => {
  const workers = fleet();
  try {
    const poison = await start(storage, fatalRun, mended);
    const others = [await start(storage, harmlessRun, 40), await start(storage, harmlessRun, 40)];
    await until(async () => (await record(storage, poison)).blocked !== null, 60_000);
    const { blocked } = await record(storage, poison);
    expect(blocked).toMatchObject({ code: 'POISON', fields: { activity: 'fatal', activityId: '1' } });
    const seen = blocked?.fields?.['deaths'] as readonly { readonly workerId: string | null }[];
    expect(seen).toHaveLength(3);
    const lost = (await storage.listWorkers())
      .filter(({ state }) => state === 'lost')
      .map(({ workerId }) => workerId);
    for (const { workerId } of seen) if (workerId !== null) expect(lost).toContain(workerId);
    for (const { workerId } of seen) if (workerId !== null) expect(blocked?.message).toContain(workerId);
    for (const ref of others)
      expect(await ended(storage, ref, 30_000)).toMatchObject({ type: 'RunCompleted' });
    // Before its first decision is durable a young run may take one or two workers with it.
    const deaths = workers.deaths();
    expect(deaths).toBeLessThanOrEqual(5);
    expect(await ended(storage, await start(storage, harmlessRun, 20), 30_000)).toMatchObject({
      type: 'RunCompleted',
    });
    expect(workers.deaths()).toBe(deaths);
    writeFileSync(mended, '');
    const [activity] = await storage.pendingActivities(poison);
    expect(activity).toMatchObject({ name: 'fatal', poisoned: true });
    expect(await storage.releasePoison(poison, activity!.activityId)).toBe(true);
    expect(await ended(storage, poison, 30_000)).toMatchObject({ type: 'RunCompleted', result: 'survived' });
  } finally {
    await workers.stop();
  }
}, 120_000);
