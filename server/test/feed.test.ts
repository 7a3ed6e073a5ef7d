import { randomBytes } from 'node:crypto';
import { makeRunId, shardOf, type RunId } from '@baton/core';
import type { Hint } from '@baton/engine';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { LiveFeed } from '../live/feed.ts';

const runId = makeRunId(shardOf('feed'), 0, randomBytes(8));

/** A feed whose hints the test gives; nobody looks at the database in the second that a test takes. */
function startFeed() {
  let hear: (hint: Hint) => void = () => undefined;
  const source = {
    onHint: (listener: (hint: Hint) => void) => {
      hear = listener;
      return () => undefined;
    },
    followRuns: () => () => undefined,
  };
  const feed = new LiveFeed(source, new pg.Pool());
  open.push(feed);
  return { feed, ring: (id: RunId) => hear({ kind: 'history', runs: [id] }) };
}

const open: LiveFeed[] = [];
afterEach(() => {
  for (const feed of open.splice(0)) feed.close();
});

describe('what a run has news of', () => {
  test('is read once, however many have it open, and again when it rings', async () => {
    const { feed, ring } = startFeed();
    let reads = 0;
    const read = () =>
      feed.shared(
        runId,
        'news',
        async () => ++reads,
        () => true,
      );
    for (let i = 0; i < 3; i++) feed.watchRun(runId, () => undefined);

    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    expect(await read()).toBe(1);
    ring(runId);
    expect(await read()).toBe(2);
  });

  test('is shared only with those who wait for it, if it isn’t worth keeping', async () => {
    const { feed } = startFeed();
    let reads = 0;
    const read = () =>
      feed.shared(
        runId,
        'page',
        async () => ++reads,
        () => false,
      );
    feed.watchRun(runId, () => undefined);

    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    expect(await read()).toBe(2);
  });

  test('is read again after a read that failed', async () => {
    const { feed } = startFeed();
    feed.watchRun(runId, () => undefined);
    const fail = () => Promise.reject(new Error('away'));
    await expect(feed.shared(runId, 'news', fail, () => true)).rejects.toThrow('away');

    expect(
      await feed.shared(
        runId,
        'news',
        async () => 'there',
        () => true,
      ),
    ).toBe('there');
  });

  test('is read by each who asks when nobody has the run open', async () => {
    const { feed } = startFeed();
    let reads = 0;
    const stop = feed.watchRun(runId, () => undefined);
    stop();
    const read = () =>
      feed.shared(
        runId,
        'news',
        async () => ++reads,
        () => true,
      );

    expect([await read(), await read()]).toEqual([1, 2]);
  });
});
