import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../src/testing.ts';

const heartbeat = readFileSync(new URL('../src/sql/heartbeat.sql', import.meta.url), 'utf8');
const noRun = [['0'], ['00000000-0000-7000-8000-000000000000'], ['1'], ['1'], [null], ['1'], [null]];

test('beats are not waited for until they are on disk; what comes after them on the connection is', async () => {
  const database = await testDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const isWaitedFor = async () => {
    const { rows } = await client.query<{ synchronous_commit: string }>('show synchronous_commit');
    return rows[0]?.synchronous_commit === 'on';
  };
  await client.query("set synchronous_commit = 'on'");
  await client.query('begin');
  const { rows } = await client.query(heartbeat, noRun);
  expect(rows).toMatchObject([{ refused: 'RUN_NOT_FOUND' }]);
  expect(await isWaitedFor()).toBe(false);
  await client.query('commit');
  expect(await isWaitedFor()).toBe(true);
  await client.end();
  await database.drop();
});
