import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../src/testing.ts';

const folder = new URL('../src/sql/', import.meta.url);
const files = readdirSync(folder);

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

  it.each(files)('%s is understood by a migrated database', async (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const name = file.replace(/\W/g, '_');
    await expect(client.query(`prepare ${name} as ${text}`)).resolves.toBeDefined();
  });
});
