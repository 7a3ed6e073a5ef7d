import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionConfig } from '../src/connection/pool.ts';
import { effects } from '../src/flush/effects-of-transition.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

// What the flusher sends, with arrays of any length.
const flushed = [
  ...effects.map(({ statement }) => statement),
  ...[
    'append-history',
    'start-runs',
    'start-histories',
    'start-prefixes',
    'start-signals',
    'close-runs',
    'read-appended',
  ],
  ...['lock-runs', 'lock-activities', 'check-closing-runs', 'check-closing-activities'],
  ...['ask-question', 'open-questions', 'answer-question', 'take-answer'],
  ...['clear-timers', 'clear-activities', 'clear-human-tasks', 'clear-sessions'],
];

// What each tick of a schedule asks, and each look for one.
const ticking = [
  ...['due-schedules', 'next-due-schedule', 'claim-schedule', 'lock-schedule', 'settle-schedule-actions'],
  ...['extend-schedule-action', 'prune-schedule-actions', 'advance-schedule', 'find-schedule-action'],
];

/** Lines of the plan in the order in which they are executed, as PostgreSQL prints them. */
async function planOf(client: pg.Client, name: string): Promise<string> {
  const text = readFileSync(new URL(`../src/sql/${name}.sql`, import.meta.url), 'utf8');
  const plan = name.replaceAll('-', '_');
  await client.query(`prepare ${plan} as ${text}`);
  const parameters = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `explain execute ${plan} (${Array.from({ length: parameters }, () => 'null').join(', ')})`,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

describe('a plan made while all tables are empty', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase();
    const settings = { plan_cache_mode: 'force_generic_plan' };
    client = new pg.Client(connectionConfig({ databaseUrl: database.url, role: 'test', settings }));
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it.each([...flushed, ...ticking])(
    '%s finds rows of large tables by key, not by reading all of them',
    async (name) => {
      const plan = await planOf(client, name);
      expect(plan).not.toMatch(/Seq Scan|Hash Join|Merge Join/);
      // A table that is joined without a condition on its index is read once for each item.
      for (const [, index, condition] of plan.matchAll(
        /Index (?:Only )?Scan (?:using|on) (\w+).*\n\s*(.*)/g,
      )) {
        expect(condition, `${name}: ${index ?? ''}`).toMatch(/^Index Cond/);
      }
    },
  );
});
