// The keys that completion tokens are signed with, for the whole deployment, kept in its database.
//
// A key is published (checked by whoever reads the keys) → after ACTIVE_AFTER_MS current (new tokens are signed with it) → previous (still
// checked) → retired (its tokens are worth nothing).
import { randomBytes } from 'node:crypto';
import type { TokenKey, TokenKeys } from '@baton/engine';
import type pg from 'pg';
import { withClient } from './connection/with-client.ts';

/** The first key's secret, by itself. */
const FIRST = 'token_key';
/** All later ones, as JSON, the oldest first; and which are retired. */
const LATER = 'token_keys';

interface Later {
  readonly keys: readonly (TokenKey & { readonly secret: string; readonly activeFromMs: number })[];
  readonly retired: readonly string[];
}

/** How often a process that checks tokens is to read the keys again. */
export const READ_KEYS_EVERY_MS = 60_000;
/** Nobody signs with a key that another may not have read yet. */
const ACTIVE_AFTER_MS = 2 * READ_KEYS_EVERY_MS;

/** The same in every process and after every restart: the first who asks makes the first one. The database must be migrated. */
export function readTokenKeys(databaseUrl: string): Promise<TokenKeys> {
  return inKeys(databaseUrl, readKeys);
}

/**
 * Publishes a new key and answers its id. Tokens are signed with it by processes that start more than two minutes from now; those of earlier keys
 * stay valid until the key is retired.
 */
export function rotateTokenKey(databaseUrl: string): Promise<string> {
  return changeKeys(databaseUrl, ({ keys, retired }, nowMs) => {
    const id = `k${keys.length + 2}`;
    const secret = newSecret();
    const activeFromMs = nowMs + ACTIVE_AFTER_MS;
    return { later: { keys: [...keys, { id, secret, activeFromMs }], retired }, answer: id };
  });
}

/** From now on (a minute later at the latest) tokens of this key are refused. @throws {RangeError} if it is unknown, or the one that is signed with */
export function retireTokenKey(databaseUrl: string, id: string): Promise<void> {
  return changeKeys(databaseUrl, (later, nowMs) => {
    const known = ['k1', ...later.keys.map((key) => key.id)];
    if (!known.includes(id))
      throw new RangeError(`There is no token key ${id}; there are ${known.join(', ')}`);
    if (currentOf(later, nowMs) === id)
      throw new RangeError(`Tokens are signed with ${id}: rotate first, and wait two minutes`);
    return { later: { ...later, retired: [...new Set([...later.retired, id])] }, answer: undefined };
  });
}

async function readKeys(client: pg.Client): Promise<TokenKeys> {
  await client.query('insert into baton.setting (key, value) values ($1, $2) on conflict (key) do nothing', [
    FIRST,
    newSecret(),
  ]);
  const { rows } = await client.query<{ key: string; value: string; now: number }>(
    'select key, value, extract(epoch from now())::float8 * 1000 as now from baton.setting where key in ($1, $2)',
    [FIRST, LATER],
  );
  const first = rows.find(({ key }) => key === FIRST);
  if (first === undefined) throw new TypeError('The row was just put there');
  const later = parse(rows.find(({ key }) => key === LATER)?.value);
  const all: readonly TokenKey[] = [{ id: 'k1', secret: first.value }, ...later.keys];
  const checked = all.filter(({ id }) => !later.retired.includes(id));
  const currentId = currentOf(later, first.now);
  const current = checked.find(({ id }) => id === currentId);
  if (current === undefined) throw new TypeError(`The current token key ${currentId} is retired`);
  return { current: bare(current), previous: checked.filter((key) => key !== current).map(bare) };
}

/** The latest that is active. */
function currentOf({ keys }: Later, nowMs: number): string {
  return keys.findLast(({ activeFromMs }) => activeFromMs <= nowMs)?.id ?? 'k1';
}

function changeKeys<T>(
  databaseUrl: string,
  change: (later: Later, nowMs: number) => { readonly later: Later; readonly answer: T },
): Promise<T> {
  return inKeys(databaseUrl, async (client) => {
    await client.query('begin');
    await client.query(
      'insert into baton.setting (key, value) values ($1, $2) on conflict (key) do nothing',
      [LATER, JSON.stringify(parse(undefined))],
    );
    const { rows } = await client.query<{ value: string; now: number }>(
      'select value, extract(epoch from now())::float8 * 1000 as now from baton.setting where key = $1 for update',
      [LATER],
    );
    const { later, answer } = change(parse(rows[0]?.value), rows[0]?.now ?? 0);
    await client.query('update baton.setting set value = $2 where key = $1', [LATER, JSON.stringify(later)]);
    await client.query('commit');
    return answer;
  });
}

function parse(value: string | undefined): Later {
  return value === undefined ? { keys: [], retired: [] } : (JSON.parse(value) as Later);
}

function bare({ id, secret }: TokenKey): TokenKey {
  return { id, secret };
}

function newSecret(): string {
  return randomBytes(48).toString('base64url');
}

function inKeys<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient({ connectionString: databaseUrl, application_name: 'baton-keys' }, work);
}
