import { describe, expect, it } from 'vitest';
import { UnsafeDatabaseError } from '../src/connection/errors.ts';
import { createPostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();

describe('the check at the start', () => {
  it('refuses a server that may lose what it acknowledged, and says what to do', async () => {
    // Whatever else the server of the tests is set to.
    const { pathname } = new URL(database.url());
    await database.rows(`alter database ${pathname.slice(1)} set synchronous_commit = off`);
    const opening = createPostgresStorage({ databaseUrl: database.url() });
    await expect(opening).rejects.toThrow(UnsafeDatabaseError);
    await expect(opening).rejects.toThrow(/^The database has (\w+) = off: .* Set \1 = on in postgresql.conf/);
  });

  it('says that a server is not there', async () => {
    const url = new URL(database.url());
    url.port = '1';
    await expect(createPostgresStorage({ databaseUrl: url.href })).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
  });
});
