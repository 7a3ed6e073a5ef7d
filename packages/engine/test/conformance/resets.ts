import { makeRunId, runRef, type RunRef, type RunStarted } from '@baton/core';
import type { NextRun } from '@baton/engine';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { closing, messagesOf, started, transition, type Given, type Started } from './under-test.ts';

const paid = { kind: 'signal', name: 'paid', payload: 5 } as const;
const marked = { type: 'Marked', kind: 'note', value: 1 } as const;

function nextOf(run: Started): NextRun & { readonly event: RunStarted } {
  const ref: RunRef = runRef(makeRunId(run.ref.shard, Date.now(), randomBytes(8)));
  const resetFrom = {
    ...{ runId: run.ref.runId, seq: 3, atMs: 5_000, reason: 'again', by: 'person:1' },
    seed: run.ref.runId,
  };
  return {
    ref,
    event: { ...run.event, resetFrom },
    prefix: { startedAtMs: 1_000, rows: [{ seq: 2, atMs: 2_000, events: [marked, marked] }] },
    messages: [
      { kind: 'reset', runId: run.ref.runId, keptSeq: 3, reason: 'again', by: 'person:1' },
      { ...paid, requestId: 'one' },
    ],
  };
}

export function describeResets(given: Given): void {
  describe('a run that begins with the history of another one', () => {
    it('follows one that is terminated, in the same transition', async () => {
      const { storage } = given();
      const run = await started(storage);
      const next = nextOf(run);
      const close = { status: 'terminated', next } as const;
      expect(await storage.commit(closing(run.ref, 2, { consume: [run.wake], close }))).toBe('committed');
      expect(await storage.readRun(run.ref)).toMatchObject({
        status: 'terminated',
        nextRunId: next.ref.runId,
      });
      expect(await storage.findRun(run.workflowId)).toMatchObject({
        runId: next.ref.runId,
        status: 'running',
        resetFrom: run.ref.runId,
      });
      expect(await storage.readHistory(next.ref, 0)).toEqual([
        { seq: 1, atMs: 1_000, events: [next.event] },
        { seq: 2, atMs: 2_000, events: [marked, marked] },
      ]);
      expect(await messagesOf(storage, { ...run, ref: next.ref })).toEqual(next.messages);
      expect(await storage.commit(transition(next.ref, 4))).toBe('committed');
    });

    it('is not made over messages that nobody has seen', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.put({ ...run.ref, body: paid, dedupKey: null });
      const next = nextOf(run);
      const close = { status: 'terminated', next } as const;
      expect(await storage.commit(closing(run.ref, 2, { close }))).toBe('unseen');
      expect(await storage.readRun(next.ref)).toBeNull();
      expect(await storage.readHistory(next.ref, 0)).toEqual([]);
    });

    it('follows one that is closed, unless another is open', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.commit(closing(run.ref, 2, { consume: [run.wake] }));
      const { ref, event, prefix, messages: signals = [] } = nextOf(run);
      const request = { ref, event, reusePolicy: 'allow', signals, ...(prefix && { prefix }) } as const;
      expect(await storage.startRun(request)).toMatchObject({ kind: 'started' });
      expect((await storage.readHistory(ref, 0)).map(({ seq }) => seq)).toEqual([1, 2]);
      expect(await storage.readRun(run.ref)).toMatchObject({ status: 'completed', nextRunId: null });
      const other = nextOf(run);
      const refused = await storage.startRun({ ...request, ref: other.ref });
      expect(refused).toMatchObject({ kind: 'exists', run: { runId: ref.runId } });
      expect(await storage.readHistory(other.ref, 0)).toEqual([]);
    });
  });
}
