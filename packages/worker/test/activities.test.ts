import type { ActivityId, Json } from '@baton/core';
import { createTokenSigner, type Storage } from '@baton/engine';
import {
  HeartbeatTimeoutError,
  activity,
  asyncResult,
  cancellable,
  expectSignal,
  makeAsync,
  sleep,
  workflow,
  humanActivity,
  type ActivityContext,
  type ActivityError,
} from '@baton/workflow';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ended, events, limit, memory, running, start, stopAll, tokenKeys, until } from './harness.ts';

afterEach(stopAll);

const pause = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));

/** What a service does with a token. */
function complete(storage: Storage, token: string, result: Json) {
  const target = createTokenSigner(tokenKeys).verify(token, Date.now(), 'full');
  return storage.completeActivity(target, result, { completionKey: 'k' });
}

test('an activity that hands its token out is completed by whoever has it', async () => {
  const tokens: string[] = [];
  const viaQueue = activity<undefined, { result: string }>('viaQueue', limit, async (_, ctx) => {
    tokens.push(ctx.token);
    return makeAsync();
  });
  const ask = workflow('ask', () => viaQueue());
  const { storage } = await running({ workflows: [ask], activities: [viaQueue] });
  const ref = await start(storage, ask);
  await until(() => tokens.length > 0);
  await until(async () => (await storage.pendingActivities(ref))[0]?.state === 'async');
  expect(await complete(storage, tokens[0]!, { result: 'done' })).toEqual({ kind: 'ok' });
  expect(await ended(storage, ref)).toMatchObject({ result: { result: 'done' } });
  expect(await complete(storage, tokens[0]!, { result: 'late' })).toMatchObject({ kind: 'refused' });
});

test('a completion that is quicker than the handler is accepted', async () => {
  const storage = memory();
  const quick = activity('quick', limit, () =>
    asyncResult(async (token) => {
      expect(await complete(storage, token, 'early')).toEqual({ kind: 'ok' });
      await pause(20);
    }),
  );
  const ask = workflow('ask', () => quick());
  await running({ workflows: [ask], activities: [quick] }, storage);
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: 'early' });
});

test('a hidden read of the token gives the attempt a row', async () => {
  const storage = memory();
  const read = (ctx: ActivityContext, key: 'token') => ctx[key];
  const hidden = activity('hidden', limit, async (_, ctx) => {
    const which = ['to', 'ken'].join('') as 'token';
    const handedOut = read(ctx, which);
    await pause(50);
    return handedOut.length > 20 ? ctx.info.activityId : null;
  });
  const ask = workflow('ask', () => hidden());
  await running({ workflows: [ask], activities: [hidden] }, storage);
  const ref = await start(storage, ask);
  expect(await ended(storage, ref)).toMatchObject({ result: '1' });
});

test('the next attempt gets the checkpoint of the last one', async () => {
  const seen: unknown[] = [];
  const encode = activity<undefined, string, { frame: number }>(
    'encode',
    { ...limit, heartbeat: '10s', retry: { initial: 1 } },
    async (_, ctx) => {
      seen.push(ctx.checkpoint);
      const from = ctx.checkpoint?.frame ?? 0;
      // The first goes at once; the others wait, and the latest of them goes with the failure.
      for (let frame = from + 1; frame <= from + 3; frame++) ctx.heartbeat({ frame });
      if (ctx.info.attempt < 3) throw new Error('crash');
      return 'done';
    },
  );
  const ask = workflow('ask', () => encode());
  const { storage } = await running({ workflows: [ask], activities: [encode] });
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: 'done' });
  expect(seen).toEqual([undefined, { frame: 3 }, { frame: 6 }]);
});

test('a silent activity times out by its heartbeat, and the error has the last details', async () => {
  const silent = activity<undefined, null, { at: number }>(
    'silent',
    { ...limit, heartbeat: '300ms', retry: { maxAttempts: 1 } },
    async (_, ctx) => {
      ctx.heartbeat({ at: 1 });
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
      return null;
    },
  );
  const ask = workflow('ask', async () =>
    silent().catch((error: unknown) => {
      const { cause } = error as ActivityError;
      return cause instanceof HeartbeatTimeoutError ? cause.lastHeartbeatDetails : 'another error';
    }),
  );
  const { storage } = await running({ workflows: [ask], activities: [silent] });
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: { at: 1 } });
});

test('a cancel reaches the handler without a heartbeat', async () => {
  const reasons: unknown[] = [];
  const endless = activity('endless', { ...limit, heartbeat: '30s' }, async (_, ctx) => {
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
    reasons.push(ctx.signal.reason);
    ctx.signal.throwIfAborted();
  });
  const ask = workflow('ask', async () => {
    const work = cancellable(() => endless());
    await expectSignal('enough');
    work.cancel();
    return work.catch(() => 'cancelled');
  });
  const { storage } = await running({ workflows: [ask], activities: [endless] });
  const ref = await start(storage, ask);
  await until(async () => (await storage.pendingActivities(ref))[0]?.state === 'running');
  await storage.put({ ...ref, body: { kind: 'signal', name: 'enough', payload: null }, dedupKey: null });
  expect(await ended(storage, ref)).toMatchObject({ result: 'cancelled' });
  await until(() => reasons.length > 0, 1_000);
  expect(reasons).toEqual(['ACTIVITY_CANCELLED']);
});

test('with cancellation wait the workflow hears what the handler did', async () => {
  const tidy = activity('tidy', { ...limit, cancellation: 'wait' }, async (_, ctx) => {
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
    return 'tidied up';
  });
  const ask = workflow('ask', async () => {
    const work = tidy();
    await sleep(20);
    work.cancel();
    return work;
  });
  const { storage } = await running({ workflows: [ask], activities: [tidy] });
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: 'tidied up' });
});

test('an attempt that takes too long is told so and tried again', async () => {
  const reasons: unknown[] = [];
  const slow = activity(
    'slow',
    { startToClose: '200ms', heartbeat: '10s', retry: { initial: 1 } },
    async (_, ctx) => {
      if (ctx.info.attempt > 1) return ctx.info.attempt;
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
      reasons.push(ctx.signal.reason);
      return 'too late';
    },
  );
  const ask = workflow('ask', () => slow());
  const { storage } = await running({ workflows: [ask], activities: [slow] });
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: 2 });
  expect(reasons).toEqual(['TIMED_OUT']);
});

test('values are checked against their schemas, and a wrong input is not tried again', async () => {
  let calls = 0;
  const typed = activity('typed', { ...limit, input: z.object({ n: z.coerce.number() }) }, async ({ n }) => {
    calls += 1;
    return n;
  });
  const ask = workflow('ask', async () => typed({ n: '7' as unknown as number }));
  const { storage } = await running({ workflows: [ask], activities: [typed] });
  expect(await ended(storage, await start(storage, ask))).toMatchObject({ result: 7 });
  expect(calls).toBe(1);
});

test('a result that is no JSON fails the activity at once', async () => {
  const bad = activity('bad', limit, async () => new Map());
  const ask = workflow('ask', () => bad());
  const { storage } = await running({ workflows: [ask], activities: [bad] });
  const ref = await start(storage, ask);
  expect(await ended(storage, ref)).toMatchObject({
    type: 'RunFailed',
    failure: { cause: { code: 'BAD_PAYLOAD' } },
  });
});

test('a person completes a human activity through the same door', async () => {
  const approve = humanActivity('approve', { title: 'Go?' });
  const ask = workflow('ask', async () => (await approve({})).outcome);
  const { storage } = await running({ workflows: [ask] });
  const ref = await start(storage, ask);
  const activityId = '1' as ActivityId;
  await until(async () => (await storage.readHumanTask(ref, activityId)) !== null);
  const decision = { outcome: 'approve', values: null, by: 'person:1', at: '2026-01-01', comment: null };
  await storage.decideHumanTask({
    ...ref,
    activityId,
    decision: { kind: 'complete', decision },
    idempotencyKey: 'k',
    actor: 'person:1',
    audit: {},
  });
  expect(await ended(storage, ref)).toMatchObject({ result: 'approve' });
  expect((await events(storage, ref)).map(({ type }) => type)).toContain('ActivityCompleted');
});
