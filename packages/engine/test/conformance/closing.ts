import type { RunStarted, SessionId, TimerId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { Transition } from '@baton/engine';
import {
  activityRow,
  anyAttempt,
  claimed,
  closing,
  inboxOf,
  sessionOptions,
  started,
  startRequest,
  transition,
  withActivity,
  type Given,
  type Started,
} from './under-test.ts';

const paid = { kind: 'signal', name: 'paid', payload: null } as const;

export function describeClosing(given: Given): void {
  describe('the end of a run', () => {
    it('is refused while the inbox has a message that the end has not seen', async () => {
      const { storage } = given();
      const run = await started(storage);
      await storage.put({ ...run.ref, body: paid, dedupKey: null });
      expect(await storage.commit(closing(run.ref, 2, { consume: [run.wake] }))).toBe('unseen');
      expect(await storage.readRun(run.ref)).toMatchObject({ status: 'running' });

      const all = (await inboxOf(storage, run)).map(({ id }) => id);
      expect(await storage.commit(closing(run.ref, 2, { consume: all }))).toBe('committed');
      expect(await storage.readRun(run.ref)).toMatchObject({ status: 'completed' });
    });

    it('a message put at the same time is either seen or told that the run is closed', async () => {
      const { storage } = given();
      for (let round = 0; round < 10; round++) {
        const run = await started(storage);
        const [put, commit] = await Promise.all([
          storage.put({ ...run.ref, body: paid, dedupKey: null }),
          storage.commit(closing(run.ref, 2)),
        ]);
        expect([put, commit]).toEqual(
          put === 'accepted' ? ['accepted', 'unseen'] : ['runClosed', 'committed'],
        );
      }
    });

    it('takes along what the same transition has begun', async () => {
      const { storage } = given();
      const run = await started(storage);
      const sessionId = `${run.ref.runId}/1` as SessionId;
      const session = { sessionId, options: sessionOptions(), taskQueue: run.queue, label: null };
      const begun = closing(run.ref, 2, {
        consume: [run.wake],
        addActivities: [activityRow(run)],
        addTimers: [{ timerId: '2' as TimerId, fireAtMs: Date.now() - 1_000 }],
        addSessions: [session],
      });
      expect(await storage.commit(begun)).toBe('committed');
      expect(await storage.pendingActivities(run.ref)).toEqual([]);
      expect(await storage.dueTimers(new Map([[run.queue, [run.ref.shard]]]), Date.now(), 10)).toEqual([]);
      expect(await storage.listSessions({ runId: run.ref.runId, open: true, limit: 10 })).toEqual([]);
    });

    it('a wake row is no message', async () => {
      const { storage } = given();
      const run = await started(storage);
      expect(await storage.commit(closing(run.ref, 2))).toBe('committed');
      expect(await inboxOf(storage, run)).toEqual([]);
    });

    it.each(['terminated', 'timedOut'] as const)(
      '%s waits for nobody: there is no code to decide again',
      async (status) => {
        const { storage } = given();
        const run = await started(storage);
        await storage.put({ ...run.ref, body: paid, dedupKey: null });
        const events: Transition['events'] =
          status === 'timedOut'
            ? [{ type: 'RunTimedOut' }]
            : [{ type: 'RunTerminated', reason: 'x', by: 'person:ada' }];
        expect(await storage.commit(closing(run.ref, 2, { events, close: { status, next: null } }))).toBe(
          'committed',
        );
        expect(await storage.readRun(run.ref)).toMatchObject({ status });
        expect(await inboxOf(storage, run)).toEqual([]);
      },
    );

    it('takes everything that is still open with it', async () => {
      const { storage } = given();
      const run = await started(storage);
      const sessionId = `${run.ref.runId}/1` as SessionId;
      await storage.commit(
        transition(run.ref, 2, {
          addActivities: [activityRow(run)],
          addTimers: [{ timerId: '1' as TimerId, fireAtMs: 1 }],
          addSessions: [{ sessionId, options: sessionOptions(), taskQueue: run.queue, label: null }],
        }),
      );
      expect(await storage.commit(closing(run.ref, 3))).toBe('committed');

      expect(await storage.pendingActivities(run.ref)).toEqual([]);
      expect(await storage.dueTimers(new Map([[run.queue, [run.ref.shard]]]), 10, 10)).toEqual([]);
      expect(await storage.listSessions({ runId: run.ref.runId, open: true, limit: 10 })).toEqual([]);
      expect(await inboxOf(storage, run)).toEqual([]);
    });

    it('stops what its workers run', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId, target } = await claimed(storage, run);
      await storage.commit(closing(run.ref, 3));
      const { attempt: _, epoch: __, ...attempt } = target;
      expect(await storage.cancelRequests(workerId)).toMatchObject([
        { ...attempt, reason: 'WORKFLOW_CLOSED' },
      ]);
      expect(await storage.cancelRequests(workerId)).toEqual([]);
      expect(await storage.completeActivity(anyAttempt(run), 1, {})).toEqual({
        kind: 'refused',
        code: 'RUN_CLOSED',
      });
    });

    it('continue-as-new starts the next run in the same transaction', async () => {
      const { storage } = given();
      const run = await started(storage);
      const next = nextOf(run);
      const close = { status: 'continuedAsNew', next } as const;
      expect(await storage.commit(closing(run.ref, 2, { events: [continued(next.ref.runId)], close }))).toBe(
        'committed',
      );

      expect(await storage.readRun(run.ref)).toMatchObject({
        status: 'continuedAsNew',
        nextRunId: next.ref.runId,
      });
      expect(await storage.findRun(run.workflowId)).toMatchObject({
        runId: next.ref.runId,
        status: 'running',
      });
      expect(await storage.readHistory(next.ref, 0)).toMatchObject([{ seq: 1, events: [next.event] }]);
      expect(await inboxOf(storage, { ...run, ref: next.ref })).toMatchObject([
        { runId: next.ref.runId, body: { kind: 'wake' } },
      ]);
    });

    it('hands a session over to the next run where that says so', async () => {
      const { storage } = given();
      const run = await started(storage);
      const sessionId = `${run.ref.runId}/1` as SessionId;
      const session = { sessionId, options: sessionOptions(), taskQueue: run.queue, label: null };
      await storage.commit(transition(run.ref, 2, { addSessions: [session] }));
      const next = nextOf(run, { sessions: [sessionId] });
      const close = { status: 'continuedAsNew', next } as const;
      await storage.commit(closing(run.ref, 3, { events: [continued(next.ref.runId)], close }));
      const open = await storage.listSessions({ runId: next.ref.runId, open: true, limit: 10 });
      expect(open).toMatchObject([{ sessionId, runId: next.ref.runId }]);
    });
  });
}

function nextOf(
  run: Started,
  changes: Partial<RunStarted> = {},
): NonNullable<NonNullable<Transition['close']>['next']> {
  const { workflowId, queue: taskQueue } = run;
  const { ref, event } = startRequest({ workflowId, taskQueue, continuedFrom: run.ref.runId, ...changes });
  return { ref, event };
}

function continued(nextRunId: RunStarted['continuedFrom'] & string): Transition['events'][number] {
  return { type: 'RunContinuedAsNew', nextRunId, workflow: 'order', input: null };
}
