import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '@baton/postgres/testing';
import { openDatabase } from '../db.ts';

test('a connection that breaks in the middle of a transaction is that transaction’s loss, not the process’s', async () => {
  const database = await testDatabase();
  const web = openDatabase(database.url);
  const { pool } = web;
  onTestFinished(async () => {
    await web.close();
    await database.drop();
  });
  const client = await pool.connect();
  await client.query('begin');
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ended = new Promise<void>((resolve) => void client.once('end', resolve));
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect((await pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
});
