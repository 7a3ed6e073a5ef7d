import type { Shard } from '@baton/core';
import { describe, expect, it } from 'vitest';
import { closing, inboxOf, messagesOf, started, startRequest, transition, type Given } from './under-test.ts';

const paid = { kind: 'signal', name: 'paid', payload: { amount: 5 } } as const;

export function describeInbox(given: Given): void {
  describe('the inbox', () => {
    it('keeps messages of a run in the order in which they were put', async () => {
      const { storage } = given();
      const run = await started(storage);
      const names = ['a', 'b', 'c', 'd', 'e'];
      for (const name of names) await storage.put({ ...run.ref, body: { ...paid, name }, dedupKey: null });
      expect((await messagesOf(storage, run)).map((body) => 'name' in body && body.name)).toEqual(names);
    });

    it('takes the same key once', async () => {
      const { storage } = given();
      const run = await started(storage);
      const message = { ...run.ref, body: paid, dedupKey: 'signal:1' };
      const outcomes = await Promise.all([storage.put(message), storage.put(message)]);
      expect(outcomes.sort()).toEqual(['accepted', 'duplicate']);
      expect(await messagesOf(storage, run)).toEqual([paid]);
    });

    it('the same key is another message for another run', async () => {
      const { storage } = given();
      const [a, b] = [await started(storage), await started(storage)];
      expect(await storage.put({ ...a.ref, body: paid, dedupKey: 'k' })).toBe('accepted');
      expect(await storage.put({ ...b.ref, body: paid, dedupKey: 'k' })).toBe('accepted');
    });

    it('tells whoever puts that the run is closed or was never there', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.commit(closing(run.ref, 2));
      expect(await storage.put({ ...run.ref, body: paid, dedupKey: null })).toBe('runClosed');
      expect(await storage.put({ ...startRequest().ref, body: paid, dedupKey: null })).toBe('runNotFound');
    });

    it('is read by task queue and shard, after a cursor, up to a limit', async () => {
      const { storage } = given();
      const run = await started(storage);
      for (const name of ['a', 'b'])
        await storage.put({ ...run.ref, body: { ...paid, name }, dedupKey: null });
      const [wake, a, b] = await inboxOf(storage, run);
      const own = new Map([[run.queue, [run.ref.shard]]]);
      const ids = async (...args: Parameters<typeof storage.pollInbox>): Promise<readonly string[]> =>
        (await storage.pollInbox(...args)).map(({ id }) => id);

      expect(await ids(own, wake!.id, 10)).toEqual([a!.id, b!.id]);
      expect(await ids(own, null, 2)).toEqual([wake!.id, a!.id]);
      expect(await ids(own, b!.id, 10)).toEqual([]);
      const otherShard = ((run.ref.shard + 1) % 64) as Shard;
      expect(await ids(new Map([[run.queue, [otherShard]]]), null, 10)).toEqual([]);
      expect(await ids(new Map([[`${run.queue}-other`, [run.ref.shard]]]), null, 10)).toEqual([]);
      expect(await ids(new Map(), null, 10)).toEqual([]);
    });

    it('is read by run, too', async () => {
      const { storage } = given();
      const [run, other, none] = [await started(storage), await started(storage), startRequest()];
      await storage.put({ ...run.ref, body: paid, dedupKey: null });
      await storage.put({ ...other.ref, body: paid, dedupKey: 'k' });
      const rows = await inboxOf(storage, run);
      expect(await storage.readInbox([run.ref])).toEqual(rows);
      const both = [...rows, ...(await inboxOf(storage, other))].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(await storage.readInbox([other.ref, none.ref, run.ref])).toEqual(both);
      expect(await storage.readInbox([])).toEqual([]);
    });

    it('loses what a transition consumes, and only that', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.put({ ...run.ref, body: paid, dedupKey: null });
      expect(await storage.commit(transition(run.ref, 2, { consume: [run.wake] }))).toBe('committed');
      expect((await inboxOf(storage, run)).map(({ body }) => body)).toEqual([paid]);
    });

    it('rows that cause no event are discarded while the run has not moved on', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.discardInbox([{ ...run.ref, nextSeq: 5, ids: [run.wake] }]);
      expect(await inboxOf(storage, run)).toHaveLength(1);
      await storage.discardInbox([{ ...run.ref, nextSeq: 2, ids: [run.wake] }]);
      expect(await inboxOf(storage, run)).toHaveLength(0);
    });

    it('hints at the shard that has something new', async () => {
      const { storage, pass } = given();
      const run = await started(storage);
      const hinted: number[] = [];
      const off = storage.onHint((hint) => hint.kind === 'inbox' && hinted.push(...hint.shards));
      await storage.put({ ...run.ref, body: paid, dedupKey: null });
      for (let waits = 0; waits < 20 && !hinted.includes(run.ref.shard); waits++) await pass(25);
      off();
      expect(hinted).toContain(run.ref.shard);
    });
  });
}
