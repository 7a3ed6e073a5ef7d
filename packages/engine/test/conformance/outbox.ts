import type { Shard } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { OutboxBody } from '@baton/engine';
import { closing, started, startRequest, transition, type Given } from './under-test.ts';

export function describeOutbox(given: Given): void {
  describe('the outbox', () => {
    it('keeps what a run sends until it is delivered, also after its end', async () => {
      const { storage } = given();
      const run = await started(storage);
      const child = startRequest();
      const bodies: readonly OutboxBody[] = [
        { kind: 'startChild', childId: 'c1', event: child.event, ref: child.ref },
        {
          kind: 'message',
          workflowId: 'x',
          to: null,
          body: { kind: 'cancel', reason: 'r', by: 'workflow' },
          dedupKey: 'k',
        },
      ];
      await storage.commit(transition(run.ref, 2, { outbox: bodies }));
      await storage.commit(closing(run.ref, 3));
      const mine = async () =>
        (await storage.pollOutbox([run.ref.shard], 1_000)).filter(({ from }) => from.runId === run.ref.runId);

      const sent = await mine();
      expect(sent.map(({ body }) => body)).toEqual(bodies);
      await storage.removeOutbox(run.ref.shard, sent[0]!.id);
      expect((await mine()).map(({ body }) => body)).toEqual(bodies.slice(1));
      await storage.removeOutbox(run.ref.shard, sent[1]!.id);
      expect(await mine()).toEqual([]);
    });

    it('is read again and again, whatever came and went before', async () => {
      const { storage } = given();
      const run = await started(storage);
      const mine = async () =>
        (await storage.pollOutbox([run.ref.shard], 1_000)).filter(({ from }) => from.runId === run.ref.runId);
      for (let seq = 2; seq < 5; seq++) {
        const body: OutboxBody = { kind: 'terminate', to: run.ref, reason: `${seq}` };
        await storage.commit(transition(run.ref, seq, { outbox: [body, body] }));
        const [first, second] = await mine();
        await storage.removeOutbox(run.ref.shard, first!.id);
        expect((await mine()).map(({ id }) => id)).toEqual([second!.id]);
        await storage.removeOutbox(run.ref.shard, second!.id);
        expect(await mine()).toEqual([]);
      }
    });

    it('is read by shard', async () => {
      const { storage } = given();
      const run = await started(storage);
      const body: OutboxBody = { kind: 'terminate', to: run.ref, reason: 'x' };
      await storage.commit(transition(run.ref, 2, { outbox: [body] }));
      const elsewhere = await storage.pollOutbox([((run.ref.shard + 1) % 64) as Shard], 1_000);
      expect(elsewhere.some(({ from }) => from.runId === run.ref.runId)).toBe(false);
    });
  });
}
