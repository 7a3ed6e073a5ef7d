import { describeStorage } from '@baton/engine/conformance';
import { afterAll } from 'vitest';
import { createPostgresStorage } from '../src/storage.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

let database: TestDatabase | null = null;

describeStorage('Postgres', async () => {
  database = await testDatabase();
  const storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
  return { storage, pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms + 20)) };
});

afterAll(async () => {
  await database?.drop();
});
