import { runRef, type RunId } from '@baton/core';
import {
  activity,
  expectSignal,
  makeAsync,
  sleep,
  workflow,
  type ActivityCallOptions,
} from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aborted, pause } from './support/handlers.ts';
import { chain, outcomeOf } from './support/told.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

const limit = { startToClose: '1m' } as const;
const beating = { ...limit, heartbeat: '600ms' } as const;
const once = { maxAttempts: 1 } as const;
const leaseTimeout = '10s';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const pendingOf = async (runId: RunId) => (await world.storage.pendingActivities(runRef(runId)))[0];

type Handler = Parameters<typeof activity<undefined, unknown, unknown>>[2];

/** Starts a run that tells the outcome of one activity. */
async function running(options: ActivityCallOptions, handler: Handler) {
  const act = activity<undefined, unknown, unknown>('beats', options, handler);
  const ask = workflow('beats-ask', () => outcomeOf(act(undefined)));
  await world.worker({ leaseTimeout, workflows: [ask], activities: [act] });
  return world.client.start(ask, undefined);
}

describe('The heartbeat timeout', () => {
  test('C75 whoever always beats succeeds', async () => {
    const run = await running({ ...beating, retry: once }, async (_, ctx) => {
      for (let n = 0; n < 20; n++) {
        ctx.heartbeat(n);
        await pause(75);
      }
      return 'done';
    });
    expect(await run.result()).toEqual({ value: 'done' });
  });

  test.each([
    ['beats for a third of the way', 5],
    ['never beats', 0],
  ])('C75 whoever %s times out, catchable as a timeout', async (_, beats) => {
    const run = await running({ ...beating, retry: once }, async (__, ctx) => {
      for (let n = 0; n < beats; n++) {
        ctx.heartbeat(n);
        await pause(50);
      }
      return aborted(ctx);
    });
    const [, timeout] = chain(await run.result());
    expect(timeout).toMatchObject({ name: 'HeartbeatTimeoutError', fields: { kind: 'heartbeat' } });
  });

  test('C76 that passes after the completion changes nothing', async () => {
    const act = activity('quick', { ...limit, heartbeat: '100ms' }, () => 'done');
    const ask = workflow('after-ask', async () => {
      const result = await act();
      await expectSignal('end');
      return result;
    });
    await world.worker({ leaseTimeout, workflows: [ask], activities: [act] });
    const run = await world.client.start(ask, undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'ActivityCompleted'));
    await pause(900);
    await run.signal('end');
    expect(await run.result()).toBe('done');
    expect((await world.events(run)).some(({ type }) => type === 'ActivityFailed')).toBe(false);
  });
});

describe('The checkpoint', () => {
  test('C77 of an attempt goes to the next, also after a plain error, and can be seen meanwhile', async () => {
    const seen: unknown[] = [];
    const run = await running({ ...limit, heartbeat: '30s', retry: { initial: 1 } }, async (_, ctx) => {
      seen.push(ctx.checkpoint);
      const { attempt } = ctx.info;
      if (attempt < 4) ctx.heartbeat({ attempt });
      await until(async () => (await pendingOf(run.runId))?.heartbeat !== null);
      if (attempt === 1) throw new Error('a plain error');
      if (attempt === 2) throw Object.assign(new Error('now'), { nextRetryDelay: 1 });
      if (attempt === 3) {
        expect((await pendingOf(run.runId))?.heartbeat).toMatchObject({ details: { attempt: 2 } });
        throw new Error('once more');
      }
      return 'done';
    });
    expect(await run.result()).toEqual({ value: 'done' });
    expect(seen).toEqual([undefined, { attempt: 1 }, { attempt: 2 }, { attempt: 3 }]);
  });

  test('C77 survives a timeout and a beat without details', async () => {
    const seen: unknown[] = [];
    const run = await running({ ...limit, heartbeat: '400ms', retry: { initial: 1 } }, async (_, ctx) => {
      seen.push(ctx.checkpoint);
      if (ctx.info.attempt > 1) return 'done';
      ctx.heartbeat('kept');
      ctx.heartbeat();
      return aborted(ctx);
    });
    expect(await run.result()).toEqual({ value: 'done' });
    expect(seen).toEqual([undefined, 'kept']);
  });

  test('C79 what was not sent yet is stored with a failure, and dropped with a result', async () => {
    const seen: unknown[] = [];
    for (const options of [{ ...limit, heartbeat: '30s' }, limit]) {
      const run = await running({ ...options, retry: { initial: 1 } }, async (_, ctx) => {
        seen.push(ctx.checkpoint);
        for (let n = 1; n <= 5; n++) ctx.heartbeat(ctx.info.attempt * 10 + n);
        if (ctx.info.attempt === 1) throw new Error('with the last beat');
        return 'done';
      });
      expect(await run.result()).toEqual({ value: 'done' });
      await world.stopWorkers();
    }
    expect(seen).toEqual([undefined, 15, undefined, 15]);
  });

  test('C78 the first beat goes at once; of a burst the last one counts, in due time', async () => {
    const stored: unknown[] = [];
    const run = await running({ ...limit, heartbeat: '1s' }, async (_, ctx) => {
      const look = async () => {
        const details = (await pendingOf(run.runId))?.heartbeat?.details;
        if (details !== undefined && details !== stored.at(-1)) stored.push(details);
      };
      const looking = setInterval(() => void look(), 5);
      for (let n = 1; n <= 50; n++) ctx.heartbeat(n);
      await until(() => stored.includes(50));
      clearInterval(looking);
      return null;
    });
    await run.result();
    expect(stored).toEqual([1, 50]);
  });

  test('C80 details that are no JSON, or too large, fail the attempt with their own code', async () => {
    for (const [details, code] of [
      [new Map(), 'BAD_PAYLOAD'],
      [{ big: 'x'.repeat(300_000) }, 'PAYLOAD_TOO_LARGE'],
    ] as const) {
      const run = await running({ ...limit, heartbeat: '30s' }, (_, ctx) => ctx.heartbeat(details));
      expect(chain(await run.result())[1]).toMatchObject({ code });
      await world.stopWorkers();
    }
  });

  test('C80 a beat after the handler has returned is not sent', async () => {
    let late: (details: unknown) => void = () => undefined;
    const run = await running({ ...limit, heartbeat: '30s', retry: { initial: '1h' } }, (_, ctx) => {
      late = ctx.heartbeat;
      throw new Error('over');
    });
    await until(async () => (await pendingOf(run.runId))?.lastFailure?.message === 'over');
    late('too late');
    await pause(100);
    expect((await pendingOf(run.runId))?.heartbeat ?? null).toBeNull();
    await run.terminate('enough');
  });
});

describe('A beat that nobody waits for', () => {
  test('C82 of a closed run or activity tells the handler to stop', async () => {
    const reasons: unknown[] = [];
    const run = await running({ ...limit, heartbeat: '300ms' }, async (_, ctx) => {
      const beat = setInterval(() => ctx.heartbeat(), 20);
      reasons.push(await aborted(ctx));
      clearInterval(beat);
    });
    await until(async () => (await pendingOf(run.runId))?.state === 'running');
    await run.terminate('over');
    await until(() => reasons.length > 0, 2_000);
    expect(reasons).toEqual(['WORKFLOW_CLOSED']);
  });

  test('C82 by token is answered with a refusal that says which it is', async () => {
    let token = '';
    const run = await running(limit, (_, ctx) => {
      token = ctx.token;
      return makeAsync();
    });
    await until(() => token !== '');
    await run.terminate('over');
    expect(await failureOf(world.client.heartbeatActivity(token))).toMatchObject({
      code: 'RUN_CLOSED',
      httpStatus: 404,
    });
  });
});

describe('Beats that the workflow listens to', () => {
  test('C78 come in order, the latest of each interval, none after the result', async () => {
    const beats = activity<undefined, string, number>(
      'counts',
      { ...limit, heartbeat: '30s' },
      async (_, ctx) => {
        for (let n = 1; n <= 30; n++) {
          ctx.heartbeat(n);
          await pause(40);
        }
        return 'done';
      },
    );
    const ask = workflow('listens', async () => {
      const heard: number[] = [];
      const work = beats(undefined);
      work.onHeartbeat((n) => heard.push(n), { minInterval: 200 });
      const result = await work;
      const atEnd = heard.length;
      await sleep(500);
      return { result, heard, late: heard.length - atEnd };
    });
    await world.worker({ leaseTimeout, workflows: [ask], activities: [beats] });
    const run = await world.client.start(ask, undefined);
    const { result, heard, late } = await run.result();
    expect({ result, late }).toEqual({ result: 'done', late: 0 });
    expect(heard[0]).toBe(1);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    // 1.2 s and more, in steps of 200 ms.
    expect(heard.length).toBeGreaterThan(2);
    const rows = await world.storage.readHistory(runRef(run.runId), 0);
    const at = rows
      .filter(({ events }) => events.some(({ type }) => type === 'ActivityHeartbeat'))
      .map(({ atMs }) => atMs);
    expect(rows.flatMap(({ events }) => events).at(-1)).toMatchObject({ type: 'RunCompleted' });
    expect(at.length).toBe(heard.length);
  });

  test('C78 the last of a burst comes, too, though no other follows', async () => {
    let token = '';
    const quiet = activity<undefined, string, number>('quiet', limit, (_, ctx) => {
      token = ctx.token;
      return makeAsync();
    });
    const ask = workflow('hears-last', async () => {
      const heard: number[] = [];
      const work = quiet(undefined);
      work.onHeartbeat((n) => heard.push(n), { minInterval: 300 });
      await work;
      return heard;
    });
    await world.worker({ leaseTimeout, workflows: [ask], activities: [quiet] });
    const run = await world.client.start(ask, undefined);
    await until(() => token !== '');
    for (const n of [1, 2, 3]) await world.client.heartbeatActivity<typeof quiet>(token, n);
    const beats = async () =>
      (await world.events(run)).flatMap((event) =>
        event.type === 'ActivityHeartbeat' ? [event.details] : [],
      );
    await until(async () => (await beats()).includes(3), 2_500);
    await world.client.completeActivity(token, 'done');
    expect(await run.result()).toEqual([1, 3]);
  });

  test('C78 the handler may wait for activities, and cancel the one that beats', async () => {
    const reasons: unknown[] = [];
    const looks = activity('looks', limit, (n: number) => n >= 2);
    const beats = activity<undefined, string, number>(
      'cancels',
      { ...limit, heartbeat: '30s' },
      async (_, ctx) => {
        for (let n = 1; !ctx.signal.aborted; n++) {
          ctx.heartbeat(n);
          await pause(20);
        }
        reasons.push(ctx.signal.reason);
        return 'never';
      },
    );
    const ask = workflow('cancels-ask', () => {
      const work = beats(undefined);
      work.onHeartbeat(
        async (n) => {
          if (await looks(n)) work.cancel('enough');
        },
        { minInterval: 50 },
      );
      return outcomeOf(work);
    });
    await world.worker({ leaseTimeout, workflows: [ask], activities: [beats, looks] });
    const run = await world.client.start(ask, undefined);
    expect(await run.result()).toMatchObject({ name: 'CancelledError', message: 'enough' });
    await until(() => reasons.length > 0, 2_000);
    expect(reasons).toEqual(['ACTIVITY_CANCELLED']);
  });
});
