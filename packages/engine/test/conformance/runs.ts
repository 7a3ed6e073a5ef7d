import { describe, expect, it } from 'vitest';
import { closing, inboxOf, startRequest, started, transition, type Given } from './under-test.ts';

export function describeRuns(given: Given): void {
  describe('runs', () => {
    it('a started run has a record, one row of history and a wake row', async () => {
      const { storage } = given();
      const run = await started(storage, { by: 'person:ada', attributes: { city: 'Paris' } });

      expect(await storage.readRun(run.ref)).toMatchObject({
        ...run.ref,
        workflowId: run.workflowId,
        workflow: 'order',
        taskQueue: run.queue,
        status: 'running',
        closedAtMs: null,
        blocked: null,
        nextRunId: null,
        by: 'person:ada',
        attributes: { city: 'Paris' },
      });
      const [row, ...rest] = await storage.readHistory(run.ref, 0);
      expect(row).toMatchObject({ seq: 1, events: [run.event] });
      expect(rest).toEqual([]);
      expect(await inboxOf(storage, run)).toEqual([{ ...run.ref, id: run.wake, body: { kind: 'wake' } }]);
    });

    it('an open workflow id is not started again', async () => {
      const { storage } = given();
      const run = await started(storage);
      const again = await storage.startRun(startRequest({ workflowId: run.workflowId }));
      expect(again).toMatchObject({ kind: 'exists', run: { runId: run.ref.runId, status: 'running' } });
    });

    it('of two starts at once one makes the run and the other finds it', async () => {
      const { storage } = given();
      const first = startRequest();
      const second = startRequest({ workflowId: first.event.workflowId });
      const outcomes = await Promise.all([storage.startRun(first), storage.startRun(second)]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['exists', 'started']);
    });

    it('a start whose answer was lost finds its own run when it is made again', async () => {
      const { storage } = given();
      const request = startRequest();
      await storage.startRun(request);
      const again = await storage.startRun(request);
      expect(again).toMatchObject({ kind: 'exists', run: { runId: request.ref.runId } });
    });

    it('a start made again finds its own run also where that was continued, or is over', async () => {
      const { storage } = given();
      const request = startRequest();
      await storage.startRun(request);
      const next = startRequest({ workflowId: request.event.workflowId });
      const { runId: nextRunId } = next.ref;
      const event = { type: 'RunContinuedAsNew', nextRunId, workflow: 'order', input: null } as const;
      const close = { status: 'continuedAsNew', next } as const;
      await storage.commit(closing(request.ref, 2, { events: [event], close }));
      expect(await storage.startRun(request)).toMatchObject({ run: { runId: request.ref.runId } });
      await storage.commit(closing(next.ref, 2));
      expect(await storage.startRun(request)).toMatchObject({
        kind: 'exists',
        run: { runId: request.ref.runId },
      });
      expect(await storage.readHistory(request.ref, 0)).toHaveLength(2);
    });

    it('a closed workflow id may be used again, unless that is refused', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.commit(closing(run.ref, 2));
      const refused = await storage.startRun({
        ...startRequest({ workflowId: run.workflowId }),
        reusePolicy: 'reject',
      });
      expect(refused).toMatchObject({ kind: 'exists', run: { runId: run.ref.runId, status: 'completed' } });

      const next = await started(storage, { workflowId: run.workflowId });
      expect(await storage.findRun(run.workflowId)).toMatchObject({
        runId: next.ref.runId,
        status: 'running',
      });
    });

    it('signals given with the start are in the inbox, after the wake row', async () => {
      const { storage } = given();
      const signal = { kind: 'signal', name: 'paid', payload: 5 } as const;
      const request = { ...startRequest(), signals: [signal] };
      const outcome = await storage.startRun(request);
      expect(outcome.kind).toBe('started');
      const rows = await storage.pollInbox(
        new Map([[request.event.taskQueue, [request.ref.shard]]]),
        null,
        10,
      );
      expect(rows.map(({ body }) => body)).toEqual([{ kind: 'wake' }, signal]);
    });

    it('the latest run of a workflow id is found, and null where there is none', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.commit(closing(run.ref, 2));
      expect(await storage.findRun(run.workflowId)).toMatchObject({
        runId: run.ref.runId,
        status: 'completed',
      });
      expect(await storage.findRun(`${run.workflowId}-other`)).toBeNull();
      const other = startRequest().ref;
      expect(await storage.readRun(other)).toBeNull();
      expect(await storage.readHistory(other, 0)).toEqual([]);
    });

    it('history is read from a place, in rows, and of many runs at once', async () => {
      const { storage } = given();
      const [a, b] = [await started(storage), await started(storage)];
      for (let seq = 2; seq <= 4; seq++) await storage.commit(transition(a.ref, seq));

      expect((await storage.readHistory(a.ref, 2)).map(({ seq }) => seq)).toEqual([3, 4]);
      expect((await storage.readHistory(a.ref, 0, 2)).map(({ seq }) => seq)).toEqual([1, 2]);
      const both = await storage.readHistories([a.ref, b.ref]);
      expect(both.get(a.ref.runId)?.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(both.get(b.ref.runId)?.map(({ seq }) => seq)).toEqual([1]);
    });

    it('values come back as they were', async () => {
      const { storage } = given();
      const input = {
        b: 1,
        a: [0.1, 1e21, 2 ** 60, -1],
        text: 'Ω 🙂 "\\ \u2028',
        none: null,
        deep: { x: [] },
      };
      const run = await started(storage, { input });
      const [row] = await storage.readHistory(run.ref, 0);
      expect(JSON.stringify((row?.events[0] as { input: unknown }).input)).toBe(JSON.stringify(input));
    });

    it('a blocked run says why, until it is not blocked any more', async () => {
      const { storage } = given();
      const run = await started(storage);
      const blocked = { name: 'NondeterminismError', message: 'at event 3', code: 'NONDETERMINISM' };
      await storage.setBlocked(run.ref, blocked);
      expect(await storage.readRun(run.ref)).toMatchObject({ status: 'running', blocked });
      await storage.setBlocked(run.ref, null);
      expect(await storage.readRun(run.ref)).toMatchObject({ blocked: null });
    });

    it('the marks of many runs go at once', async () => {
      const { storage } = given();
      const [one, two, other] = [await started(storage), await started(storage), await started(storage)];
      const blocked = { name: 'NondeterminismError', message: 'at event 3', code: 'NONDETERMINISM' };
      for (const run of [one, two, other]) await storage.setBlocked(run.ref, blocked);
      const poisoned = await started(storage);
      await storage.setBlocked(poisoned.ref, { name: 'PoisonError', message: 'it kills', code: 'POISON' });
      await storage.unblock([one.ref, two.ref, poisoned.ref]);
      // Only its release ends that.
      expect(await storage.readRun(poisoned.ref)).toMatchObject({ blocked: { code: 'POISON' } });
      expect(await storage.readRun(one.ref)).toMatchObject({ blocked: null });
      expect(await storage.readRun(two.ref)).toMatchObject({ blocked: null });
      expect(await storage.readRun(other.ref)).toMatchObject({ blocked });
    });
  });
}
