import { runRef, type RunId } from '@baton/core';
import {
  activity,
  expectSignal,
  makeAsync,
  workflow,
  type ActivityCallOptions,
  type ActivityContext,
} from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aborted, pause } from './support/handlers.ts';
import { outcomeOf } from './support/told.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

const limit = { startToClose: '1m' } as const;
const leaseTimeout = '10s';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const pendingOf = async (runId: RunId) => (await world.storage.pendingActivities(runRef(runId)))[0];

/** A workflow that cancels its activity when it hears `stop`, tells what came of it, and stays until `end`. */
async function cancelled(
  options: ActivityCallOptions,
  handler: (ctx: ActivityContext) => unknown,
  known = true,
) {
  const act = activity<undefined>('work', { ...limit, ...options }, (_, ctx) => handler(ctx));
  const ask = workflow('cancel-ask', async () => {
    const work = act(undefined);
    await expectSignal('stop');
    work.cancel('enough');
    const outcome = await outcomeOf(work);
    await expectSignal('end');
    return outcome;
  });
  await world.worker({ leaseTimeout, workflows: [ask], activities: known ? [act] : [] });
  const run = await world.client.start(ask, undefined);
  const has = async (type: string) => (await world.events(run)).some((event) => event.type === type);
  const outcome = async () => {
    await run.signal('end');
    return run.result();
  };
  return { run, has, outcome };
}

const isRunning = (runId: RunId) => until(async () => (await pendingOf(runId))?.state === 'running');

describe('Cancelling an activity', () => {
  // Inline, with a row of its own, and with heartbeats.
  test.each([[{}], [{ retry: { maxAttempts: 1 } }], [{ heartbeat: '400ms' }]] as const)(
    'C84 with try the workflow goes on at once, and the handler hears of it: %j',
    async (options) => {
      const reasons: unknown[] = [];
      let began = false;
      const { run, outcome } = await cancelled(options, async (ctx) => {
        began = true;
        const beats = setInterval(() => ctx.heartbeat(), 50);
        reasons.push(await aborted(ctx));
        clearInterval(beats);
        await pause(300);
        return 'nobody waits for this';
      });
      await until(() => began);
      await run.signal('stop');
      await until(() => reasons.length > 0, 2_000);
      expect(reasons).toEqual(['ACTIVITY_CANCELLED']);
      expect(await outcome()).toMatchObject({ name: 'CancelledError', message: 'enough' });
    },
  );

  test.each([
    ['a result', async () => 'tidied up', { value: 'tidied up' }],
    ['a cancellation', (reason: unknown) => Promise.reject(reason as Error), { name: 'CancelledError' }],
  ])('C85 with wait the workflow takes whatever the activity reports: %s', async (_, report, expected) => {
    for (const options of [{}, { heartbeat: '30s' }]) {
      const { run, has, outcome } = await cancelled({ ...options, cancellation: 'wait' }, async (ctx) => {
        const reason = await aborted(ctx);
        await pause(100);
        return report(reason);
      });
      await until(() => has('ActivityScheduled'));
      await run.signal('stop');
      await until(() => has('ActivityCancelRequested'));
      expect(await outcome()).toMatchObject(expected);
      await world.stopWorkers();
    }
  });

  test.each([[{}], [{ heartbeat: '30s' }]])(
    'C85 with wait there is no retry after the request, not of a timeout either: %j',
    async (options) => {
      let attempts = 0;
      const stuck = {
        ...options,
        cancellation: 'wait',
        startToClose: '500ms',
        retry: { initial: 1 },
      } as const;
      const { run, has, outcome } = await cancelled(stuck, async () => {
        attempts += 1;
        await pause(2_000);
      });
      await until(() => attempts === 1);
      await run.signal('stop');
      await until(() => has('ActivityFailed'));
      expect(await outcome()).toMatchObject({ cause: { fields: { kind: 'startToClose' } } });
      expect(attempts).toBe(1);
    },
  );

  test.each([[{}], [{ heartbeat: '200ms' }]])(
    'C85 with abandon nothing is sent, and the activity runs on: %j',
    async (options) => {
      let isDone = false;
      let began = false;
      const reasons: unknown[] = [];
      const { run, has, outcome } = await cancelled({ ...options, cancellation: 'abandon' }, async (ctx) => {
        began = true;
        ctx.signal.addEventListener('abort', () => reasons.push(ctx.signal.reason));
        for (let n = 0; n < 15; n++) {
          if ('heartbeat' in options) ctx.heartbeat(n);
          await pause(60);
        }
        isDone = true;
      });
      await until(() => began);
      await run.signal('stop');
      await until(() => has('ActivityCancelRequested'));
      await until(() => isDone);
      expect(reasons).toEqual([]);
      expect(await outcome()).toMatchObject({ name: 'CancelledError' });
    },
  );

  test.each(['try', 'wait', 'abandon'] as const)(
    'C86 before it began it never runs: %s',
    async (cancellation) => {
      let ran = 0;
      const { run, has, outcome } = await cancelled({ cancellation }, () => ran++, false);
      await until(async () => (await pendingOf(run.runId))?.state === 'queued');
      await run.signal('stop');
      await until(() => has('ActivityCancelRequested'));
      const late = activity<undefined>('work', limit, () => ran++);
      await world.worker({ workflows: [], activities: [late] });
      expect(await outcome()).toMatchObject({ name: 'CancelledError' });
      await pause(200);
      expect(ran).toBe(0);
    },
  );

  test('C86 while it waits for its next attempt there is none', async () => {
    let attempts = 0;
    const options = { cancellation: 'wait', retry: { initial: '1s' } } as const;
    const { run, outcome } = await cancelled(options, () => {
      attempts += 1;
      throw new Error('no');
    });
    await until(async () => (await pendingOf(run.runId))?.state === 'queued');
    await run.signal('stop');
    expect(await outcome()).toMatchObject({ name: 'CancelledError' });
    await pause(1_200);
    expect(attempts).toBe(1);
  });
});

describe('Cancelling an async activity', () => {
  test('C87 the heartbeat says so, and the report makes the workflow see it; without a request it is refused', async () => {
    let token = '';
    const { run, has, outcome } = await cancelled({ cancellation: 'wait' }, (ctx) => {
      token = ctx.token;
      return makeAsync();
    });
    await until(async () => (await pendingOf(run.runId))?.state === 'async');
    const { client } = world;
    expect(await failureOf(client.reportCancelled(token))).toMatchObject({
      code: 'NOT_CANCELLED',
      httpStatus: 409,
    });
    expect(await client.heartbeatActivity(token)).toEqual({ cancelRequested: false, reason: null });
    await run.signal('stop');
    await until(() => has('ActivityCancelRequested'));
    const told = { cancelRequested: true, reason: 'ACTIVITY_CANCELLED' };
    expect(await client.heartbeatActivity(token)).toEqual(told);
    await client.reportCancelled(token);
    expect(await outcome()).toMatchObject({
      name: 'CancelledError',
      fields: { reason: 'ACTIVITY_CANCELLED' },
    });
  });

  test('C87 complete versus cancel: the first to be written wins', async () => {
    let token = '';
    const handler = (ctx: ActivityContext) => {
      token = ctx.token;
      return makeAsync();
    };
    const waits = await cancelled({ cancellation: 'wait' }, handler);
    await until(async () => (await pendingOf(waits.run.runId))?.state === 'async');
    await waits.run.signal('stop');
    await until(() => waits.has('ActivityCancelRequested'));
    await world.client.completeActivity(token, 'all the same');
    expect(await failureOf(world.client.reportCancelled(token))).toMatchObject({ code: 'ACTIVITY_CLOSED' });
    expect(await waits.outcome()).toEqual({ value: 'all the same' });
    await world.stopWorkers();

    const goesOn = await cancelled({}, handler);
    await until(async () => (await pendingOf(goesOn.run.runId))?.state === 'async');
    await goesOn.run.signal('stop');
    await until(() => goesOn.has('ActivityCancelRequested'));
    const late = world.client.completeActivity(token, 'too late');
    expect(await failureOf(late)).toMatchObject({ code: 'ACTIVITY_CLOSED' });
    expect(await goesOn.outcome()).toMatchObject({ name: 'CancelledError' });
  });
});

describe('The push', () => {
  test('C84 a cancel is with the handler within a second, without a heartbeat', async () => {
    const n = 60;
    const heard = new Map<string, { readonly reason: unknown; readonly atMs: number }>();
    const idles = activity<string>('idles', { startToClose: '1h', taskQueue: 'push' }, async (id, ctx) => {
      heard.set(id, { reason: await aborted(ctx), atMs: performance.now() });
    });
    const ask = workflow('push-ask', (id: string) => idles(id));
    await world.worker({ leaseTimeout, workflows: [ask], activities: [] });
    await world.worker({ leaseTimeout, taskQueues: ['push'], workflows: [], activities: [idles] });
    const ids = Array.from({ length: n }, (_, at) => `push-${at}`);
    const runs = await Promise.all(ids.map((id) => world.client.start(ask, id, { workflowId: id })));
    await Promise.all(runs.map(({ runId }) => isRunning(runId)));
    const lags: number[] = [];
    for (const [at, run] of runs.entries()) {
      const askedAtMs = performance.now();
      await run.cancel('over');
      await until(() => heard.has(ids[at]!));
      lags.push(heard.get(ids[at]!)!.atMs - askedAtMs);
    }
    expect([...heard.values()].every(({ reason }) => reason === 'WORKFLOW_CANCELLED')).toBe(true);
    // With so few, the 99th percentile is the worst of them.
    expect(Math.max(...lags)).toBeLessThan(1_000);
  });
});

describe('Stopping a worker', () => {
  test('C89 in its grace period beats, completions and real cancels count', async () => {
    const reasons = new Map<string, unknown>();
    const finishes = activity<string>('finishes', { ...limit, heartbeat: '600ms' }, async (id, ctx) => {
      const beats = setInterval(() => ctx.heartbeat(id), 100);
      await Promise.race([pause(1_200), aborted(ctx)]);
      clearInterval(beats);
      reasons.set(id, ctx.signal.reason);
      return id;
    });
    const ask = workflow('grace-ask', (id: string) => outcomeOf(finishes(id)));
    const { worker } = await world.worker({ leaseTimeout, workflows: [ask], activities: [finishes] });
    await world.worker({ leaseTimeout, workflows: [ask], activities: [] });
    const [ends, stops] = [await world.client.start(ask, 'ends'), await world.client.start(ask, 'stops')];
    await Promise.all([ends, stops].map(({ runId }) => isRunning(runId)));
    const stopped = worker.shutdown({ grace: '5s' });
    await stops.cancel('really');
    expect(await ends.result()).toEqual({ value: 'ends' });
    await stopped;
    expect(reasons.get('ends')).toBeUndefined();
    expect(reasons.get('stops')).toBe('WORKFLOW_CANCELLED');
  });

  test.each([[{}], [{ heartbeat: '30s' }]])(
    'C89 after it the handler is told WORKER_SHUTDOWN, and the attempt is made elsewhere: %j',
    async (options) => {
      const reasons: unknown[] = [];
      const long = activity<undefined>('long', { ...limit, ...options }, async (_, ctx) => {
        if (ctx.info.attempt > 1) return ctx.checkpoint ?? 'elsewhere';
        ctx.heartbeat('so far');
        reasons.push(await aborted(ctx));
        ctx.signal.throwIfAborted();
        return null;
      });
      const ask = workflow('shutdown-ask', () => long(undefined));
      const first = await world.worker({ leaseTimeout, workflows: [ask], activities: [long] });
      const run = await world.client.start(ask, undefined);
      await until(async () => (await pendingOf(run.runId))?.heartbeat?.details === 'so far');
      await world.worker({ leaseTimeout, workflows: [ask], activities: [long] });
      await first.stop(50);
      expect(reasons).toEqual(['WORKER_SHUTDOWN']);
      expect(await run.result()).toBe('so far');
    },
  );
});
