import { runRef, type RunId } from '@baton/core';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import {
  activity,
  type ActivityCallOptions,
  asyncResult,
  expectSignal,
  makeAsync,
  workflow,
  type ActivityContext,
} from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asks, handsOut } from './fixtures/async.ts';
import { aborted, pause } from './support/handlers.ts';
import { chain, outcomeOf } from './support/told.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

const limit = { startToClose: '1m' } as const;
const leaseTimeout = '10s';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

/** An activity that goes async and gives its tokens to the test, and a workflow that tells its outcome. */
function async(options: ActivityCallOptions = limit) {
  const tokens: { readonly token: string; readonly attemptToken: string; readonly attempt: number }[] = [];
  const act = activity<string, unknown, unknown>('viaQueue', options, async (_, ctx) => {
    const { token, attemptToken, info } = ctx;
    await asyncResult(() => tokens.push({ token, attemptToken, attempt: info.attempt }));
    return makeAsync();
  });
  const ask = workflow('async-ask', (input: string) => outcomeOf(act(input)));
  return { act, ask, tokens };
}

async function begun({ act, ask, tokens }: ReturnType<typeof async>, count = 1) {
  await world.worker({ leaseTimeout, workflows: [ask], activities: [act] });
  const run = await world.client.start(ask, 'x');
  await until(() => tokens.length >= count);
  return { run, ...tokens[count - 1]! };
}

const stateOf = async (runId: RunId) => (await world.storage.pendingActivities(runRef(runId)))[0];

describe('Going async', () => {
  test('C65 the attempt stays running, its slot is free, and nothing is reported', async () => {
    const it = async();
    const quick = activity('quick', limit, () => 'quick');
    const other = workflow('other', () => quick());
    const workflows = [it.ask, other];
    await world.worker({ leaseTimeout, workflows, activities: [it.act, quick], maxConcurrentActivities: 1 });
    const run = await world.client.start(it.ask, 'x');
    await until(async () => (await stateOf(run.runId))?.state === 'async');
    expect(await (await world.client.start(other, undefined)).result()).toBe('quick');
    expect((await world.events(run)).map(({ type }) => type)).toEqual(['RunStarted', 'ActivityScheduled']);
    await world.client.completeActivity(it.tokens[0]!.token, 'done');
    expect(await run.result()).toEqual({ value: 'done' });
  });

  test('C65 one activity may answer at once in one call, and later in another', async () => {
    let handedOut = '';
    const either = activity<boolean, string>('either', limit, async (isAsync, ctx) => {
      if (!isAsync) return 'at once';
      handedOut = ctx.token;
      return makeAsync();
    });
    const ask = workflow('either-ask', async () => [await either(false), await either(true)]);
    await world.worker({ leaseTimeout, workflows: [ask], activities: [either] });
    const run = await world.client.start(ask, undefined);
    await until(() => handedOut !== '');
    await world.client.completeActivity<typeof either>(handedOut, 'later');
    expect(await run.result()).toEqual(['at once', 'later']);
  });

  test('C65 the marker outside of an activity throws', async () => {
    expect(() => makeAsync()).toThrow(/makeAsync\(\)/);
    await expect(asyncResult(() => undefined)).rejects.toMatchObject({ code: 'NOT_IN_ACTIVITY' });
    const wrong = workflow('wrong', async () => {
      await Promise.resolve();
      makeAsync();
    });
    await world.worker({ leaseTimeout, workflows: [wrong], activities: [] });
    const run = await world.client.start(wrong, undefined);
    expect(await failureOf(run.result())).toMatchObject({ name: 'NotInActivityError' });
  });

  test('C65 asyncResult hands the token over before the attempt goes async; what it throws fails the attempt', async () => {
    const broken = activity('broken', { ...limit, retry: { maxAttempts: 1 } }, () =>
      asyncResult(() => Promise.reject(new Error('the queue is down'))),
    );
    const ask = workflow('broken-ask', () => outcomeOf(broken()));
    await world.worker({ leaseTimeout, workflows: [ask], activities: [broken] });
    const run = await world.client.start(ask, undefined);
    expect(chain(await run.result())[1]).toMatchObject({ message: 'the queue is down' });
  });
});

describe('Completing', () => {
  test('C66 from another process than the one that ran it, over HTTP', async () => {
    const fixtures = new URL('./fixtures/async.ts', import.meta.url);
    const child = await world.workerProcess({ fixtures });
    const server = createServer((request, response) => {
      void text(request).then((token) => {
        response.end();
        server.emit('token', token);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const handed = once(server, 'token') as Promise<[string]>;
    const run = await world.client.start(asks, `http://127.0.0.1:${port}/`);
    const [token] = await handed;
    // The process that has handed it out is no more.
    await until(async () => (await stateOf(run.runId))?.state === 'async');
    child.kill('SIGKILL');
    await world.client.completeActivity<typeof handsOut>(token, 'by somebody else');
    await world.worker({ workflows: [asks], activities: [] });
    expect(await run.result()).toEqual({ value: 'by somebody else' });
    server.close();
  });

  test('C66 by the ids of the run, or the workflow, and of the activity', async () => {
    const it = async();
    const { run } = await begun(it);
    const { client } = world;
    expect(await client.completeActivityById({ workflowId: run.workflowId, activityId: '1' }, 7)).toEqual({
      alreadyCompleted: false,
    });
    expect(await run.result()).toEqual({ value: 7 });
    await world.stopWorkers();
    const second = await begun(async());
    await client.completeActivityById({ runId: second.run.runId, activityId: '1' }, 8);
    expect(await second.run.result()).toEqual({ value: 8 });
  });

  test('C66 before the handler has returned', async () => {
    const early = activity<undefined, string>('early', limit, async (_, ctx) => {
      await world.client.completeActivity(ctx.token, 'early');
      return makeAsync();
    });
    const ask = workflow('early-ask', () => early(undefined));
    await world.worker({ leaseTimeout, workflows: [ask], activities: [early] });
    expect(await (await world.client.start(ask, undefined)).result()).toBe('early');
  });

  test('C66 within a moment of a read of the token that nobody could foresee', async () => {
    const handOver = (ctx: Pick<ActivityContext, 'token'>, key = 'tok') =>
      world.client.completeActivity((ctx as unknown as Record<string, string>)[`${key}en`]!, 'at once');
    const hidden = activity<undefined, string>('hidden', limit, async (_, ctx) => {
      await handOver(ctx);
      await aborted({ signal: AbortSignal.timeout(300) });
      return 'the handler was second';
    });
    const ask = workflow('hidden-ask', () => hidden(undefined));
    await world.worker({ leaseTimeout, workflows: [ask], activities: [hidden] });
    expect(await (await world.client.start(ask, undefined)).result()).toBe('at once');
  });

  test('C66 whatever JSON it is, it arrives as it was', async () => {
    const it = async();
    await world.worker({ leaseTimeout, workflows: [it.ask], activities: [it.act] });
    const values = [null, 0, '', 'ü "quoted" \u2028', [1, [2]], { a: { b: [true] } }, 1e21];
    for (const [at, value] of values.entries()) {
      const run = await world.client.start(it.ask, 'x');
      await until(() => it.tokens.length > at);
      await world.client.completeActivity(it.tokens[at]!.token, value);
      expect(await run.result()).toEqual({ value });
    }
  });
});

describe('Failing', () => {
  test.each([
    ['with a message', { name: 'Declined', message: 'no funds', nonRetryable: true }],
    ['without one', { name: 'Declined', message: '', nonRetryable: true }],
  ])('C67 %s, the workflow catches that error', async (_, error) => {
    const { run, token } = await begun(async());
    expect(await world.client.failActivity(token, error)).toEqual({
      willRetry: false,
      nextAttemptAtMs: null,
    });
    const { name, message } = error;
    expect(chain(await run.result())[1]).toMatchObject({ name, message });
  });

  test('C73 on a retryable error a new attempt begins: the token lives on, the attempt token is new', async () => {
    const it = async({ ...limit, retry: { initial: 1 } });
    const { run, token, attemptToken } = await begun(it);
    expect(await world.client.failActivity(attemptToken, new Error('again'))).toMatchObject({
      willRetry: true,
    });
    await until(() => it.tokens.length === 2);
    const second = it.tokens[1]!;
    expect(second.attempt).toBe(2);
    expect(second.attemptToken).not.toBe(attemptToken);
    const late = world.client.completeActivity(attemptToken, 'late');
    expect(await failureOf(late)).toMatchObject({ code: 'STALE_ATTEMPT', httpStatus: 409 });
    await world.client.completeActivity(token, 'by the first token');
    expect(await run.result()).toEqual({ value: 'by the first token' });
  });
});

describe('Time limits of an async attempt', () => {
  test('C74 with a heartbeat timeout nobody beats for, it times out', async () => {
    const it = async({ ...limit, heartbeat: '300ms', retry: { maxAttempts: 1 } });
    const { run } = await begun(it);
    expect(chain(await run.result())[1]).toMatchObject({ name: 'HeartbeatTimeoutError' });
  });

  test('C74 beats by the token keep it', async () => {
    const it = async({ ...limit, heartbeat: '700ms', retry: { maxAttempts: 1 } });
    const { run, token } = await begun(it);
    for (let beat = 0; beat < 6; beat++) {
      await world.client.heartbeatActivity<typeof it.act>(token, { beat });
      await pause(250);
    }
    await world.client.completeActivity(token, 'alive');
    expect(await run.result()).toEqual({ value: 'alive' });
  });

  test('C74 asyncTimeout and asyncHeartbeat begin when it goes async', async () => {
    const both = { startToClose: '200ms', heartbeat: '200ms', retry: { maxAttempts: 1 } } as const;
    const patient = async({ ...both, asyncTimeout: '1m', asyncHeartbeat: '1m' });
    const { run, token } = await begun(patient);
    await pause(900);
    await world.client.completeActivity(token, 'in time');
    expect(await run.result()).toEqual({ value: 'in time' });
    await world.stopWorkers();
    const hasty = await begun(async({ ...limit, asyncTimeout: '200ms', retry: { maxAttempts: 1 } }));
    expect(chain(await hasty.run.result())[1]).toMatchObject({ fields: { kind: 'startToClose' } });
  });

  test('C74 without one it waits for its other limits', async () => {
    const ask = async();
    const { run, token } = await begun(ask);
    await pause(1_200);
    expect((await stateOf(run.runId))?.state).toBe('async');
    await world.client.completeActivity(token, 'at last');
    expect(await run.result()).toEqual({ value: 'at last' });
  });

  test('C70 completed after its timeout: not found, and the workflow keeps the timeout', async () => {
    const it = async({ startToClose: '300ms', retry: { maxAttempts: 1 } });
    const ask = workflow('async-ask', async (input: string) => {
      const outcome = await outcomeOf(it.act(input));
      await expectSignal('end');
      return outcome;
    });
    const { run, token } = await begun({ ...it, ask });
    await until(async () => (await world.events(run)).some(({ type }) => type === 'ActivityFailed'));
    const late = world.client.completeActivity(token, 'late');
    expect(await failureOf(late)).toMatchObject({ code: 'ACTIVITY_CLOSED', httpStatus: 404 });
    await run.signal('end');
    expect(chain(await run.result())[1]).toMatchObject({ fields: { kind: 'startToClose' } });
  });
});
