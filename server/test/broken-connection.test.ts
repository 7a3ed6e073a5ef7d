import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '@baton/postgres/testing';
import { openDatabase } from '../db.ts';
import { toApiError } from '../errors.ts';
import { admin, BOOTSTRAP_KEY, byCookie, startStudio, type Studio } from './studio.ts';

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

test('a process that is about to end says so as a database that is away', async () => {
  const web = openDatabase('postgres://nobody@127.0.0.1/none');
  await web.close();
  expect(await web.prisma.apiKey.count().catch(toApiError)).toMatchObject({ code: 'UNAVAILABLE' });
});

describe('a call whose connection is cut in its middle hears that the database is away, and nothing else', () => {
  let studio: Studio;
  let holder: pg.Client;
  let operator: pg.Client;
  let cookie: string;
  let runId: string;
  beforeAll(async () => {
    studio = await startStudio();
    cookie = await studio.signIn(admin.email, admin.password);
    ({ runId } = await studio.asKey.runs.start.mutate({ workflow: 'Waits' }));
    // Two, since within a transaction the server shows what went on at its first look.
    holder = new pg.Client({ connectionString: studio.databaseUrl });
    operator = new pg.Client({ connectionString: studio.databaseUrl });
    await Promise.all([holder.connect(), operator.connect()]);
  });
  afterAll(async () => {
    await Promise.all([holder.end(), operator.end()]);
    await studio.stop();
  });

  const key = { authorization: `Bearer ${BOOTSTRAP_KEY}` };
  const json = { 'content-type': 'application/json' };

  /** The call waits for the table; then `how` is done to all that wait. */
  async function whileHeld(table: string, how: 'terminate' | 'cancel', call: () => Promise<Response>) {
    await holder.query(`begin; lock table baton.${table}`);
    try {
      const answered = call();
      const over = answered.then(
        () => true,
        () => true,
      );
      // Until it is answered: what is tried again on another connection meets the same.
      for (let isOver = false; !isOver; isOver = await Promise.race([over, soon()])) {
        await operator.query(
          `select pg_${how}_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
      }
      return await answered;
    } finally {
      await holder.query('rollback');
    }
  }

  function soon(): Promise<false> {
    return new Promise((resolve) => setTimeout(() => resolve(false), 20));
  }

  async function codeIn(answer: Response): Promise<string> {
    const text = await answer.text();
    return /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? text;
  }

  const ways: [string, string, () => Promise<Response>][] = [
    ['as its key is looked up', 'api_key', () => studio.fetch('/api/trpc/me.get', { headers: key })],
    [
      'as its login is looked up',
      'login',
      () => studio.fetch('/api/trpc/me.get', { headers: byCookie(studio.url, cookie) }),
    ],
    [
      'as it reads by hand-written SQL',
      'run',
      () => studio.fetch('/api/trpc/runs.list?input=%7B%7D', { headers: key }),
    ],
    [
      'as it writes in a transaction',
      'design',
      () =>
        studio.fetch('/api/trpc/designs.create', {
          method: 'POST',
          headers: { ...key, ...json },
          body: '{"name":"Cut"}',
        }),
    ],
    [
      'as it writes by the storage',
      'inbox',
      () =>
        studio.fetch(`/api/v1/runs/${runId}/signal`, {
          method: 'POST',
          headers: { ...key, ...json },
          body: '{"name":"go"}',
        }),
    ],
  ];
  test.each(ways)('%s', async (_, table, call) => {
    for (const how of ['terminate', 'cancel'] as const) {
      // A key or login that is remembered is not looked up.
      if (table === 'api_key' || table === 'login')
        await new Promise((resolve) => setTimeout(resolve, 1_050));
      const answer = await whileHeld(table, how, call);
      expect([how, answer.status, await codeIn(answer)]).toEqual([how, 503, 'UNAVAILABLE']);
    }
    expect(
      studio.logged.filter(({ path, procedure }) => path !== undefined || procedure !== undefined),
    ).toEqual([]);
  });

  test('as somebody signs in', async () => {
    const answer = await whileHeld('person', 'terminate', () =>
      studio.fetch('/api/auth/sign-in/email', {
        method: 'POST',
        headers: { ...json, origin: studio.url },
        body: JSON.stringify(admin),
      }),
    );
    expect([answer.status, await codeIn(answer)]).toEqual([503, 'UNAVAILABLE']);
  });
});
