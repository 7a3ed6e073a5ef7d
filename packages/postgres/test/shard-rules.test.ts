// Every statement keeps the rules of shards, but for those that say why not; and the judge sees what breaks them.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statements } from '../src/connection/statements.ts';
import { citusTables } from './citus-tables.ts';
import { openedDatabase } from './opened.ts';
import { judge } from './shard-rules.ts';

const database = openedDatabase();

const hot = new Set(citusTables().distributed.map(({ table }) => table));
const names = [...statements.keys()];
const judged = (text: string) => judge(text, hot);
const textOf = (name: string): string => statements.get(name)?.text ?? '';

describe('the judge', () => {
  it.each([
    ['a key', 'select 1 from baton.run r where r.shard = $1 and r.id = $2', 'one'],
    ['an only table', 'select 1 from baton.run where shard = $1', 'one'],
    ['a list', 'select 1 from baton.run r where r.shard = any ($1::smallint[])', 'many'],
    [
      'items',
      'delete from baton.inbox i using unnest($1::smallint[], $2::uuid[]) as item (shard, id) where i.shard = item.shard and i.id = item.id',
      'many',
    ],
    [
      'items by their key as one',
      'delete from baton.inbox i using unnest($1::smallint[], $2::uuid[]) as item (shard, id) where (i.shard, i.id) between (item.shard, item.id) and (item.shard, item.id)',
      'many',
    ],
    [
      'a look inside',
      'select 1 from baton.run r where r.shard = $1 and exists (select from baton.timer t where t.shard = r.shard and t.run_id = r.id)',
      'one',
    ],
    ['a table of workers', 'select 1 from baton.worker w where w.id = $1', 'none'],
  ])('lets pass %s', async (_, text, shards) => {
    expect(await judged(text)).toEqual({ problems: [], shards });
  });

  it.each([
    ['a look at all shards', 'select 1 from baton.run r where r.id = $1', 'run (r): its shard is not named'],
    [
      'a shard that is only shown',
      'select r.shard from baton.run r where r.id = $1',
      'run (r): its shard is not named',
    ],
    [
      'a join without the shard',
      'select 1 from baton.run r join baton.timer t on t.run_id = r.id where r.shard = $1',
      'timer (t): its shard is not named',
    ],
    [
      'a join of two shards',
      'select 1 from baton.run r join baton.timer t on t.run_id = r.id where r.shard = $1 and t.shard = $2',
      'r and timer (t) meet across shards',
    ],
    [
      'keys between two shards',
      'select 1 from baton.run r where (r.shard, r.id) between ($1, $2) and ($3, $2)',
      'run (r): its shard is not named',
    ],
    [
      'two lists',
      'select 1 from baton.run r, baton.timer t where r.shard = any ($1::smallint[]) and t.shard = any ($1::smallint[])',
      'r and timer (t) meet across shards',
    ],
    [
      'tables tied to each other only',
      'select 1 from baton.run r join baton.timer t on t.shard = r.shard',
      'run (r): its shard is not named',
    ],
    [
      'a look inside, elsewhere',
      'select 1 from baton.run r where r.shard = $1 and exists (select from baton.timer t where t.run_id = r.id)',
      'timer (t): its shard is not named',
    ],
    [
      'another column that names a shard',
      'select 1 from baton.activity a where a.shard = $1 and exists (select from baton.session s where s.shard = a.session_shard)',
      's and activity (a) meet across shards',
    ],
    [
      'a CTE that reads all',
      'with c as (select id from baton.run where status = $1) select 1 from c',
      'run (run): its shard is not named',
    ],
    [
      'a change without the shard',
      'update baton.run set blocked = null where id = $1',
      'run (run): its shard is not named',
    ],
    [
      'a removal without the shard',
      'with gone as (delete from baton.history h using unnest($1::uuid[]) as i (id) where h.run_id = i.id) select 1',
      'history (h): its shard is not named',
    ],
    [
      'a row without its shard',
      'insert into baton.timer (run_id, timer_id) values ($1, $2)',
      'timer: a row is inserted without its shard',
    ],
  ])('catches %s', async (_, text, problem) => {
    expect((await judged(text)).problems).toContain(problem);
  });
});

// Sessions alone may meet rows of another shard: those of a worker, and of a run that was given one (ARCHITECTURE.md, "Sessions").
const place = 'the place of a request in the queue is among the requests of all shards';
const held = 'a session belongs to its own run, the activities in it may belong to a run that was given it';
const crossing: Readonly<Record<string, string>> = {
  'attempts-of-worker': held,
  'claim-activities': held,
  'claim-chosen': held,
  'lane-heads': held,
  'overdue-activities': held,
  'plain-heads': held,
  'list-open-sessions': place,
  'sessions-of-run': place,
  'sessions-to-sweep': `${place}, ${held}`,
};

describe('a statement', () => {
  it.each(names)('%s ties each hot table to a shard, and joins none across shards', async (name) => {
    const { problems } = await judged(textOf(name));
    if (crossing[name] === undefined) expect(problems).toEqual([]);
    else expect(problems, `${name} need not be an exception`).not.toEqual([]);
  });

  it.each(names)('%s uses nothing that belongs to one server alone', (name) => {
    const text = textOf(name).replaceAll(/--.*$/gm, '');
    expect(text).not.toMatch(/nextval|advisory|pg_temp|ctid|currval/);
    for (const [, called] of text.matchAll(/\bbaton\.(\w+)\s*\(/g))
      expect(['new_id', ...tablesNamed(text)]).toContain(called);
  });
});

/** `insert into baton.run (…`: a table, not a function. */
function tablesNamed(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:into|update|from|join) baton\.(\w+)/g)].map(([, table = '']) => table);
}

describe('prisma/citus.sql', () => {
  const { distributed, reference, local } = citusTables();

  it('says of every table, once, where it lies', async () => {
    const rows = await database.rows<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'baton'::regnamespace and relkind in ('r', 'p')`,
    );
    const named = [...distributed.map(({ table }) => table), ...reference, ...local];
    expect([...named].sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('distributes by a column that is there, not null, and the same type everywhere, all beside the runs', async () => {
    for (const { table, column, with: beside } of distributed) {
      const [found] = await database.rows<{ type: string; required: boolean }>(
        `select format_type(atttypid, atttypmod) as type, attnotnull as required
         from pg_attribute where attrelid = ('baton.' || $1)::regclass and attname = $2`,
        [table, column],
      );
      expect(found, table).toEqual({ type: 'smallint', required: true });
      expect(beside, table).toBe(table === 'run' ? 'none' : 'run');
    }
  });

  it('distributes no table that has a trigger or a foreign key, and whose keys don’t have the shard', async () => {
    const tables = distributed.map(({ table }) => table);
    const bound = await database.rows(
      `select tgrelid::regclass::text from pg_trigger where tgrelid = any (select ('baton.' || t)::regclass from unnest($1::text[]) as t)`,
      [tables],
    );
    expect(bound).toEqual([]);
    const keys = await database.rows<{ key: string }>(
      `select i.indexrelid::regclass::text as key
       from pg_index i
       where i.indrelid = any (select ('baton.' || t)::regclass from unnest($1::text[]) as t)
         and i.indisunique
         and not exists (
           select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any (i.indkey) and a.attname = 'shard'
         )`,
      [tables],
    );
    expect(keys).toEqual([]);
  });

  it('is SQL', async () => {
    const text = readFileSync(new URL('../../../prisma/citus.sql', import.meta.url), 'utf8');
    await expect(judge(text, hot)).resolves.toMatchObject({ shards: 'none' });
  });
});
