import { ApplicationError, type HistoryEvent } from '@baton/core';
import { WorkflowClient } from '@baton/client';
import { activity, expectSignal, makeAsync, workflow } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type TestWorker } from './engine.ts';
import { BOOTSTRAP_KEY, codeOf, refusal, startStudio, type Studio } from './studio.ts';

const tokens: string[] = [];
const double = activity('double', { startToClose: '10s' }, async (n: number) => n * 2);
const handedOut = activity<string, { result: string }, { frame: number }>(
  'handedOut',
  { scheduleToClose: '1 minute', heartbeat: '30s', retry: { initial: '50ms' } },
  async (_, ctx) => {
    tokens.push(ctx.token);
    return makeAsync();
  },
);
const doubling = workflow('doubling', async (n: number) => double(await double(n)));
const outside = workflow('outside', async (text: string) => handedOut(text));
const slowly = workflow('slowly', async () =>
  handedOut.with({ retry: { initial: '1 day' }, scheduleToClose: '3 days' })('x'),
);
const patient = workflow('patient', async () => handedOut.with({ cancellation: 'wait' })('x'));
const waiting = workflow('waiting', async () => expectSignal('go'));
const failing = workflow('failing', async () => {
  throw new ApplicationError('NoFunds', 'there is nothing left', { nonRetryable: true });
});

let studio: Studio;
let worker: TestWorker;
let client: WorkflowClient;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, {
    workflows: [doubling, outside, patient, slowly, waiting, failing],
    activities: [double, handedOut],
  });
  client = new WorkflowClient({ url: studio.url, apiKey: BOOTSTRAP_KEY });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

async function nextToken(): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const token = tokens.shift();
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('No token was handed out');
}

describe('the client', () => {
  test('starts a workflow and gets its result', async () => {
    const run = await client.start(doubling, 5);
    expect(await run.result()).toBe(20);
  });

  test('throws what the run failed with', async () => {
    const run = await client.start(failing, undefined);
    await expect(run.result()).rejects.toMatchObject({ name: 'NoFunds', message: 'there is nothing left' });
  });

  test('signals an open run, and the same signal again is one', async () => {
    const run = await client.start(waiting, undefined);
    await run.signal('go', { hello: 'world' }, { idempotencyKey: 'one' });
    expect(await run.result()).toEqual({ hello: 'world' });
    await expect(run.signal('go')).rejects.toMatchObject({ code: 'RUN_CLOSED' });
  });

  test('cancels and terminates', async () => {
    const one = await client.start(waiting, undefined);
    await one.cancel('no longer needed');
    await expect(one.result()).rejects.toMatchObject({ code: 'CANCELLED' });
    const two = await client.start(waiting, undefined);
    await two.terminate('enough');
    await expect(two.result()).rejects.toThrow();
  });

  test('tells the events of a run in order, to their end', async () => {
    const run = await client.start(doubling, 1);
    const events: HistoryEvent[] = [];
    for await (const event of run.events()) events.push(event);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.type).toBe('RunStarted');
    expect(events.at(-1)?.type).toBe('RunCompleted');
    const rest: HistoryEvent[] = [];
    for await (const event of run.events({ afterSeq: 2 })) rest.push(event);
    expect(rest).toEqual(events.slice(2));
  });

  test('starting twice with one key is one run, also after its end', async () => {
    const options = { workflowId: 'order-7', idempotencyKey: 'click-1' };
    const first = await client.start(doubling, 2, options);
    await first.result();
    expect((await client.start(doubling, 2, options)).runId).toBe(first.runId);
    const again = await client.start(doubling, 2, { workflowId: 'order-7' });
    expect(again.runId).not.toBe(first.runId);
  });

  test('a hundred starts at once with one key are one run', async () => {
    const start = () => client.start(waiting, undefined, { idempotencyKey: 'stampede' });
    const runs = await Promise.all(Array.from({ length: 100 }, start));
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    await runs[0]?.terminate();
  });

  test('another input for an open workflow id is refused, and names the run', async () => {
    const open = await client.start(waiting, undefined, { workflowId: 'taken' });
    await expect(client.start('doubling', 3, { workflowId: 'taken' })).rejects.toMatchObject({
      code: 'WORKFLOW_ALREADY_STARTED',
      details: { workflowId: 'taken', runId: open.runId },
    });
    await open.terminate();
  });
});

describe('an activity that was handed out', () => {
  test('is completed by its token, once', async () => {
    const run = await client.start(outside, 'x');
    const token = await nextToken();
    expect(await client.heartbeatActivity<typeof handedOut>(token, { frame: 1 })).toEqual({
      cancelRequested: false,
      reason: null,
    });
    const complete = (result: string) => client.completeActivity<typeof handedOut>(token, { result });
    const answers = await Promise.all(Array.from({ length: 20 }, () => complete('done')));
    expect(answers.filter(({ alreadyCompleted }) => !alreadyCompleted)).toHaveLength(1);
    expect(await run.result()).toEqual({ result: 'done' });
    expect(await complete('done')).toEqual({ alreadyCompleted: true });
    await expect(complete('other')).rejects.toMatchObject({ httpStatus: expect.any(Number) as number });
  });

  test('is tried again after a failure, and not after a final one', async () => {
    const run = await client.start(outside, 'x');
    const failed = await client.failActivity(await nextToken(), { name: 'Busy', message: 'come back' });
    expect(failed.willRetry).toBe(true);
    const token = await nextToken();
    expect(await client.failActivity(token, { name: 'Declined', message: 'no', nonRetryable: true })).toEqual(
      {
        willRetry: false,
        nextAttemptAtMs: null,
      },
    );
    await expect(run.result()).rejects.toMatchObject({ code: 'ACTIVITY_FAILED' });
    await expect(client.failActivity(token, new Error('late'))).rejects.toMatchObject({ code: 'RUN_CLOSED' });
  });

  test('need not wait for its back-off', async () => {
    const run = await client.start(slowly, undefined);
    const { runId } = run;
    const activityId = '1';
    const retryNow = () => studio.asAdmin.activities.retryNow.mutate({ runId, activityId });
    const token = await nextToken();
    expect(await codeOf(retryNow())).toBe('NOT_WAITING');
    await client.failActivity(token, { name: 'Busy', message: 'come back tomorrow' });
    await retryNow();
    await client.completeActivity<typeof handedOut>(await nextToken(), { result: 'today' });
    expect(await run.result()).toEqual({ result: 'today' });
  });

  test('is asked to stop, and says so', async () => {
    const run = await client.start(patient, undefined);
    const token = await nextToken();
    await expect(client.reportCancelled(token)).rejects.toMatchObject({ code: 'NOT_CANCELLED' });
    await run.cancel('changed our mind');
    await expect.poll(async () => (await client.heartbeatActivity(token)).cancelRequested).toBe(true);
    await client.reportCancelled(token);
    await expect(run.result()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('a token that was cut, forged or is huge says nothing but that', async () => {
    const run = await client.start(outside, 'x');
    const token = await nextToken();
    const wrong = [token.slice(0, -1), `${token}A`, token.replace(/^bt1/, 'bt2'), 'x', 'y'.repeat(2_000)];
    for (const one of wrong) {
      await expect(client.completeActivity(one, null)).rejects.toMatchObject({
        code: 'INVALID_TOKEN',
        httpStatus: 400,
      });
    }
    await run.terminate();
  });

  test('over plain HTTP, with the path and code of a refusal', async () => {
    const headers = { authorization: `Bearer ${BOOTSTRAP_KEY}`, 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      studio.fetch(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const started = (await (await post('/runs', { workflow: 'outside', input: 'x' })).json()) as {
      runId: string;
    };
    const token = await nextToken();
    expect((await post('/activities/heartbeat', { token, details: { frame: 2 } })).status).toBe(200);
    expect(await (await post('/activities/complete', { token, value: { result: 'ok' } })).json()).toEqual({
      accepted: true,
      alreadyCompleted: false,
    });
    const result = await studio.fetch(`/api/v1/runs/${started.runId}/result?waitMs=10000`, { headers });
    expect(await result.json()).toMatchObject({ status: 'completed', result: { result: 'ok' } });
    const refused = await post('/activities/complete', { token, value: 1, more: 2 });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { data: { code: 'INVALID_INPUT', path: 'activities.complete' } },
    });
    const document = (await (await studio.fetch('/api/v1/openapi.json')).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain('/activities/complete');
  });
});

describe('what the studio reads', () => {
  test('a run with its history, and what it waits for', async () => {
    const run = await client.start(waiting, undefined, { workflowId: 'seen' });
    await expect
      .poll(async () => (await studio.asAdmin.runs.get.query({ runId: run.runId })).waiting)
      .toMatch(/signal/);
    const detail = await studio.asAdmin.runs.get.query({ runId: run.runId });
    expect(detail.run).toMatchObject({ workflowId: 'seen', workflow: 'waiting', status: 'running' });
    expect(detail.byName).toBe('API key From BATON_BOOTSTRAP_API_KEY');
    expect(detail.history.lastSeq).toBe(detail.history.events.at(-1)?.seq);
    const listed = await studio.asAdmin.runs.list.query({ text: 'seen', waiting: 'signal' });
    expect(listed.items.map(({ runId }) => runId)).toEqual([run.runId]);
    expect((await studio.asAdmin.runs.list.query({ text: 'seen', status: ['failed'] })).items).toEqual([]);
    await run.terminate();
  });

  test('runs page by page, each once, latest first', async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await studio.asAdmin.runs.list.query({
        limit: 3,
        ...(cursor === undefined ? {} : { cursor }),
      });
      ids.push(...page.items.map(({ runId }) => runId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids.length).toBeGreaterThan(5);
  });

  test('a run that is not there, and an id that is none', async () => {
    const none = '01900000-0000-7000-8000-000000000000';
    expect(await codeOf(studio.asKey.runs.get.query({ runId: none as never }))).toBe('RUN_NOT_FOUND');
    expect(await refusal(studio.asKey.runs.get.query({ runId: 'x' as never }))).toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ path: 'runId' }],
    });
  });

  test('what people did is on record', async () => {
    const run = await client.start(waiting, undefined);
    await studio.asAdmin.runs.terminate.mutate({ runId: run.runId, reason: 'test' });
    const { items } = await studio.asAdmin.audit.list.query({ action: 'runs.terminate', object: run.runId });
    expect(items).toMatchObject([{ actorName: 'ada', details: { reason: 'test' } }]);
  });
});

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});
