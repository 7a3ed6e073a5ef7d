import { isRunId, makeRunId, runRef, SHARD_COUNT, shardOf, shardOfRun, type Shard } from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const random = fc.uint8Array({ minLength: 8, maxLength: 8 });
const nowMs = fc.integer({ min: 1_600_000_000_000, max: 4_000_000_000_000 });

describe('a run id', () => {
  it('carries the shard that it was made for', () => {
    fc.assert(
      fc.property(fc.nat(SHARD_COUNT - 1), nowMs, random, (shard, now, bytes) => {
        const runId = makeRunId(shard as Shard, now, bytes);
        expect(isRunId(runId)).toBe(true);
        expect(shardOfRun(runId)).toBe(shard);
        expect(runRef(runId)).toEqual({ shard, runId });
      }),
    );
  });

  it('sorts by the time it was made', () => {
    fc.assert(
      fc.property(nowMs, nowMs, random, (a, b, bytes) => {
        fc.pre(a < b);
        expect(makeRunId(0 as Shard, a, bytes) < makeRunId(63 as Shard, b, bytes)).toBe(true);
      }),
    );
  });

  it('is told from any other text', () => {
    fc.assert(fc.property(fc.string(), (text) => !isRunId(text)));
    expect(isRunId('018bcfe5-6800-7040-8000-000000000000')).toBe(false);
    expect(() => shardOfRun('junk')).toThrow(RangeError);
  });
});

describe('a shard', () => {
  it('of a workflow id never changes: histories are where they were', () => {
    expect(['order-1', '', 'größe', '🙂'].map(shardOf)).toEqual([45, 5, 2, 30]);
  });

  it('is one of all, and all are used', () => {
    const used = new Set(Array.from({ length: 5_000 }, (_, i) => shardOf(`order-${i}`)));
    expect(used.size).toBe(SHARD_COUNT);
  });
});
