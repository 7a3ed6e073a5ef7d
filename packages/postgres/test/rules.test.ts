// The rules that keep the door to many machines open (ARCHITECTURE.md, "Beyond one machine"), checked on the database and on the SQL.
import { describe, expect, it } from 'vitest';
import { statements as sent } from '../src/connection/statements.ts';
import { citusTables } from './citus-tables.ts';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();

const hot = citusTables().distributed.map(({ table }) => table);

const statements = [...sent.values()].map(({ name, text: source }) => ({
  file: `${name}.sql`,
  source,
  // Without comments.
  text: source.replaceAll(/--.*$/gm, ''),
}));

describe('a hot table', () => {
  it.each(hot)('%s has the shard at the head of each key and index', async (table) => {
    const indexes = await database.rows<{ name: string; first: string }>(
      `select i.indexrelid::regclass::text as name, a.attname::text as first
       from pg_index i
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where i.indrelid = ('baton.' || $1)::regclass`,
      [table],
    );
    expect(indexes.length).toBeGreaterThan(0);
    expect(indexes.filter(({ first }) => first !== 'shard')).toEqual([]);
  });

  it.each(hot)('%s has no trigger, foreign key or sequence', async (table) => {
    const found = await database.rows(
      `select tgname::text as name from pg_trigger where tgrelid = ('baton.' || $1)::regclass
       union all
       select conname::text from pg_constraint
       where contype = 'f' and ('baton.' || $1)::regclass in (conrelid, confrelid)
       union all
       select column_name::text from information_schema.columns
       where table_schema = 'baton' and table_name = $1 and (is_identity = 'YES' or column_default like 'nextval%')`,
      [table],
    );
    expect(found).toEqual([]);
  });

  it('has settings of its own for vacuum', async () => {
    const plain = await database.rows(
      `select relname::text from pg_class
       where relnamespace = 'baton'::regnamespace and relkind = 'r' and relname = any ($1) and reloptions is null`,
      [hot],
    );
    expect(plain).toEqual([]);
  });
});

describe('a statement', () => {
  it.each(statements)('$file names the shards of the hot tables that it touches', ({ text }) => {
    for (const [, table] of text.matchAll(/\bbaton\.(\w+)/g)) {
      if (table !== undefined && hot.includes(table)) expect(text).toMatch(/\bshard\b/);
    }
  });

  it.each(statements)('$file is written as the house writes SQL', ({ source, text }) => {
    expect(source).toMatch(/^-- \w/);
    expect(text).not.toMatch(/\b(SELECT|INSERT|UPDATE|DELETE|WHERE)\b/);
    expect(text).not.toMatch(/;/);
  });

  it('notifies in no file but one, which does nothing else', () => {
    const notifying = statements.filter(({ text }) => text.includes('notify'));
    expect(notifying.map(({ file }) => file)).toEqual(['notify.sql']);
  });

  it('needs no advisory lock', () => {
    expect(statements.filter(({ text }) => text.includes('advisory'))).toEqual([]);
  });
});
