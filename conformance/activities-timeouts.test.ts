import { runRef, type EventBody } from '@baton/core';
import { activity, condition, expectSignal, sleep, workflow } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aborted, pause } from './support/handlers.ts';
import { chain, outcomeOf, told } from './support/told.ts';
import { startWorld, until, type World } from './support/world.ts';

/** How much later than its limit a timeout may be noticed: a second, and what a busy machine adds. */
const LAG_MS = 1_500;
const once = { maxAttempts: 1 } as const;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

/** How long the first activity of the run was open. */
async function openFor(run: Parameters<World['events']>[0]): Promise<number> {
  const rows = await world.storage.readHistory(runRef(run.runId), 0);
  const at = (types: readonly EventBody['type'][]): number =>
    rows.find(({ events }) => events.some(({ type }) => types.includes(type)))?.atMs ?? NaN;
  return at(['ActivityFailed', 'ActivityRejected']) - at(['ActivityScheduled']);
}

describe('Limits', () => {
  test('C48 without scheduleToClose and startToClose the call is refused, and nothing is scheduled', async () => {
    const unlimited = activity('unlimited', { heartbeat: '1s' }, () => null);
    const ask = workflow('unlimited-ask', () => outcomeOf(unlimited()));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [unlimited] });
    const run = await world.client.start(ask, undefined);
    expect(await run.result()).toMatchObject({ name: 'ValidationError', code: 'INVALID_INPUT' });
    expect((await world.events(run)).map(({ type }) => type)).toEqual(['RunStarted', 'RunCompleted']);
  });

  test.each([
    ['a limit of 0', { startToClose: 0 }],
    ['a negative limit', { startToClose: '1s', scheduleToStart: -5 }],
    ['a limit that is no duration', { scheduleToClose: 'soon' }],
    ['both names of one limit', { timeout: '1s', scheduleToClose: '1s' }],
  ])('C48 %s is refused, and nothing is scheduled', async (_, options) => {
    const odd = activity('odd', options as { startToClose: string }, () => null);
    const ask = workflow('odd-ask', () => outcomeOf(odd()));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [odd] });
    const run = await world.client.start(ask, undefined);
    expect(await run.result()).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await world.events(run)).toHaveLength(2);
  });

  test('C48 each limit is capped by the one that contains it, and all by the run', async () => {
    const capped = activity(
      'capped',
      { startToClose: '2h', scheduleToStart: '3h', scheduleToClose: '1h', heartbeat: '4h' },
      () => null,
    );
    const ask = workflow('capped-ask', { runTimeout: '30m' }, () => capped());
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [capped] });
    const run = await world.client.start(ask, undefined);
    await run.result();
    const minutes = 60_000;
    expect((await world.events(run)).find(({ type }) => type === 'ActivityScheduled')).toMatchObject({
      options: {
        startToCloseMs: 30 * minutes,
        scheduleToCloseMs: 30 * minutes,
        scheduleToStartMs: 30 * minutes,
        heartbeatMs: 30 * minutes,
      },
    });
  });
});

describe('Timeouts', () => {
  test('C49 where no worker is, scheduleToStart passes once, in time, and says why', async () => {
    const lonely = activity(
      'lonely',
      { scheduleToStart: '400ms', timeout: '1h', taskQueue: 'nobody-here' },
      () => null,
    );
    const ask = workflow('lonely-ask', () => outcomeOf(lonely()));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [] });
    const run = await world.client.start(ask, undefined);
    const [, timeout, why] = chain(await run.result());
    expect(timeout).toMatchObject({ code: 'ACTIVITY_TIMEOUT', fields: { kind: 'scheduleToStart' } });
    expect(why?.message).toContain('nobody-here');
    expect(await openFor(run)).toBeGreaterThanOrEqual(400);
    expect(await openFor(run)).toBeLessThan(400 + LAG_MS);
  });

  test.each([
    ['startToClose', { startToClose: '300ms', retry: once }],
    ['scheduleToClose', { scheduleToClose: '300ms', retry: once }],
    ['scheduleToClose', { scheduleToClose: '300ms', startToClose: '1h' }],
  ] as const)('C50 a passed %s is that timeout, in time: %j', async (kind, options) => {
    const slow = activity('slow', options, (_: undefined, ctx) => aborted(ctx));
    const ask = workflow('slow-ask', () => outcomeOf(slow(undefined)));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [slow] });
    const run = await world.client.start(ask, undefined);
    const [failed, timeout] = chain(await run.result());
    expect(failed).toMatchObject({ name: 'ActivityError', fields: { activity: 'slow' } });
    expect(timeout).toMatchObject({ name: 'TimeoutError', fields: { kind } });
    expect(await openFor(run)).toBeGreaterThanOrEqual(300);
    expect(await openFor(run)).toBeLessThan(300 + LAG_MS);
  });

  test('C50 the time of an attempt begins with it, not while it waits for a slot', async () => {
    const began: number[] = [];
    const short = activity(
      'short',
      { startToClose: '400ms', retry: { maxAttempts: 2, initial: 1 } },
      async () => {
        began.push(Date.now());
        await pause(250);
        return 'in time';
      },
    );
    const ask = workflow('slots-ask', () => Promise.all([short(), short(), short()]));
    await world.worker({
      leaseTimeout: '10s',
      workflows: [ask],
      activities: [short],
      maxConcurrentActivities: 1,
    });
    const run = await world.client.start(ask, undefined);
    expect(await run.result()).toEqual(['in time', 'in time', 'in time']);
    expect(began).toHaveLength(3);
  });

  test('C51 beats and then silence: the heartbeat timeout has the last details', async () => {
    const falls = activity(
      'falls',
      { startToClose: '1m', heartbeat: '500ms', retry: once },
      async (_: undefined, ctx) => {
        for (const beat of [0, 1, 2]) {
          ctx.heartbeat(beat);
          await pause(420);
        }
        return aborted(ctx);
      },
    );
    const ask = workflow('falls-ask', () => outcomeOf(falls(undefined)));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [falls] });
    const run = await world.client.start(ask, undefined);
    expect(chain(await run.result())[1]).toMatchObject({
      name: 'HeartbeatTimeoutError',
      fields: { kind: 'heartbeat', lastHeartbeatDetails: 2 },
    });
    // The last beat came after 840 ms.
    expect(await openFor(run)).toBeGreaterThanOrEqual(1_340);
    expect(await openFor(run)).toBeLessThan(1_340 + LAG_MS);
  });

  test('C52 the next attempt would come too late: the activity ends now, with the last failure and details', async () => {
    const doomed = activity(
      'doomed',
      { scheduleToClose: '30s', heartbeat: '10s', retry: { initial: '1m' } },
      (_: undefined, ctx) => {
        ctx.heartbeat({ done: 7 });
        throw new RangeError('no luck');
      },
    );
    const ask = workflow('doomed-ask', () => outcomeOf(doomed(undefined)));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [doomed] });
    const run = await world.client.start(ask, undefined);
    const [, timeout, last] = chain(await run.result());
    expect(timeout).toMatchObject({
      fields: { kind: 'scheduleToClose', lastHeartbeatDetails: { done: 7 } },
    });
    expect(timeout?.message).toContain('no time is left');
    expect(last).toMatchObject({ name: 'RangeError', message: 'no luck' });
    expect(await openFor(run)).toBeLessThan(5_000);
  });

  test('C54 scheduleToClose passes while a later attempt runs: the workflow goes on, the late result is not used', async () => {
    let letGo: (value: string) => void = () => undefined;
    const late = new Promise<string>((resolve) => (letGo = resolve));
    let attempts = 0;
    const stubborn = activity(
      'stubborn',
      { timeout: '900ms', retry: { initial: 1 } },
      async (_: undefined, ctx) => {
        attempts = ctx.info.attempt;
        if (attempts < 3) throw new Error(`attempt ${attempts}`);
        return late;
      },
    );
    const ask = workflow('stubborn-ask', async () => {
      const outcome = await outcomeOf(stubborn(undefined));
      await expectSignal('end');
      return outcome;
    });
    const { log } = await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [stubborn] });
    const run = await world.client.start(ask, undefined);
    const hasFailed = async () => (await world.events(run)).some(({ type }) => type === 'ActivityFailed');
    await until(hasFailed, 900 + LAG_MS);
    letGo('too late');
    await until(() => log.some(({ message }) => message.includes('too late')) || attempts === 3);
    await run.signal('end');
    const [, timeout, last] = chain(await run.result());
    expect(timeout).toMatchObject({ fields: { kind: 'scheduleToClose' } });
    expect(last).toMatchObject({ message: 'attempt 2' });
    expect((await world.events(run)).some(({ type }) => type === 'ActivityCompleted')).toBe(false);
  });

  test('C56 scheduleToClose counts from the first schedule, the others from each attempt', async () => {
    const tried: number[] = [];
    const eager = activity(
      'eager',
      { startToClose: '300ms', scheduleToStart: '5s', timeout: '1500ms', retry: { initial: 1 } },
      (_: undefined, ctx) => {
        tried.push(ctx.info.attempt);
        return aborted(ctx);
      },
    );
    const ask = workflow('eager-ask', () => outcomeOf(eager(undefined)));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [eager] });
    const run = await world.client.start(ask, undefined);
    const [, timeout, last] = chain(await run.result());
    expect(timeout).toMatchObject({ fields: { kind: 'scheduleToClose' } });
    expect(last).toMatchObject({ fields: { kind: 'startToClose' } });
    expect(tried.length).toBeGreaterThan(1);
    expect(await openFor(run)).toBeLessThan(1_500 + LAG_MS);
  });
});

describe('A promise as the limit', () => {
  test('C48 a condition, a signal or a timer of the workflow is the time limit, and tells the handler', async () => {
    const reasons: unknown[] = [];
    const patient = activity('patient', { timeout: '1h' }, async (_: string, ctx) => {
      reasons.push(await aborted(ctx));
    });
    const ask = workflow('patient-ask', async () => {
      let enough = false;
      const until = {
        condition: condition(() => enough),
        signal: expectSignal('stop'),
        timer: sleep(100),
      };
      const all = [
        patient.with({ timeout: until.condition })('condition'),
        patient.with({ timeout: until.signal })('signal'),
        patient.with({ timeout: until.timer })('timer'),
      ].map((each) => outcomeOf(each));
      await all[2];
      enough = true;
      return Promise.all(all);
    });
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [patient] });
    const run = await world.client.start(ask, undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'ActivityRejected'));
    await run.signal('stop');
    for (const outcome of (await run.result()) as readonly ReturnType<typeof told>[]) {
      expect(chain(outcome)[1]).toMatchObject({ fields: { kind: 'scheduleToClose' } });
    }
    await until(() => reasons.length === 3);
    expect(reasons).toEqual(['TIMED_OUT', 'TIMED_OUT', 'TIMED_OUT']);
  });

  test('C48 the result of another activity is a limit; a limit that fails never comes', async () => {
    const wait = activity('wait', { timeout: '1h' }, async (ms: number) => {
      await pause(ms);
      if (ms === 50) throw new Error('fails');
      return ms;
    });
    const ask = workflow('race-ask', async () => {
      const once = wait.with({ retry: { maxAttempts: 1 } });
      const first = outcomeOf(wait.with({ timeout: wait(100) })(60_000));
      const second = outcomeOf(wait.with({ timeout: once(50) })(300));
      return Promise.all([first, second]);
    });
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [wait] });
    const run = await world.client.start(ask, undefined);
    const [first, second] = (await run.result()) as readonly unknown[];
    expect(chain(first)[1]).toMatchObject({ fields: { kind: 'scheduleToClose' } });
    expect(second).toEqual({ value: 300 });
  });
});
