import { defaultActivityOptions, type ActivityId, type HumanDecision, type HumanTaskSpec } from '@baton/core';
import { describe, expect, it } from 'vitest';
import type { HumanDecide, Storage } from '@baton/engine';
import {
  anyAttempt,
  closing,
  inboxOf,
  messagesOf,
  transition,
  withActivity,
  type Given,
  type Started,
} from './under-test.ts';

const one = '1' as ActivityId;
const spec: HumanTaskSpec = {
  title: 'Release to prod',
  instructions: '**Look** first',
  form: null,
  outcomes: ['approve', 'reject'],
  assignees: ['role:ops'],
  dueInMs: 60_000,
  priority: 3,
  requesterMayNotApprove: true,
  context: { version: 7 },
};
const approval: HumanDecision = {
  outcome: 'approve',
  values: { note: 'ok' },
  by: 'person:ada',
  at: '2026-01-01T00:00:00.000Z',
  comment: null,
};

export function describeHumanTasks(given: Given): void {
  describe('a human task', () => {
    it('opens with its activity, and says what is asked of whom', async () => {
      const { storage } = given();
      const run = await asked(storage);
      const task = await storage.readHumanTask(run.ref, one);
      expect(task).toMatchObject({
        ...{
          ...run.ref,
          activityId: one,
          workflow: 'order',
          workflowId: run.workflowId,
          spec,
          state: 'open',
        },
        ...{ claimedBy: null, closedAtMs: null, decision: null, requestedBy: 'person:bob' },
      });
      expect(task!.dueAtMs! - task!.createdAtMs).toBe(60_000);
      expect(await storage.readHumanTask(run.ref, '2' as ActivityId)).toBeNull();
    });

    it('is decided once: the first wins, and the second is told who it was', async () => {
      const { storage } = given();
      const run = await asked(storage);
      const outcomes = await Promise.all([
        storage.decideHumanTask(decide(run, 'k1')),
        storage.decideHumanTask(decide(run, 'k2', { ...approval, by: 'person:eve', outcome: 'reject' })),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['closed', 'recorded']);
      const winner = outcomes[0].kind === 'recorded' ? 'person:ada' : 'person:eve';
      const closed = outcomes.find(({ kind }) => kind === 'closed');
      expect(closed).toMatchObject({ task: { state: 'completed', decision: { by: winner } } });
      const messages = await messagesOf(storage, run);
      expect(messages).toMatchObject([
        { kind: 'activityCompleted', activityId: one, result: { by: winner } },
      ]);
    });

    it('answers a double click as the first time', async () => {
      const { storage } = given();
      const run = await asked(storage);
      expect(await storage.decideHumanTask(decide(run, 'k'))).toEqual({ kind: 'recorded' });
      expect(await storage.decideHumanTask(decide(run, 'k'))).toEqual({ kind: 'repeated' });
      expect(await messagesOf(storage, run)).toHaveLength(1);
    });

    it('gives the run the whole decision, and who made it', async () => {
      const { storage } = given();
      const run = await asked(storage);
      await storage.decideHumanTask(decide(run, 'k'));
      expect(await messagesOf(storage, run)).toMatchObject([
        { kind: 'activityCompleted', activityId: one, result: { ...approval }, by: 'person:ada' },
      ]);
      expect(await storage.readHumanTask(run.ref, one)).toMatchObject({
        state: 'completed',
        decision: approval,
      });
    });

    it('can be failed with a reason', async () => {
      const { storage } = given();
      const run = await asked(storage);
      const failure = { name: 'Refused', message: 'not mine to say' };
      const decision = { kind: 'fail', failure, by: 'person:ada', at: approval.at } as const;
      expect(await storage.decideHumanTask({ ...decide(run, 'k'), decision })).toEqual({ kind: 'recorded' });
      expect(await messagesOf(storage, run)).toMatchObject([{ kind: 'activityFailed', failure }]);
      expect(await storage.readHumanTask(run.ref, one)).toMatchObject({ state: 'failed' });
    });

    it('keeps its decision when the run takes it up', async () => {
      const { storage } = given();
      const run = await asked(storage);
      await storage.decideHumanTask(decide(run, 'k'));
      const consume = (await inboxOf(storage, run)).map(({ id }) => id);
      const closeActivities = [{ activityId: one, human: 'completed' as const }];
      expect(await storage.commit(transition(run.ref, 3, { consume, closeActivities }))).toBe('committed');
      expect(await storage.readHumanTask(run.ref, one)).toMatchObject({
        state: 'completed',
        decision: approval,
      });
      expect(await storage.decideHumanTask(decide(run, 'k'))).toEqual({ kind: 'repeated' });
    });

    it.each(['cancelled', 'expired'] as const)('cannot be decided once it is %s', async (how) => {
      const { storage } = given();
      const run = await asked(storage);
      await storage.commit(transition(run.ref, 3, { closeActivities: [{ activityId: one, human: how }] }));
      const outcome = await storage.decideHumanTask(decide(run, 'k'));
      expect(outcome).toMatchObject({ kind: 'closed', task: { state: how, decision: null } });
      expect(await messagesOf(storage, run)).toEqual([]);
    });

    it('leaves with its run', async () => {
      const { storage } = given();
      const run = await asked(storage);
      await storage.commit(closing(run.ref, 3));
      expect(await storage.readHumanTask(run.ref, one)).toMatchObject({ state: 'cancelled' });
      expect(await storage.decideHumanTask(decide(run, 'k'))).toMatchObject({ kind: 'closed' });
    });

    it('cannot be decided after a token has completed its activity', async () => {
      const { storage } = given();
      const run = await asked(storage);
      await storage.completeActivity(anyAttempt(run), { outcome: 'approve' }, {});
      expect(await storage.decideHumanTask(decide(run, 'k'))).toMatchObject({ kind: 'closed' });
      expect(await messagesOf(storage, run)).toHaveLength(1);
    });

    it('is claimed by one of two, and can be given back', async () => {
      const { storage } = given();
      const run = await asked(storage);
      const claim = async (by: string | null, expected: 'open' | 'claimed') =>
        storage.claimHumanTask(run.ref, one, by, by ?? 'person:ada', expected);
      const claims = await Promise.all([claim('person:ada', 'open'), claim('person:eve', 'open')]);
      expect(claims.filter((task) => task !== null)).toHaveLength(1);
      expect(await storage.readHumanTask(run.ref, one)).toMatchObject({ state: 'claimed' });
      expect(await claim(null, 'claimed')).toMatchObject({ state: 'open', claimedBy: null });
    });

    it('that nobody knows is not found', async () => {
      const { storage } = given();
      const run = await withActivity(storage);
      expect(await storage.decideHumanTask(decide(run, 'k'))).toEqual({ kind: 'notFound' });
      expect(await storage.claimHumanTask(run.ref, one, 'person:ada', 'person:ada', 'open')).toBeNull();
    });

    it('that is failed by token is asked again, never given to a worker', async () => {
      const { storage } = given();
      const run = await asked(storage);
      const end = {
        kind: 'retry',
        failure: { name: 'E', message: 'm' },
        availableAtMs: await storage.now(),
      } as const;
      await storage.endAttempt(anyAttempt(run), end, {});
      expect(await storage.readActivity(run.ref, one)).toMatchObject({ state: 'async' });
      expect(await storage.readHumanTask(run.ref, one)).toMatchObject({ state: 'open' });
    });
  });
}

/** A run that waits for a person; its next event is 3. */
async function asked(storage: Storage): Promise<Started> {
  const nowMs = await storage.now();
  return withActivity(
    storage,
    {
      human: spec,
      state: 'async',
      attempt: 1,
      startedAtMs: nowMs,
      options: defaultActivityOptions,
      name: 'approve',
    },
    { by: 'person:bob' },
  );
}

function decide(run: Started, idempotencyKey: string, decision = approval): HumanDecide {
  const { by: actor } = decision;
  return {
    ...run.ref,
    activityId: one,
    decision: { kind: 'complete', decision },
    idempotencyKey,
    actor,
    audit: {},
  };
}
