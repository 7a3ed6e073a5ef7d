// schema.prisma and the migrations say the same. Prisma's own check (also of our stand-in for its engine) looks at keys, indexes and
// defaults; it says nothing about what it leaves out.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();
const schema = readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8');

interface Model {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[];
}

const scalars: Readonly<Record<string, string>> = {
  'String @db.Uuid': 'uuid',
  String: 'text',
  'Int @db.SmallInt': 'int2',
  Int: 'int4',
  BigInt: 'int8',
  Float: 'float8',
  Boolean: 'bool',
  Json: 'jsonb',
  'DateTime @db.Timestamptz(6)': 'timestamptz',
  'String[]': '_text',
  'BigInt[]': '_int8',
};

function models(): readonly Model[] {
  const blocks = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].map(([, body]) => body ?? '');
  return blocks.map((body) => ({
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? '',
    columns: body
      .split('\n')
      .map((line) => /^ {2}(\w+) +(\w+)(\[\])?(\?)?(.*)$/.exec(line))
      .filter((field) => field !== null)
      .map(([, field = '', scalar = '', list = '', optional, rest = '']) => {
        const native = /@db\.\S+/.exec(rest)?.[0];
        const type = scalars[`${scalar}${list}${native === undefined ? '' : ` ${native}`}`];
        const name = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
        return { name, type: type ?? '', nullable: optional !== undefined };
      })
      // Relations are no columns.
      .filter(({ type }) => type !== ''),
  }));
}

describe('schema.prisma', () => {
  it('describes every table, column, type and null of the migrated database', async () => {
    const rows = await database.rows<{ table: string; name: string; type: string; nullable: boolean }>(
      `select table_name::text as table, column_name::text as name, udt_name::text as type, is_nullable = 'YES' as nullable
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'baton' and table_type = 'BASE TABLE' order by table_name, ordinal_position`,
    );
    const actual = new Map<string, Model['columns']>();
    for (const { table, ...column } of rows) actual.set(table, [...(actual.get(table) ?? []), column]);
    const described = new Map(models().map(({ table, columns }) => [table, columns]));
    expect([...described.keys()].sort()).toEqual([...actual.keys()].sort());
    for (const [table, columns] of actual) expect(described.get(table), table).toEqual(columns);
  });
});

describe('prisma migrate diff', () => {
  it('finds no difference between the migrations and schema.prisma', async () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const args = [
      'migrate',
      'diff',
      '--from-migrations',
      'prisma/migrations',
      '--to-schema',
      'prisma/schema.prisma',
    ];
    const env = { ...process.env, DATABASE_URL: database.url() };
    const options = { cwd: root, env };
    const diff = await promisify(execFile)('node_modules/.bin/prisma', [...args, '--exit-code'], options);
    expect(diff.stdout).toContain('No difference detected');
  });
});

describe('the database', () => {
  it('keeps what it says it keeps: audit rows and published versions never change', async () => {
    const insert = `insert into baton.audit_event (actor, action, object_kind, object_id) values ('a', 'b', 'c', 'd')`;
    await database.rows(insert);
    for (const change of ['delete from baton.audit_event', `update baton.audit_event set actor = 'x'`]) {
      await expect(database.rows(change)).rejects.toThrow(
        'Rows of audit_event are never changed or removed.',
      );
    }
    await database.rows(
      `insert into baton.design (id, name, draft, created_by, updated_by) values ('d', 'D', '{}', 'a', 'a')`,
    );
    await database.rows(
      `insert into baton.design_version (design_id, version, document, published_by) values ('d', 1, '{}', 'a')`,
    );
    await expect(database.rows(`update baton.design_version set document = '[]'`)).rejects.toThrow(
      'never changed',
    );
  });

  it('refuses a run that is closed and open at once, and a second open run of a workflow id', async () => {
    const insert = `insert into baton.run (shard, id, started_at, workflow_id, workflow, task_queue, status, closed_at)
      values (1, gen_random_uuid(), now(), $1, 'w', 'q', $2, $3)`;
    await expect(database.rows(insert, ['a', 'completed', null])).rejects.toThrow('run_closed');
    await database.rows(insert, ['a', 'running', null]);
    await expect(database.rows(insert, ['a', 'running', null])).rejects.toThrow('run_open_workflow_id');
    await database.rows(insert, ['a', 'failed', new Date()]);
  });

  it('makes ids that sort by time', async () => {
    const rows = await database.rows<{ id: string }>(
      'select baton.new_id(place::integer) as id from generate_series(1, 500) as s (place)',
    );
    const ids = rows.map(({ id }) => id);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
