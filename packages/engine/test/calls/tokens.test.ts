import { makeRunId, shardOf, type ActivityId } from '@baton/core';
import { createTokenSigner } from '@baton/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const runId = makeRunId(shardOf('wf'), 1_700_000_000_000, new Uint8Array(8).fill(7));
const activityId = '3' as ActivityId;
const oldKey = { id: 'k1', secret: 'a'.repeat(32) };
const newKey = { id: 'k2', secret: 'b'.repeat(32) };
const signer = createTokenSigner({ current: newKey, previous: [oldKey] });
const token = signer.activityToken({ runId, activityId });

describe('a completion token', () => {
  it('names its activity, whatever the attempt', () => {
    const target = { shard: shardOf('wf'), runId, activityId, attempt: null, epoch: null };
    expect(signer.verify(token, 0, 'full')).toEqual(target);
  });

  it('of an attempt names that attempt and epoch', () => {
    const ofAttempt = signer.attemptToken({ runId, activityId, attempt: 2, epoch: 1 });
    expect(signer.verify(ofAttempt, 0, 'full')).toMatchObject({ attempt: 2, epoch: 1 });
  });

  it('can be put into a URL as it is', () => {
    expect(encodeURIComponent(token)).toBe(token);
  });

  it('is worth nothing with any character changed', () => {
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom('a', 'b', 'X', 'Z', '0', '9', '-', '_', '.'),
        (index, letter) => {
          const changed = token.slice(0, index) + letter + token.slice(index + 1);
          fc.pre(changed !== token);
          expect(() => signer.verify(changed, 0, 'full')).toThrow('The token is not valid');
        },
      ),
    );
  });

  it('is told from junk without an error of another kind', () => {
    const junk = fc.oneof(
      fc.string(),
      fc.string({ minLength: 2_000, maxLength: 5_000 }),
      fc.constant(''),
      fc.constant('bt1.k2..'),
    );
    fc.assert(
      fc.property(junk, (text) => {
        expect(() => signer.verify(text, 0, 'full')).toThrow('The token is not valid');
      }),
    );
  });

  it('of the previous key is valid until that key is retired', () => {
    const old = createTokenSigner({ current: oldKey }).activityToken({ runId, activityId });
    expect(signer.verify(old, 0, 'full')).toMatchObject({ activityId });
    expect(() => createTokenSigner({ current: newKey }).verify(old, 0, 'full')).toThrow(
      'The token is not valid',
    );
  });

  it('ends at its expiry', () => {
    const short = signer.activityToken({ runId, activityId }, { expiresAtMs: 1_000 });
    expect(signer.verify(short, 999, 'full')).toMatchObject({ activityId });
    expect(() => signer.verify(short, 1_000, 'full')).toThrow('The token is not valid');
  });

  it('for heartbeats completes nothing', () => {
    const beats = signer.activityToken({ runId, activityId }, { scope: 'heartbeat' });
    expect(signer.verify(beats, 0, 'heartbeat')).toMatchObject({ activityId });
    expect(() => signer.verify(beats, 0, 'full')).toThrow('The token is not valid');
    expect(signer.verify(token, 0, 'heartbeat')).toMatchObject({ activityId });
  });

  it('needs a secret that is worth the name', () => {
    expect(() => createTokenSigner({ current: { id: 'k', secret: 'short' } })).toThrow('it needs 32');
    expect(() => createTokenSigner({ current: { id: 'a.b', secret: 'a'.repeat(32) } })).toThrow(RangeError);
  });
});
