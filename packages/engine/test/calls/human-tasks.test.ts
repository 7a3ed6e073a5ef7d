import { type ActivityId, type HumanTaskSpec } from '@baton/core';
import {
  claimHumanTask,
  createMemoryStorage,
  decideHumanTask,
  failHumanTask,
  type Storage,
} from '@baton/engine';
import { describe, expect, it } from 'vitest';
import { messagesOf, withActivity, type Started } from '../conformance/under-test.ts';

const memory = (): Storage => createMemoryStorage({ clock: { nowMs: () => Date.now() } });
const activityId = '1' as ActivityId;
const spec: HumanTaskSpec = {
  title: 'Release',
  instructions: null,
  form: { type: 'object', properties: { note: { type: 'string', minLength: 2 } }, required: ['note'] },
  outcomes: ['approve', 'reject'],
  assignees: [],
  dueInMs: null,
  priority: 0,
  requesterMayNotApprove: false,
  context: null,
};
const ada = { by: 'person:ada', at: '2026-01-01T00:00:00.000Z', idempotencyKey: 'click-1' };
const eve = { ...ada, by: 'person:eve', idempotencyKey: 'click-2' };
const approve = { outcome: 'approve', values: { note: 'fine' } };

async function asked(storage: Storage): Promise<Started> {
  return withActivity(storage, { human: spec, state: 'async', attempt: 1, startedAtMs: Date.now() });
}

describe('deciding a human task', () => {
  it('completes its activity with the decision; a double click does no more', async () => {
    const storage = memory();
    const run = await asked(storage);
    const target = { ...run.ref, activityId };
    expect(await decideHumanTask(storage, target, approve, ada)).toEqual({ repeated: false });
    expect(await decideHumanTask(storage, target, approve, ada)).toEqual({ repeated: true });
    const { by, at } = ada;
    expect(await messagesOf(storage, run)).toMatchObject([{ result: { ...approve, by, at, comment: null } }]);
  });

  it('tells the second who was first, and with what', async () => {
    const storage = memory();
    const target = { ...(await asked(storage)).ref, activityId };
    await decideHumanTask(storage, target, approve, ada);
    const second = decideHumanTask(storage, target, { ...approve, outcome: 'reject' }, eve);
    await expect(second).rejects.toMatchObject({
      ...{ code: 'TASK_CLOSED', details: { by: 'person:ada', outcome: 'approve', at: ada.at } },
    });
  });

  it('needs one of its outcomes and a form that is filled in', async () => {
    const storage = memory();
    const run = await asked(storage);
    const target = { ...run.ref, activityId };
    const maybe = decideHumanTask(storage, target, { ...approve, outcome: 'maybe' }, ada);
    await expect(maybe).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    const empty = decideHumanTask(storage, target, { outcome: 'approve', values: { note: '' } }, ada);
    await expect(empty).rejects.toMatchObject({
      code: 'FORM_INVALID',
      details: { problems: [{ path: '/note' }] },
    });
    expect(await messagesOf(storage, run)).toEqual([]);
  });

  it('fails its activity where the person says so', async () => {
    const storage = memory();
    const run = await asked(storage);
    await failHumanTask(storage, { ...run.ref, activityId }, 'not mine to say', ada);
    expect(await messagesOf(storage, run)).toMatchObject([
      {
        kind: 'activityFailed',
        failure: { message: 'not mine to say', nonRetryable: true },
        by: 'person:ada',
      },
    ]);
  });

  it('is claimed by one; the other is told by whom', async () => {
    const storage = memory();
    const target = { ...(await asked(storage)).ref, activityId };
    const claim = (by: string | null) => claimHumanTask(storage, target, { by, actor: by ?? 'person:ada' });
    expect(await claim('person:ada')).toMatchObject({ state: 'claimed', claimedBy: 'person:ada' });
    expect(await claim('person:ada')).toMatchObject({ state: 'claimed' });
    await expect(claim('person:eve')).rejects.toMatchObject({
      code: 'TASK_CLAIMED',
      details: { by: 'person:ada' },
    });
    expect(await claim(null)).toMatchObject({ state: 'open', claimedBy: null });
  });

  it('that nobody was asked is not found', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const target = { ...run.ref, activityId };
    await expect(decideHumanTask(storage, target, approve, ada)).rejects.toMatchObject({
      code: 'TASK_NOT_FOUND',
    });
  });
});
