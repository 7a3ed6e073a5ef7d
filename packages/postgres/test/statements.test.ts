import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statements } from '../src/connection/statements.ts';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

describe('every statement', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it.each([...statements.values()])('$name is understood by a migrated database', async ({ name, text }) => {
    await expect(client.query(`prepare ${name.replace(/\W/g, '_')} as ${text}`)).resolves.toBeDefined();
  });
});
