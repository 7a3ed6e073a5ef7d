import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

const heartbeat = readFileSync(new URL('../src/sql/heartbeat.sql', import.meta.url), 'utf8');
const noRun = [['0'], ['00000000-0000-7000-8000-000000000000'], ['1'], ['1'], [null], ['1'], [null]];

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("set synchronous_commit = 'on'");
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function isWaitedFor(): Promise<boolean> {
  const { rows } = await client.query<{ synchronous_commit: string }>('show synchronous_commit');
  return rows[0]?.synchronous_commit === 'on';
}

test.each([
  ['are not waited for until they are on disk', true],
  ['that a service sends by token are waited for', false],
])('beats %s; what comes after them on the connection is', async (_, relaxed) => {
  await client.query('begin');
  const { rows } = await client.query(heartbeat, [...noRun, relaxed]);
  expect(rows).toMatchObject([{ refused: 'RUN_NOT_FOUND' }]);
  expect(await isWaitedFor()).toBe(!relaxed);
  await client.query('commit');
  expect(await isWaitedFor()).toBe(true);
});
