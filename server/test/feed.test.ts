import { randomBytes } from 'node:crypto';
import { makeRunId, shardOf, type RunId } from '@baton/core';
import { type Hint, startRun } from '@baton/engine';
import { createPostgresStorage } from '@baton/postgres';
import { testDatabase } from '@baton/postgres/testing';
import pg from 'pg';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
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

const nothingYet = (): number => 0;

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
    for (let i = 0; i < 3; i++) feed.watchRun(runId, () => undefined, nothingYet);

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
    feed.watchRun(runId, () => undefined, nothingYet);

    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    expect(await read()).toBe(2);
  });

  test('is read again after a read that failed', async () => {
    const { feed } = startFeed();
    feed.watchRun(runId, () => undefined, nothingYet);
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
    const stop = feed.watchRun(runId, () => undefined, nothingYet);
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

describe('the look at the database', () => {
  test('rings for whom a hint has not reached, and for nobody whom it has', async () => {
    const database = await testDatabase();
    const storage = await createPostgresStorage({ databaseUrl: database.url, throwAway: true });
    const pool = new pg.Pool({ connectionString: database.url });
    // No hint comes: what is rung for was seen.
    const feed = new LiveFeed({ onHint: () => () => undefined, followRuns: () => () => undefined }, pool);
    onTestFinished(async () => {
      feed.close();
      await pool.end();
      await storage.close();
      await database.drop();
    });
    const start = { workflow: 'Waits', input: null, taskQueue: 'default' };
    const [told, behind] = await Promise.all([startRun(storage, start), startRun(storage, start)]);
    const rings = { told: 0, behind: 0 };
    feed.watchRun(
      told.runId,
      () => rings.told++,
      () => 1,
    );
    feed.watchRun(behind.runId, () => rings.behind++, nothingYet);
    // Rings each second as long as it lacks the first event: by its third both runs have been looked at thrice.
    await expect.poll(() => rings.behind, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    // The first look rings for all: what causes no event may be new.
    expect(rings.told).toBe(1);
  });
});
