// Storages on a fresh database, closed and dropped after the test file.
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createPostgresStorage, type PostgresStorage } from '../src/storage.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

export interface Opened {
  readonly url: () => string;
  /** Another storage on the same database, as another process would have. */
  readonly open: (url?: string) => Promise<PostgresStorage>;
  readonly rows: <R = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<R[]>;
}

export function openedDatabase(): Opened {
  let database: TestDatabase | null = null;
  let client: pg.Client | null = null;
  const storages: PostgresStorage[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await Promise.all(storages.map((storage) => storage.close()));
    await client?.end();
    await database?.drop();
  });

  const url = (): string => {
    if (database === null) throw new TypeError('The database is made before the first test');
    return database.url;
  };
  return {
    url,
    async open(databaseUrl = url()) {
      const storage = await createPostgresStorage({ databaseUrl, throwAway: true });
      storages.push(storage);
      return storage;
    },
    rows: async <R>(sql: string, values: unknown[] = []) => {
      const result = await client?.query(sql, values);
      return (result?.rows ?? []) as R[];
    },
  };
}
