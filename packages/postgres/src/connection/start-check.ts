// Refuses a server that is too old, or that is set to acknowledge what it may lose.
import type pg from 'pg';
import { UnsafeDatabaseError } from './errors.ts';

const oldestMajor = 15;

const losing: Readonly<Record<string, string>> = {
  fsync: 'a crash of the machine can corrupt the database',
  full_page_writes: 'a crash of the machine can leave half-written pages',
  synchronous_commit: 'a crash can lose transactions that were acknowledged',
};

/**
 * Throws unless the server keeps what it acknowledges.
 *
 * @param throwAway the data does not matter (tests): only the version is checked.
 * @throws {UnsafeDatabaseError} that names the setting or version and the remedy.
 */
export async function checkServer(pool: pg.Pool, throwAway: boolean): Promise<void> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit')`,
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const major = Math.floor(Number(settings.get('server_version_num')) / 10_000);
  if (major < oldestMajor) {
    throw new UnsafeDatabaseError(
      `Baton needs PostgreSQL ${oldestMajor} or newer; this server is version ${major}.`,
    );
  }
  if (throwAway) return;
  for (const [name, consequence] of Object.entries(losing)) {
    if (settings.get(name) !== 'off') continue;
    throw new UnsafeDatabaseError(
      `The database has ${name} = off: ${consequence}. Set ${name} = on in postgresql.conf (or for this role and database) and start again.`,
    );
  }
}
