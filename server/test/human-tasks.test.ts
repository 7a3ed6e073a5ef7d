import { WorkflowClient } from '@baton/client';
import { humanActivity, workflow } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskItem } from '../views/human-tasks.ts';
import { startWorker, type TestWorker } from './engine.ts';
import { BOOTSTRAP_KEY, codeOf, refusal, startStudio, type SignedIn, type Studio } from './studio.ts';

const approve = humanActivity('approve', {
  title: 'Release it?',
  assignees: ['role:release'],
  outcomes: ['approve', 'reject'],
  dueIn: '1 hour',
  form: {
    type: 'object',
    properties: { reason: { type: 'string', minLength: 3 } },
    required: ['reason'],
    additionalProperties: false,
  },
});
const fourEyes = humanActivity('fourEyes', {
  title: 'A second look',
  outcomes: ['approve'],
  requesterMayNotApprove: true,
});
const release = workflow('release', async () => approve({}));
const secondLook = workflow('secondLook', async () => fourEyes({}));

let studio: Studio;
let worker: TestWorker;
let client: WorkflowClient;
let ann: SignedIn;
let ned: SignedIn;
let otto: SignedIn;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [release, secondLook], activities: [] });
  client = new WorkflowClient({ url: studio.url, apiKey: BOOTSTRAP_KEY });
  ann = await studio.person('approver', ['release']);
  ned = await studio.person('operator', ['release']);
  otto = await studio.person('approver');
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

/** The task of a run, as soon as there is one. */
async function taskOf(runId: string, who = ann): Promise<TaskItem> {
  for (let tries = 0; tries < 200; tries++) {
    const { items } = await who.client.humanTasks.list.query({ view: 'all', runId: runId as never });
    if (items[0] !== undefined) return items[0];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('No task');
}
async function started() {
  const run = await client.start(release, undefined);
  const { runId, activityId } = await taskOf(run.runId);
  return { run, key: { runId, activityId } };
}
const yes = { outcome: 'approve', values: { reason: 'tested well' } };

describe('a task', () => {
  test('is in the inbox of its assignees, and says why', async () => {
    const { run } = await started();
    const mine = async (who: SignedIn) => {
      const { items } = await who.client.humanTasks.list.query({ view: 'mine', runId: run.runId });
      return items.map(({ whyYou }) => whyYou);
    };
    expect(await mine(ann)).toEqual(['Assigned to everyone with the role release.']);
    expect(await mine(otto)).toEqual([]);
    expect((await ann.client.humanTasks.counts.query()).mine).toBeGreaterThan(0);
    expect((await otto.client.humanTasks.counts.query()).mine).toBe(0);
    await run.terminate();
  });

  test('is decided by an assignee: the run goes on with the answer', async () => {
    const { run, key } = await started();
    expect(
      await ann.client.humanTasks.decide.mutate({ ...key, ...yes, comment: 'fine', idempotencyKey: 'a' }),
    ).toEqual({
      accepted: true,
      repeated: false,
    });
    expect(await run.result()).toMatchObject({
      outcome: 'approve',
      values: { reason: 'tested well' },
      by: `person:${ann.personId}`,
      comment: 'fine',
    });
    const { events } = await ann.client.humanTasks.get.query(key);
    expect(events.map(({ kind, byName }) => [kind, byName])).toEqual([['decided', 'approver 1']]);
    const audit = await studio.asAdmin.audit.list.query({ object: `${key.runId}/${key.activityId}` });
    expect(audit.items).toHaveLength(1);
  });

  test('a double click is one decision', async () => {
    const { key } = await started();
    const click = () => ann.client.humanTasks.decide.mutate({ ...key, ...yes, idempotencyKey: 'click' });
    const answers = await Promise.all(Array.from({ length: 10 }, click));
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  test('of two people the first wins, and the second is told who, when and what', async () => {
    const { key } = await started();
    const decide = (who: SignedIn, outcome: string) =>
      who.client.humanTasks.decide.mutate({ ...key, ...yes, outcome, idempotencyKey: 'x' }).then(
        () => null,
        async (error: unknown) => refusal(Promise.reject(error as Error)),
      );
    const refusals = await Promise.all([decide(ann, 'approve'), decide(ned, 'reject')]);
    const [second] = refusals.filter((one) => one !== null);
    expect(refusals.filter((one) => one === null)).toHaveLength(1);
    expect(second).toMatchObject({ code: 'TASK_CLOSED', httpStatus: 409 });
    expect(second?.details).toMatchObject({
      state: 'completed',
      outcome: expect.stringMatching(/approve|reject/) as string,
      byName: expect.stringMatching(/approver 1|operator 2/) as string,
      atMs: expect.any(Number) as number,
    });
  });

  test('is not for others; an administrator overrides, on record', async () => {
    const { run, key } = await started();
    const decide = { ...key, ...yes, idempotencyKey: 'o' };
    expect(await codeOf(otto.client.humanTasks.decide.mutate(decide))).toBe('NOT_ASSIGNEE');
    expect(await codeOf(studio.asKey.humanTasks.decide.mutate(decide))).toBe('FORBIDDEN');
    await studio.asAdmin.humanTasks.decide.mutate(decide);
    await run.result();
    const { events } = await ann.client.humanTasks.get.query(key);
    expect(events.map(({ kind }) => kind)).toEqual(['overridden']);
  });

  test.each([
    ['a form that is not filled in', { outcome: 'approve' }, 'FORM_INVALID'],
    ['a value that is too short', { outcome: 'approve', values: { reason: 'no' } }, 'FORM_INVALID'],
    ['a field that is not in the form', { ...yes, values: { reason: 'good', more: 1 } }, 'FORM_INVALID'],
    ['an outcome that is none', { ...yes, outcome: 'maybe' }, 'UNKNOWN_OUTCOME'],
  ])('%s is refused, and nothing changes', async (_, answer, code) => {
    const { run, key } = await started();
    const refused = await refusal(
      ann.client.humanTasks.decide.mutate({ ...key, ...answer, idempotencyKey: 'f' }),
    );
    expect(refused.code).toBe(code);
    if (code === 'FORM_INVALID') expect(refused.problems[0]?.path).toMatch(/^values/);
    expect((await ann.client.humanTasks.get.query(key)).task.state).toBe('open');
    await run.terminate();
  });

  test('can be failed with a reason', async () => {
    const { run, key } = await started();
    await ann.client.humanTasks.fail.mutate({
      ...key,
      name: 'MissingPapers',
      message: 'no papers',
      idempotencyKey: 'z',
    });
    await expect(run.result()).rejects.toMatchObject({
      code: 'ACTIVITY_FAILED',
      cause: { name: 'MissingPapers' },
    });
  });

  test('is taken by one person at a time, and given back', async () => {
    const { run, key } = await started();
    expect(await ann.client.humanTasks.claim.mutate(key)).toMatchObject({
      state: 'claimed',
      claimedByName: 'approver 1',
    });
    expect(await ann.client.humanTasks.claim.mutate(key)).toMatchObject({ state: 'claimed' });
    expect(await codeOf(ned.client.humanTasks.claim.mutate(key))).toBe('TASK_CLAIMED');
    expect(await codeOf(ned.client.humanTasks.unclaim.mutate(key))).toBe('TASK_CLAIMED');
    expect(await ann.client.humanTasks.unclaim.mutate(key)).toMatchObject({
      state: 'open',
      claimedByName: null,
    });
    await ned.client.humanTasks.comment.mutate({ ...key, text: 'Looks fine to me.' });
    const { events } = await ann.client.humanTasks.get.query(key);
    expect(events.map(({ kind }) => kind)).toEqual(['claimed', 'unclaimed', 'commented']);
    await run.terminate();
  });

  test('leaves the inbox with its run, and can’t be decided then', async () => {
    const { run, key } = await started();
    await run.terminate();
    const { items } = await ann.client.humanTasks.list.query({ view: 'all', runId: run.runId });
    expect(items).toEqual([]);
    const refused = await refusal(
      ann.client.humanTasks.decide.mutate({ ...key, ...yes, idempotencyKey: 'late' }),
    );
    expect(refused).toMatchObject({ code: 'TASK_CLOSED', details: { state: 'cancelled' } });
  });

  test('is not completed or failed by ids', async () => {
    const { run, key } = await started();
    expect(await codeOf(ned.client.activities.completeById.mutate({ ...key, value: 1 }))).toBe('HUMAN_TASK');
    const error = { name: 'X', message: 'x' };
    expect(await codeOf(studio.asKey.activities.failById.mutate({ ...key, error }))).toBe('HUMAN_TASK');
    await run.terminate();
  });
});

describe('four eyes', () => {
  test('who started the run may not decide, whatever they are', async () => {
    const { runId } = await studio.asAdmin.runs.start.mutate({ workflow: 'secondLook' });
    const { activityId } = await taskOf(runId);
    const decide = { runId, activityId, outcome: 'approve', idempotencyKey: 'e' };
    expect(await codeOf(studio.asAdmin.humanTasks.decide.mutate(decide))).toBe('REQUESTER_MAY_NOT_APPROVE');
    await otto.client.humanTasks.decide.mutate(decide);
  });

  test('nor who started it by a key of theirs', async () => {
    const { secret } = await studio.asAdmin.apiKeys.create.mutate({ name: 'hers', scopes: ['runs:write'] });
    const byKey = studio.client({ authorization: `Bearer ${secret}` });
    const { runId } = await byKey.runs.start.mutate({ workflow: 'secondLook' });
    const { activityId } = await taskOf(runId);
    const decide = { runId, activityId, outcome: 'approve', idempotencyKey: 'k' };
    expect(await codeOf(studio.asAdmin.humanTasks.decide.mutate(decide))).toBe('REQUESTER_MAY_NOT_APPROVE');
    const { items } = await studio.asAdmin.humanTasks.list.query({ view: 'mine', runId });
    expect(items).toEqual([]);
    await otto.client.humanTasks.decide.mutate(decide);
  });
});

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});
