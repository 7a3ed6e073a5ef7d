// The key that completion tokens are signed with: one for the whole deployment, kept in its database.
import { randomBytes } from 'node:crypto';
import type { TokenKeys } from '@baton/engine';
import pg from 'pg';

const SETTING = 'token_key';

/** The same in every process and after every restart: the first who asks makes it. The database must be migrated. */
export async function readTokenKeys(databaseUrl: string): Promise<TokenKeys> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'baton-keys' });
  await client.connect();
  try {
    const fresh = randomBytes(48).toString('base64url');
    await client.query(
      'insert into baton.setting (key, value) values ($1, $2) on conflict (key) do nothing',
      [SETTING, fresh],
    );
    const { rows } = await client.query<{ value: string }>('select value from baton.setting where key = $1', [
      SETTING,
    ]);
    const secret = rows[0]?.value;
    if (secret === undefined) throw new TypeError('The row was just put there');
    return { current: { id: 'k1', secret } };
  } finally {
    await client.end();
  }
}
