import { createTokenSigner } from '@baton/engine';
import { makeRunId, type ActivityId, type Shard } from '@baton/core';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../src/testing.ts';
import { readTokenKeys, retireTokenKey, rotateTokenKey } from '../src/token-keys.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const of = { runId: makeRunId(0 as Shard, 0, new Uint8Array(8)), activityId: '1' as ActivityId };
const signer = async () => createTokenSigner(await readTokenKeys(database.url));

/** As if these keys had been published so long ago. */
async function age(ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ value: string }>(
    "select value from baton.setting where key = 'token_keys'",
  );
  const later = JSON.parse(rows[0]!.value) as { keys: { activeFromMs: number }[] };
  for (const key of later.keys) key.activeFromMs -= ms;
  await client.query("update baton.setting set value = $1 where key = 'token_keys'", [JSON.stringify(later)]);
  await client.end();
}

test('a new key is checked by everybody before anybody signs with it, and the old one until it is retired', async () => {
  const before = await signer();
  const old = before.activityToken(of);
  expect(await rotateTokenKey(database.url)).toBe('k2');
  const published = await signer();
  expect(published.activityToken(of)).toBe(old);

  await age(120_000);
  const fresh = (await signer()).activityToken(of);
  expect(fresh).toMatch(/^bt1\.k2\./);
  expect(published.verify(fresh, 0, 'full')).toMatchObject(of);
  expect((await signer()).verify(old, 0, 'full')).toMatchObject(of);

  await expect(retireTokenKey(database.url, 'k2')).rejects.toThrow(/rotate first/);
  await expect(retireTokenKey(database.url, 'k9')).rejects.toThrow(/k1, k2/);
  await retireTokenKey(database.url, 'k1');
  const last = await signer();
  expect(() => last.verify(old, 0, 'full')).toThrow('The token is not valid');
  expect(last.verify(fresh, 0, 'full')).toMatchObject(of);
});

test('two rotations at once make two keys', async () => {
  const ids = await Promise.all([rotateTokenKey(database.url), rotateTokenKey(database.url)]);
  expect(new Set(ids).size).toBe(2);
});
