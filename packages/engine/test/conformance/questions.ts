import type { Shard } from '@baton/core';
import type { Answer, OpenQuestion, Storage } from '@baton/engine';
import { describe, expect, it } from 'vitest';
import { started, transition, type Given, type Started } from './under-test.ts';

const seven: Answer = { kind: 'value', value: 7 };

const asked = (run: Started, changes: { readonly id?: string; readonly expiresInMs?: number } = {}) => ({
  ...run.ref,
  id: null,
  taskQueue: run.queue,
  name: 'total',
  args: [{ page: 1 }],
  expiresInMs: 60_000,
  ...changes,
});

const openOf = (storage: Storage, run: Started): Promise<readonly OpenQuestion[]> =>
  storage.openQuestions(new Map([[run.queue, [run.ref.shard]]]), 10);

export function describeQuestions(given: Given): void {
  describe('questions to runs', () => {
    it('reach who owns the shard for the queue, and are answered once', async () => {
      const { storage } = given();
      const run = await started(storage);
      const { shard } = run.ref;
      const id = await storage.askQuestion(asked(run));
      expect(await openOf(storage, run)).toEqual([
        { ...run.ref, id, name: 'total', args: [{ page: 1 }], isBehind: false, nextSeq: 2 },
      ]);
      const elsewhere = new Map([[`${run.queue}-other`, [shard]]]);
      expect(await storage.openQuestions(elsewhere, 10)).toEqual([]);
      const otherShard = new Map([[run.queue, [((shard + 1) % 64) as Shard]]]);
      expect(await storage.openQuestions(otherShard, 10)).toEqual([]);

      expect(await storage.takeAnswer({ shard, id })).toBeNull();
      await storage.answerQuestion({ shard, id }, seven);
      await storage.answerQuestion({ shard, id }, { kind: 'value', value: 8 });
      expect(await openOf(storage, run)).toEqual([]);
      expect(await storage.takeAnswer({ shard, id })).toEqual(seven);
      expect(await storage.takeAnswer({ shard, id })).toBeNull();
    });

    it('put again are the same question, and come back if the storage has forgotten them', async () => {
      const { storage } = given();
      const run = await started(storage);
      const { shard } = run.ref;
      const id = await storage.askQuestion(asked(run));
      expect(await storage.askQuestion(asked(run, { id }))).toBe(id);
      expect(await openOf(storage, run)).toHaveLength(1);
      await storage.answerQuestion({ shard, id }, seven);
      await storage.takeAnswer({ shard, id });
      expect(await storage.askQuestion(asked(run, { id }))).toBe(id);
      expect(await openOf(storage, run)).toMatchObject([{ id }]);
    });

    it('know what the run was told before they were asked', async () => {
      const { storage } = given();
      const run = await started(storage);
      const signal = { kind: 'signal', name: 'add', payload: 5 } as const;
      await storage.askQuestion(asked(run));
      await storage.put({ ...run.ref, body: signal, dedupKey: null });
      await storage.askQuestion(asked(run));
      expect((await openOf(storage, run)).map(({ isBehind }) => isBehind)).toEqual([false, true]);

      const owned = new Map([[run.queue, [run.ref.shard]]]);
      const rows = await storage.pollInbox(owned, null, 10);
      const consume = rows.filter(({ body }) => body.kind === 'signal').map(({ id }) => id);
      await storage.commit(transition(run.ref, 2, { consume }));
      const after = await openOf(storage, run);
      expect(after.map(({ isBehind, nextSeq }) => [isBehind, nextSeq])).toEqual([
        [false, 3],
        [false, 3],
      ]);
    });

    it('do not wait for a run that takes nothing in', async () => {
      const { storage } = given();
      const run = await started(storage);
      const signal = { kind: 'signal', name: 'add', payload: 5 } as const;
      await storage.put({ ...run.ref, body: signal, dedupKey: null });
      await storage.setBlocked(run.ref, { name: 'NondeterminismError', message: 'no' });
      await storage.askQuestion(asked(run));
      expect(await openOf(storage, run)).toMatchObject([{ isBehind: false }]);
    });

    it('are forgotten when nobody wants to know any more', async () => {
      const { storage, pass } = given();
      const run = await started(storage);
      const { shard } = run.ref;
      const id = await storage.askQuestion(asked(run, { expiresInMs: 50 }));
      await storage.answerQuestion({ shard, id }, seven);
      await storage.askQuestion(asked(run, { expiresInMs: 50 }));
      await pass(60);
      expect(await openOf(storage, run)).toEqual([]);
      await storage.askQuestion(asked(run));
      expect(await storage.takeAnswer({ shard, id })).toBeNull();
    });

    it('hint at the shard, and at the question when it is answered', async () => {
      const { storage, pass } = given();
      const run = await started(storage);
      const shards: number[] = [];
      const ids: string[] = [];
      const off = storage.onHint((hint) => {
        if (hint.kind === 'question') shards.push(...hint.shards);
        if (hint.kind === 'answer') ids.push(...hint.ids);
      });
      const id = await storage.askQuestion(asked(run));
      await storage.answerQuestion({ shard: run.ref.shard, id }, seven);
      for (let waits = 0; waits < 20 && !ids.includes(id); waits++) await pass(25);
      off();
      expect(shards).toContain(run.ref.shard);
      expect(ids).toContain(id);
    });
  });
}
