import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statements } from '../src/connection/statements.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';
import { planOf, planner, textOf } from './plan-of.ts';

// As small as the number of workers and limits: reading all of them is as good as anything.
const small = '(?:worker|limit_rule|limit_counter|schedule)';
// Not held to the rule: a page of limits counts what waits for each.
const others = ['list-limits'];

const names = [...statements.keys()].filter((name) => textOf(name).includes('$1') && !others.includes(name));

// With the line after it. A bitmap names no table.
const scans = /(?:Index (?:Only )?Scan|Bitmap Index Scan) (?:using|on) (\w+)(?: on (\w+))?.*\n\s*(.*)/g;

describe('a plan made while all tables are empty', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase();
    client = await planner(database.url);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it.each(names)('%s finds rows of large tables by key, not by reading all of them', async (name) => {
    const plan = await planOf(client, name);
    expect(plan).not.toMatch(new RegExp(`Seq Scan on (?!${small}\\b)|Hash Join|Merge Join`));
    // A table that is joined without a condition on its index is read once for each item.
    for (const [, index = '', table = '', condition] of plan.matchAll(scans)) {
      if (new RegExp(`^${small}$`).test(table) || index.startsWith('worker_')) continue;
      expect(condition, `${name}: ${index}`).toMatch(/^Index Cond/);
    }
  });
});
