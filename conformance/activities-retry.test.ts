import { ApplicationError, activity, callActivity, sleep, workflow } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aborted } from './support/handlers.ts';
import { chain, outcomeOf } from './support/told.ts';
import { startWorld, until, type World } from './support/world.ts';

const limit = { startToClose: '1m' } as const;
const quick = { initial: 1 } as const;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

/** Fails so many times, and then answers which attempt it is. Counts its attempts. */
function failing(times: number, error: (attempt: number) => unknown) {
  const attempts: { readonly attempt: number; readonly atMs: number }[] = [];
  const act = activity('fails', limit, (_: undefined, { info }) => {
    attempts.push({ attempt: info.attempt, atMs: performance.now() });
    if (attempts.length <= times) throw error(info.attempt);
    return info.attempt;
  });
  return { act, attempts };
}

async function resultOf(
  code: () => Promise<unknown>,
  activities: Parameters<World['worker']>[0]['activities'],
) {
  const ask = workflow('retry-ask', code);
  await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: activities ?? [] });
  return (await world.client.start(ask, undefined)).result();
}

describe('Retry', () => {
  test('C57 with maxAttempts 5 there are five attempts, and the fifth error surfaces', async () => {
    const { act, attempts } = failing(9, (attempt) => new Error(`no ${attempt}`));
    const once = act.with({ retry: { ...quick, maxAttempts: 5 } });
    const [failed, error] = chain(await resultOf(() => outcomeOf(once(undefined)), [act]));
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(failed).toMatchObject({ fields: { retryState: 'MAXIMUM_ATTEMPTS_REACHED', attempts: 5 } });
    expect(error).toMatchObject({ message: 'no 5' });
  });

  test('C57 with maxAttempts 1 there is one attempt', async () => {
    const { act, attempts } = failing(9, () => new Error('no'));
    const once = act.with({ retry: { maxAttempts: 1 } });
    const [failed] = chain(await resultOf(() => outcomeOf(once(undefined)), [act]));
    expect(attempts).toHaveLength(1);
    expect(failed).toMatchObject({ fields: { retryState: 'MAXIMUM_ATTEMPTS_REACHED', attempts: 1 } });
  });

  test.each([
    ['by its own word', new ApplicationError('Declined', 'no funds', { nonRetryable: true }), []],
    ['by the flag of any error', Object.assign(new Error('no'), { nonRetryable: true }), []],
    ['by its name', Object.assign(new Error('no'), { name: 'Declined' }), ['Declined']],
    ['by the name of its class', new RangeError('too far'), ['RangeError']],
  ])('C58 an error that is not to be retried, %s, ends the activity', async (_, error, nonRetryable) => {
    const { act, attempts } = failing(9, () => error);
    const once = act.with({ retry: { ...quick, nonRetryable } });
    const [failed, cause] = chain(await resultOf(() => outcomeOf(once(undefined)), [act]));
    expect(attempts).toHaveLength(1);
    expect(failed).toMatchObject({ name: 'ActivityError', fields: { retryState: 'NON_RETRYABLE_FAILURE' } });
    expect(cause).toMatchObject({ name: error.name, message: error.message });
  });

  test.each([
    ['startToClose', { startToClose: '100ms' }, 'TimeoutError'],
    ['heartbeat', { startToClose: '1m', heartbeat: '100ms' }, 'HeartbeatTimeoutError'],
  ])('C59 a passed %s is tried again, unless its name is excluded', async (_, options, name) => {
    const attempts: string[] = [];
    const hangs = activity('hangs', options, async (who: string, ctx) => {
      const { info } = ctx;
      attempts.push(`${who} ${info.attempt}`);
      if (info.attempt > 1) return info.attempt;
      await aborted(ctx);
      return 0;
    });
    const both = () =>
      Promise.all([
        outcomeOf(hangs.with({ retry: quick })('again')),
        outcomeOf(hangs.with({ retry: { nonRetryable: [name] } })('once')),
      ]);
    const [again, once] = (await resultOf(both, [hangs])) as readonly unknown[];
    expect(again).toEqual({ value: 2 });
    expect(chain(once)[1]).toMatchObject({ name });
    expect(attempts.toSorted()).toEqual(['again 1', 'again 2', 'once 1']);
  });

  test('C60 the wait grows by the coefficient up to the maximum', async () => {
    const { act, attempts } = failing(4, () => new Error('no'));
    const spaced = act.with({ retry: { initial: 100, coefficient: 2, max: 250 } });
    expect(await resultOf(() => spaced(undefined), [act])).toBe(5);
    const waits = attempts.slice(1).map(({ atMs }, at) => atMs - (attempts[at]?.atMs ?? NaN));
    for (const [at, wanted] of [100, 200, 250, 250].entries()) {
      expect(waits[at]).toBeGreaterThan(wanted - 5);
      expect(waits[at]).toBeLessThan(wanted + 1_500);
    }
  });

  test.each([
    ['a coefficient below 1', { coefficient: 0.5 }],
    ['a maximum below the first wait', { initial: '10s', max: '1s' }],
    ['a negative number of attempts', { maxAttempts: -1 }],
    ['no attempt', { maxAttempts: 0 }],
    ['half an attempt', { maxAttempts: 1.5 }],
    ['a negative wait', { initial: -1 }],
  ])('C60 %s is refused, and nothing is scheduled', async (_, retry) => {
    const odd = activity('odd', { ...limit, retry }, () => null);
    const ask = workflow('odd-ask', () => outcomeOf(odd()));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [odd] });
    const run = await world.client.start(ask, undefined);
    expect(await run.result()).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await world.events(run)).toHaveLength(2);
  });

  test('C60 an error may say when to try again', async () => {
    const { act, attempts } = failing(1, () => new ApplicationError('Busy', 'later', { nextRetryDelay: 80 }));
    const patient = act.with({ retry: { initial: '1h' } });
    expect(await resultOf(() => patient(undefined), [act])).toBe(2);
    expect(attempts).toHaveLength(2);
  });

  test('C57 a failed attempt is no event; it stands on the pending activity until the next', async () => {
    const { act } = failing(1, () => new RangeError('not yet'));
    const later = act.with({ retry: { initial: '1h' } });
    const ask = workflow('pending-ask', () => later(undefined));
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [act] });
    const run = await world.client.start(ask, undefined);
    const ref = (await world.storage.findRun(run.workflowId))!;
    const pending = async () => (await world.storage.pendingActivities(ref))[0];
    await until(async () => (await pending())?.lastFailure !== null && (await pending()) !== undefined);
    const seen = await pending();
    expect(seen).toMatchObject({
      state: 'queued',
      attempt: 1,
      lastFailure: { name: 'RangeError', message: 'not yet' },
    });
    expect(seen!.availableAtMs - seen!.scheduledAtMs).toBeGreaterThan(3_500_000);
    const types = (await world.events(run)).map(({ type }) => type);
    expect(types).not.toContain('ActivityFailed');
  });

  test('C58 the final error has its whole chain of causes', async () => {
    const { act } = failing(9, () => {
      const socket = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      return new Error('no answer', { cause: new TypeError('fetch failed', { cause: socket }) });
    });
    const once = act.with({ retry: { maxAttempts: 2, initial: 1 } });
    const causes = chain(await resultOf(() => outcomeOf(once(undefined)), [act]));
    expect(causes.map(({ message }) => message).slice(1)).toEqual(['no answer', 'fetch failed', 'reset']);
    expect(causes.at(-1)).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('An activity that no worker knows', () => {
  test('C63 waits, says why, and starts with the deploy that brings it', async () => {
    const ask = workflow('early-ask', () => callActivity<string>('tomorrow', 'x', limit));
    const first = await world.worker({
      leaseTimeout: '10s',
      workflows: [ask],
      activities: [],
      workerKey: 'today-1',
    });
    const run = await world.client.start(ask, undefined);
    const ref = (await world.storage.findRun(run.workflowId))!;
    const failure = async () => (await world.storage.pendingActivities(ref))[0]?.lastFailure ?? null;
    await until(async () => (await failure()) !== null);
    expect(await failure()).toMatchObject({
      code: 'ACTIVITY_NOT_REGISTERED',
      fields: { queue: 'default', activity: 'tomorrow' },
    });
    expect((await failure())?.message).toContain('today-1');
    await first.stop(0);
    const tomorrow = activity('tomorrow', limit, (x: string, { info }) => `${x} ${info.attempt}`);
    await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [tomorrow] });
    // No attempt was spent on the workers that don't have it.
    expect(await run.result()).toBe('x 1');
  });

  test('C63 its time limits hold, and say why', async () => {
    const both = workflow('never-ask', () =>
      Promise.all([
        outcomeOf(callActivity('never', null, { timeout: '300ms' })),
        outcomeOf(callActivity('never', null, { ...limit, scheduleToStart: '300ms' })),
      ]),
    );
    await world.worker({ leaseTimeout: '10s', workflows: [both], activities: [] });
    const run = await world.client.start(both, undefined);
    const [whole, start] = (await run.result()) as readonly unknown[];
    expect(chain(whole).slice(1)).toMatchObject([
      { fields: { kind: 'scheduleToClose' } },
      { code: 'ACTIVITY_NOT_REGISTERED' },
    ]);
    expect(chain(start).slice(1)).toMatchObject([
      { fields: { kind: 'scheduleToStart' } },
      { code: 'ACTIVITY_NOT_REGISTERED' },
    ]);
  });
});

describe('Options that were recorded', () => {
  test('C64 apply, though the code has others when the run goes on', async () => {
    const attempts: number[] = [];
    const flaky = activity('flaky', limit, (_: undefined, { info }) => {
      attempts.push(info.attempt);
      throw new Error(`no ${info.attempt}`);
    });
    const code = (maxAttempts: number) =>
      workflow('changing', () =>
        outcomeOf(flaky.with({ retry: { initial: 600, coefficient: 1, maxAttempts } })(undefined)),
      );
    const before = await world.worker({ leaseTimeout: '10s', workflows: [code(2)], activities: [flaky] });
    const run = await world.client.start(code(2), undefined);
    await until(() => attempts.length === 1);
    await before.stop(0);
    await world.worker({ leaseTimeout: '10s', workflows: [code(50)], activities: [flaky] });
    expect(chain(await run.result())[1]).toMatchObject({ message: 'no 2' });
    expect(attempts).toEqual([1, 2]);
  });

  test('C64 hold for the workflow, too: a recorded wait waits though the code says try by now', async () => {
    const slow = activity('slow', limit, async (_: undefined, ctx) => {
      await aborted(ctx);
      return 'tidied up';
    });
    const code = (cancellation: 'wait' | 'try') =>
      workflow('changing-cancel', async () => {
        const work = slow.with({ cancellation, heartbeat: '30s' })(undefined);
        await sleep(1_500);
        work.cancel();
        return outcomeOf(work);
      });
    const before = await world.worker({ leaseTimeout: '10s', workflows: [code('wait')], activities: [] });
    const run = await world.client.start(code('wait'), undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'TimerStarted'));
    await before.stop(0);
    await world.worker({ leaseTimeout: '10s', workflows: [code('try')], activities: [slow] });
    expect(await run.result()).toEqual({ value: 'tidied up' });
  });
});
