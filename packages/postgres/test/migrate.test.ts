import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '../src/migrate.ts';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();
const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

describe('migrate', () => {
  it('has nothing to do a second time, nor in many processes at once', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url(), migrations)));
    expect(applied).toEqual([[], [], []]);
  });

  it('keeps its books in one place, whatever the role is called', async () => {
    // A role's own schema comes first in the search path: as for the role `baton` of the embedded server.
    const { pathname } = new URL(database.url());
    await database.rows(`alter database ${pathname.slice(1)} set search_path = baton, public`);
    expect(await migrate(database.url(), migrations)).toEqual([]);
    const client = new pg.Client({ connectionString: database.url() });
    await client.connect();
    const { rows } = await client.query(
      `select schemaname::text from pg_tables where tablename = '_prisma_migrations'`,
    );
    await client.end();
    expect(rows).toEqual([{ schemaname: 'public' }]);
  });
});
