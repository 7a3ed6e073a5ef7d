// Instants as the server prints them.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { connectionConfig, parseInstant } from '../src/connection/pool.ts';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client(connectionConfig({ databaseUrl: database.url(), role: 'test' }));
  await client.connect();
});
afterAll(() => client.end());

test('any millisecond comes back as it went, whatever the zone of the connection', async () => {
  const instants = fc.sample(fc.integer({ min: 0, max: 253_300_000_000_000 }), 400);
  for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns']) {
    await client.query(`set timezone = '${zone}'`);
    const { rows } = await client.query<{ at: number }>(
      'select to_timestamp(ms / 1000) as at from unnest($1::float8[]) with ordinality as given (ms, n) order by n',
      [instants],
    );
    // Postgres keeps microseconds of a float, which may be one off.
    expect(rows.map(({ at }, n) => Math.abs(at - (instants[n] ?? NaN)) <= 1)).not.toContain(false);
  }
});

test('microseconds are cut off, not rounded', () => {
  expect(parseInstant('2026-11-22 11:40:46.20092+00')).toBe(Date.UTC(2026, 10, 22, 11, 40, 46, 200));
  expect(parseInstant('2026-11-22 11:40:46.9999+00')).toBe(Date.UTC(2026, 10, 22, 11, 40, 46, 999));
  expect(parseInstant('2026-11-22 11:40:46+00')).toBe(Date.UTC(2026, 10, 22, 11, 40, 46));
  expect(parseInstant('2026-11-22 17:10:46.1+05:30')).toBe(Date.UTC(2026, 10, 22, 11, 40, 46, 100));
});
