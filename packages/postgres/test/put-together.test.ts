// What is put at the same time goes in one statement; each message has an outcome of its own.
import type { RunRef } from '@baton/core';
import type { InboxMessage } from '@baton/engine';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';
import { complete, newRef, startRequest } from './runs.ts';

const database = openedDatabase();

async function started(workflowId: string, by?: PostgresStorage): Promise<RunRef> {
  const storage = by ?? (await database.open());
  const request = startRequest(workflowId);
  await storage.startRun(request);
  return request.ref;
}

function signal(ref: RunRef, name: string, dedupKey: string | null = null): InboxMessage {
  return {
    ...ref,
    body: { kind: 'signal', name, payload: { 'with "quotes"': 'and \\, {braces}, Größe 🚀' } },
    dedupKey,
  };
}

async function namesOf(ref: RunRef): Promise<readonly string[]> {
  const rows = await database.rows<{ body: string }>(
    `select body from baton.inbox where shard = $1 and run_id = $2 and kind = 'signal' order by id`,
    [ref.shard, ref.runId],
  );
  return rows.map(({ body }) => (JSON.parse(body) as { name: string }).name);
}

/** Holds the row of the run as one does who closes it; answers how to let it go. */
async function held(ref: RunRef): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.url() });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query('select from baton.run where shard = $1 and id = $2 for update', [ref.shard, ref.runId]);
  return async () => {
    await client.query(
      `update baton.run set status = 'completed', closed_at = now() where shard = $1 and id = $2`,
      [ref.shard, ref.runId],
    );
    await client.query('commit');
  };
}

describe('messages that are put at the same time', () => {
  it('are each told what became of them, whatever became of the others', async () => {
    const storage = await database.open();
    const [open, closed] = [await started('together-open'), await started('together-closed')];
    await storage.commit(complete(closed, 2));
    const outcomes = await Promise.all(
      [
        signal(open, 'a', 'signal:1'),
        signal(closed, 'b'),
        signal(newRef('together-none'), 'c'),
        signal(open, 'd', 'signal:1'),
        signal(open, 'e'),
        signal(open, 'f'),
      ].map((message) => storage.put(message)),
    );
    expect(outcomes).toEqual(['accepted', 'runClosed', 'runNotFound', 'duplicate', 'accepted', 'accepted']);
    expect(await namesOf(open)).toEqual(['a', 'e', 'f']);
    expect(await namesOf(closed)).toEqual([]);
  });

  it('keep their order in the inbox of a run, also by the hundred and with keys in another order', async () => {
    const storage = await database.open();
    const ref = await started('together-many');
    const names = Array.from({ length: 1_200 }, (_, at) => `signal ${at}`);
    const outcomes = await Promise.all(
      names.map((name, at) => storage.put(signal(ref, name, at % 3 === 0 ? null : `signal:${5_000 - at}`))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(await namesOf(ref)).toEqual(names);
  });

  it('do not wait for one whose run is closing; that one hears how it ended', async () => {
    const storage = await database.open();
    const [closing, open] = [await started('together-closing'), await started('together-beside')];
    const close = await held(closing);
    const late = storage.put(signal(closing, 'late'));
    // Were the statement to wait for the run that is held, so would this.
    expect(await storage.put(signal(open, 'beside'))).toBe('accepted');
    expect(await storage.put(signal(open, 'after'))).toBe('accepted');
    await close();
    expect(await late).toBe('runClosed');
    expect(await namesOf(closing)).toEqual([]);
  });

  it('with the same key in two processes are one', async () => {
    const [one, other] = [await database.open(), await database.open()];
    const ref = await started('together-twice');
    const keys = Array.from({ length: 100 }, (_, at) => `signal:${at}`);
    const outcomes = await Promise.all([
      ...keys.map((key) => one.put(signal(ref, key, key))),
      ...keys.toReversed().map((key) => other.put(signal(ref, key, key))),
    ]);
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(100);
    expect([...(await namesOf(ref))].sort()).toEqual([...keys].sort());
  });

  it('one that the database refuses harms none of the others', async () => {
    const storage = await database.open();
    const ref = await started('together-refused');
    const [good, bad] = await Promise.allSettled([
      storage.put(signal(ref, 'good')),
      // No text of PostgreSQL holds the character of code zero; what comes over HTTP is refused long before.
      storage.put(signal(ref, 'bad', 'signal:\0')),
    ]);
    expect(good).toEqual({ status: 'fulfilled', value: 'accepted' });
    expect(bad.status).toBe('rejected');
    expect(await namesOf(ref)).toEqual(['good']);
  });

  it('are all refused once the storage is closed', async () => {
    const storage = await database.open();
    const ref = await started('together-closed-storage');
    await storage.close();
    const outcomes = await Promise.allSettled([storage.put(signal(ref, 'a')), storage.put(signal(ref, 'b'))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('are never taken by a run that closes without having seen them', async () => {
    const [storage, owner] = [await database.open(), await database.open()];
    const refs = await Promise.all(
      Array.from({ length: 150 }, (_, at) => started(`together-racing-${at}`, storage)),
    );
    const closed = new Map<RunRef, Promise<string>>();
    const put = new Map<RunRef, Promise<string>>();
    // In waves, so that statements of both kinds are always on their way.
    for (const [at, ref] of refs.entries()) {
      put.set(ref, storage.put(signal(ref, 'racing')));
      closed.set(ref, owner.commit(complete(ref, 2)));
      if (at % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (at % 15 === 0) await closed.get(ref);
    }
    const outcomes = await Promise.all(
      refs.map(async (ref) => `${await closed.get(ref)}, ${await put.get(ref)}`),
    );
    expect(['committed, runClosed', 'unseen, accepted']).toEqual(
      expect.arrayContaining([...new Set(outcomes)]),
    );
  });
});
