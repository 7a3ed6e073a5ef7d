import { defaultActivityOptions, type ActivityId } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { Storage } from '@baton/engine';
import {
  activityRow,
  anyAttempt,
  claimed,
  closing,
  messagesOf,
  registered,
  started,
  startRequest,
  targetOf,
  transition,
  withActivity,
  type Given,
  type Started,
} from './under-test.ts';

export function describeActivities(given: Given): void {
  describe('an activity', () => {
    it('is handed to one worker, as its first attempt', async () => {
      const { storage } = given();
      const run = await withActivity(storage, { label: 'pay' });
      const [a, b] = [await registered(storage, run.queue), await registered(storage, run.queue)];
      const claims = await Promise.all(
        [a, b].map(({ workerId }) => storage.claimActivities(workerId, [run.queue], ['charge'], 10)),
      );
      const [task, ...others] = claims.flat();
      expect(others).toEqual([]);
      expect(task).toMatchObject({
        ...run.ref,
        activityId: '1',
        name: 'charge',
        input: { amount: 5 },
        workflow: 'order',
        workflowId: run.workflowId,
        attempt: 1,
        epoch: 0,
        sessionId: null,
        checkpoint: undefined,
        lastFailure: null,
      });
      expect(task?.options).toEqual({ ...defaultActivityOptions, startToCloseMs: 60_000 });
      const winner = claims[0]?.length === 1 ? a : b;
      expect(await storage.pendingActivities(run.ref)).toMatchObject([
        {
          state: 'running',
          attempt: 1,
          workerId: winner.workerId,
          label: 'pay',
          cancelRequested: null,
          heartbeat: null,
        },
      ]);
    });

    it('goes only to workers of its queue that know its name', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { workerId } = await registered(storage, run.queue);
      expect(await storage.claimActivities(workerId, [`${run.queue}-other`], ['charge'], 1)).toEqual([]);
      expect(await storage.claimActivities(workerId, [run.queue], ['refund'], 1)).toEqual([]);
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toHaveLength(1);
    });

    it('that no worker can take says so, for as long as that is so', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const seen = async () => (await storage.pendingActivities(run.ref))[0];
      expect(await seen()).toMatchObject({ state: 'queued', lastFailure: { code: 'NO_WORKER' } });
      const other = await registered(storage, run.queue, { activities: [] });
      const failure = (await seen())?.lastFailure;
      expect(failure).toMatchObject({
        code: 'ACTIVITY_NOT_REGISTERED',
        fields: { queue: run.queue, activity: 'charge' },
      });
      expect(failure?.message).toContain(other.workerKey);
      expect(await storage.readActivity(run.ref, '1' as ActivityId)).toEqual(await seen());
      await registered(storage, run.queue);
      expect((await seen())?.lastFailure).toBeNull();
    });

    it('that no worker can take keeps its last real failure as the cause', async () => {
      const { storage } = given();
      const lastFailure = { name: 'E', message: 'm' };
      const run = await withActivity(storage, { attempt: 1, lastFailure });
      const failure = async () => (await storage.pendingActivities(run.ref))[0]?.lastFailure;
      expect(await failure()).toEqual(lastFailure);
      await registered(storage, run.queue, { activities: [] });
      expect(await failure()).toMatchObject({ code: 'ACTIVITY_NOT_REGISTERED', cause: lastFailure });
    });

    it('with a higher priority goes first, then the one that is ready for longer', async () => {
      const { storage } = given();
      const run = await started(storage);
      const nowMs = await storage.now();
      const row = (activityId: string, availableAtMs: number, priority: number) =>
        activityRow(run, {
          activityId: activityId as ActivityId,
          availableAtMs,
          options: { ...defaultActivityOptions, startToCloseMs: 1, priority },
        });
      const addActivities = [row('1', nowMs - 5, 0), row('2', nowMs - 9, 0), row('3', nowMs, 5)];
      await storage.commit(transition(run.ref, 2, { addActivities }));
      const { workerId } = await registered(storage, run.queue);
      const order = [];
      for (let i = 0; i < 3; i++)
        order.push(...(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)));
      expect(order.map(({ activityId }) => activityId)).toEqual(['3', '2', '1']);
    });

    it('is not handed out before its time', async () => {
      const { storage, pass } = given();
      const run = await withActivity(storage, { availableAtMs: (await storage.now()) + 2_000 });
      const { workerId } = await registered(storage, run.queue);
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toEqual([]);
      await pass(2_050);
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toHaveLength(1);
    });

    it('that was completed says so in the inbox, and its row waits for the run', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { task } = await claimed(storage, run);
      expect(await storage.completeActivity(targetOf(task), { ok: true }, { by: 'worker:w' })).toEqual({
        kind: 'ok',
      });
      expect(await messagesOf(storage, run)).toEqual([
        { kind: 'activityCompleted', activityId: '1', result: { ok: true }, by: 'worker:w', attempt: 1 },
      ]);
      expect(await storage.readActivity(run.ref, '1' as ActivityId)).toMatchObject({ state: 'done' });
    });

    it('is completed once: the first result stands', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const target = anyAttempt(run);
      const outcomes = await Promise.all([
        storage.completeActivity(target, 'a', { completionKey: 'ka' }),
        storage.completeActivity(target, 'b', { completionKey: 'kb' }),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['ok', 'refused']);
      expect(outcomes).toContainEqual({ kind: 'refused', code: 'ALREADY_COMPLETED' });
      const winner = outcomes[0].kind === 'ok' ? 'ka' : 'kb';
      expect(await storage.completeActivity(target, 'x', { completionKey: winner })).toEqual({
        kind: 'alreadyCompleted',
      });
      expect(await messagesOf(storage, run)).toMatchObject([{ completionKey: winner }]);
    });

    it('can be completed by whoever holds its token while it waits for a worker', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      expect(await storage.completeActivity(anyAttempt(run), 1, {})).toEqual({ kind: 'ok' });
      const { workerId } = await registered(storage, run.queue);
      expect(await storage.claimActivities(workerId, [run.queue], ['charge'], 1)).toEqual([]);
    });

    it('refuses an attempt that is not the current one', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { task, target } = await claimed(storage, run);
      const stale = { kind: 'refused', code: 'STALE_ATTEMPT' };
      expect(await storage.completeActivity({ ...target, attempt: 2 }, 1, {})).toEqual(stale);
      await fail(storage, run);
      expect(await storage.completeActivity(target, 1, {})).toEqual(stale);
      expect(await storage.makeAsync(target)).toEqual(stale);
      expect(await storage.heartbeat([{ ...target, details: 1, sequence: 9 }])).toEqual([stale]);
      const [second] = await storage.claimActivities(
        (await registered(storage, run.queue)).workerId,
        [run.queue],
        ['charge'],
        1,
      );
      expect(second?.attempt).toBe(task.attempt + 1);
      expect(await storage.completeActivity(target, 1, {})).toEqual(stale);
      expect(await storage.completeActivity(targetOf(second!), 1, {})).toEqual({ kind: 'ok' });
    });

    it('refuses an epoch that is not the current one', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const { target } = await claimed(storage, run);
      const answer = await storage.completeActivity({ ...target, epoch: 7 }, 1, {});
      expect(answer).toEqual({ kind: 'refused', code: 'STALE_EPOCH' });
    });

    it('that is not there, or whose run is closed or unknown, refuses everything by its own code', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      const failure = { name: 'Error', message: 'x' };
      const everything = async (target: ReturnType<typeof anyAttempt>) =>
        new Set([
          codeOf(await storage.completeActivity(target, 1, {})),
          codeOf(await storage.endAttempt(target, { kind: 'final', failure }, {})),
          codeOf(await storage.reportCancelled(target, failure)),
          codeOf(await storage.makeAsync(target)),
          codeOf((await storage.heartbeat([{ ...target, details: 1, sequence: 1 }]))[0]!),
        ]);
      expect(await everything(anyAttempt(run, '9'))).toEqual(new Set(['ACTIVITY_CLOSED']));
      await storage.commit(closing(run.ref, 3));
      expect(await everything(anyAttempt(run))).toEqual(new Set(['RUN_CLOSED']));
      const other = { ...anyAttempt(run), ...startRequest().ref };
      expect(await everything(other)).toEqual(new Set(['RUN_NOT_FOUND']));
    });
  });
}

async function fail(storage: Storage, run: Started): Promise<void> {
  const availableAtMs = await storage.now();
  await storage.endAttempt(
    anyAttempt(run),
    { kind: 'retry', failure: { name: 'E', message: 'm' }, availableAtMs },
    {},
  );
}

function codeOf(answer: { readonly kind: string; readonly code?: string }): string {
  return answer.code ?? answer.kind;
}
