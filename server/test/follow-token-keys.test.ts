import { createTokenSigner, type TokenKeys } from '@baton/engine';
import { makeRunId, type ActivityId, type Shard } from '@baton/core';
import { expect, test } from 'vitest';
import { followTokenKeys } from '../follow-token-keys.ts';

const of = { runId: makeRunId(0 as Shard, 0, new Uint8Array(8)), activityId: '1' as ActivityId };
const key = (id: string) => ({ id, secret: id.repeat(40) });

test('a key that is published is known without a restart; a reading that fails changes nothing', async () => {
  let keys: TokenKeys = { current: key('k1') };
  let readings = 0;
  const read = () => {
    readings += 1;
    return readings === 2 ? Promise.reject(new Error('away')) : Promise.resolve(keys);
  };
  const { tokens, stop } = await followTokenKeys(read, 5);
  const old = tokens.activityToken(of);
  await expect.poll(() => readings).toBeGreaterThan(1);
  expect(tokens.verify(old, 0, 'full')).toMatchObject(of);
  keys = { current: key('k2'), previous: [key('k1')] };
  const fresh = createTokenSigner(keys).activityToken(of);
  await expect.poll(() => tokens.activityToken(of)).toBe(fresh);
  expect(tokens.verify(old, 0, 'full')).toMatchObject(of);
  stop();
});
