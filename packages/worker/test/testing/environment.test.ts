import {
  activity,
  ActivityError,
  condition,
  continueAsNew,
  expectSignal,
  makeAsync,
  onQuery,
  onSignal,
  onUpdate,
  runInfo,
  sleep,
  TimeoutError,
  workflow,
} from '@baton/workflow';
import { afterEach, expect, test } from 'vitest';
import {
  createTestEnvironment,
  mock,
  type TestEnvironment,
  type TestEnvironmentOptions,
} from '../../src/index.ts';

const limit = { startToClose: '1 minute' } as const;
const DAY = 86_400_000;

let open: TestEnvironment[] = [];
afterEach(async () => {
  await Promise.all(open.map((env) => env.close()));
  open = [];
});

async function environment(options: TestEnvironmentOptions): Promise<TestEnvironment> {
  const env = await createTestEnvironment(options);
  open.push(env);
  return env;
}

const double = activity('double', limit, async (n: number) => 2 * n);

test('a workflow that sleeps thirty days ends in milliseconds', async () => {
  const patient = workflow('patient', async (n: number) => {
    await sleep('30 days');
    return double(n);
  });
  const env = await environment({ workflows: [patient], activities: [double] });
  const from = performance.now();
  const run = await env.start(patient, 21);
  const begun = env.now();
  expect(await run.result()).toBe(42);
  expect(env.now() - begun).toBe(30 * DAY);
  expect(performance.now() - from).toBeLessThan(500);
});

test('time stands still but where the test waits for something', async () => {
  const approval = workflow('approval', async () => {
    let approved = false;
    onQuery('approved', () => approved);
    onSignal('approve', () => (approved = true));
    return condition(() => approved, '3 days');
  });
  const env = await environment({ workflows: [approval] });
  const run = await env.start(approval);
  expect(await run.query('approved')).toBe(false);
  await run.signal('approve');
  expect(await run.query('approved')).toBe(true);
  expect(await run.result()).toBe(true);

  const late = await env.start(approval);
  expect(await late.result()).toBe(false);
});

test('advance lets happen what happens on the way, and no more', async () => {
  const ticks = workflow('ticks', async () => {
    let count = 0;
    onQuery('count', () => count);
    for (;;) {
      await sleep('10 minutes');
      count = await double(count + 1).then((n) => n / 2);
    }
  });
  const env = await environment({ workflows: [ticks], activities: [double] });
  const run = await env.start(ticks);
  await env.advance('1 hour');
  expect(await run.query('count')).toBe(6);
  await env.advance('9m');
  expect(await run.query('count')).toBe(6);
  await env.sleep('1m');
  expect(await run.query('count')).toBe(7);
  expect(new Date(env.now()).toISOString()).toBe('2026-01-01T01:10:00.000Z');
});

test('a result that nobody can bring is an error that says what the run waits for', async () => {
  const waits = workflow('waits', async () => expectSignal('go'));
  const env = await environment({ workflows: [waits] });
  const run = await env.start(waits, undefined, { workflowId: 'order-7' });
  await expect(run.result()).rejects.toMatchObject({
    name: 'RunStuckError',
    message: expect.stringMatching(/order-7 \(waits\).*the signal "go"/) as string,
  });
  await run.signal('go', 5);
  expect(await run.result()).toBe(5);
});

test('an activity that nobody has is named', async () => {
  const asks = workflow('asks', () => double(1));
  const env = await environment({ workflows: [asks] });
  const run = await env.start(asks);
  await expect(run.result()).rejects.toThrow(/double/);
});

test('retries wait on the clock of the runs', async () => {
  let attempts = 0;
  const shaky = activity('shaky', { ...limit, retry: { initial: '1 hour', coefficient: 2 } }, async () => {
    attempts += 1;
    if (attempts < 4) throw new Error(`no ${attempts}`);
    return 'done';
  });
  const tries = workflow('tries', () => shaky());
  const env = await environment({ workflows: [tries], activities: [shaky] });
  const begun = env.now();
  const run = await env.start(tries);
  await env.advance('2 hours');
  expect(await run.activities()).toMatchObject([
    { name: 'shaky', attempt: 2, lastError: { message: 'no 2' } },
  ]);
  expect(await run.result()).toBe('done');
  expect(env.now() - begun).toBe((1 + 2 + 4) * 3_600_000);
});

test('an activity that sleeps past its time limit times out, and is tried again', async () => {
  const slow = activity(
    'slow',
    { startToClose: '1 minute', retry: { maxAttempts: 2, initial: '1s' } },
    async (_, ctx) => {
      if (ctx.info.attempt === 1) await env.sleep('5 minutes', { signal: ctx.signal });
      return ctx.info.attempt;
    },
  );
  const asks = workflow('asks', () => slow());
  const env: TestEnvironment = await environment({ workflows: [asks], activities: [slow] });
  const begun = env.now();
  expect(await (await env.start(asks)).result()).toBe(2);
  expect(env.now() - begun).toBe(61_000);
});

test('an activity that works in real time holds the clock', async () => {
  const real = activity('real', limit, async () => {
    await new Promise((resolve) => void setTimeout(resolve, 30));
    return 'real';
  });
  const races = workflow('races', () => Promise.race([real(), sleep('1s').then(() => 'timer')]));
  const env = await environment({ workflows: [races], activities: [real] });
  expect(await (await env.start(races)).result()).toBe('real');
});

test('a handler that never ends is named; moved by hand, time passes over it', async () => {
  const hangs = activity(
    'hangs',
    { startToClose: '1 minute', retry: { maxAttempts: 1 } },
    () => new Promise(() => undefined),
  );
  const asks = workflow('asks', () => hangs());
  const env = await environment({ workflows: [asks], activities: [hangs], patience: '50ms' });
  const run = await env.start(asks);
  await expect(run.result()).rejects.toThrow(/hangs \(attempt 1\).*env\.sleep/);
  await env.advance('1 minute');
  const failed = await run.result().catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ActivityError);
  expect((failed as ActivityError).cause).toBeInstanceOf(TimeoutError);
});

test('mocks are typed by the activities they stand for, and tell their calls', async () => {
  const charge = activity('charge', limit, async (order: { cents: number }) => ({ paid: order.cents }));
  const pay = workflow('pay', (cents: number) => charge({ cents }));
  const mocked = mock(charge, async ({ cents }) => ({ paid: cents + 1 }));
  const env = await environment({ workflows: [pay], activities: [charge, mocked] });
  expect(await (await env.start(pay, 5)).result()).toEqual({ paid: 6 });
  expect(mocked.calls).toEqual([{ cents: 5 }]);

  const byName = await environment({ workflows: [pay], activities: { charge: async () => ({ paid: 0 }) } });
  expect(await (await byName.start(pay, 5)).result()).toEqual({ paid: 0 });
});

test('an asynchronous activity is completed, failed and kept alive by its token', async () => {
  const tokens: string[] = [];
  const viaQueue = activity<string, { result: string }, { seen: number }>(
    'viaQueue',
    { scheduleToClose: '1 day', heartbeat: '1 minute', retry: { maxAttempts: 2, initial: '1s' } },
    async (_, ctx) => {
      tokens.push(ctx.token);
      return makeAsync();
    },
  );
  const asks = workflow('asks', (what: string) => viaQueue(what));
  const env = await environment({ workflows: [asks], activities: [viaQueue] });
  const run = await env.start(asks, 'x');
  await env.advance('50s');
  await env.heartbeatActivity<typeof viaQueue>(tokens[0]!, { seen: 1 });
  await env.advance('50s');
  expect(await run.activities()).toMatchObject([{ state: 'async', attempt: 1, checkpoint: { seen: 1 } }]);
  await env.failActivity(tokens[0]!, new Error('not now'));
  await env.advance('1s');
  expect(await run.activities()).toMatchObject([{ state: 'async', attempt: 2 }]);
  await env.completeActivity<typeof viaQueue>(tokens[1]!, { result: 'done' });
  expect(await run.result()).toEqual({ result: 'done' });
});

test('an update is answered, also if its handler waits', async () => {
  const counter = workflow('counter', async () => {
    let value = 0;
    onUpdate(
      'add',
      async (n: number) => {
        await sleep('1 hour');
        return (value += n);
      },
      {
        validate: (n) => {
          if (n < 0) throw new RangeError('only up');
        },
      },
    );
    await condition(() => value >= 3);
    return value;
  });
  const env = await environment({ workflows: [counter] });
  const run = await env.start(counter);
  expect(await run.update('add', 2)).toBe(2);
  await expect(run.update('add', -1)).rejects.toThrow('only up');
  expect(await run.update('add', 1)).toBe(3);
  expect(await run.result()).toBe(3);
});

test('children, and runs that continue as new, are found by their workflow id', async () => {
  const child = workflow('child', async (n: number) => {
    const payload = await expectSignal<number>('go');
    return n + payload;
  });
  const parent = workflow('parent', async (n: number): Promise<number> => {
    const sum = await child.with({ workflowId: `child-${n}` })(n);
    if (n > 0) continueAsNew(n - 1);
    return sum;
  });
  const env = await environment({ workflows: [parent, child] });
  const run = await env.start(parent, 1);
  await (await env.run('child-1')).signal('go', 10);
  await (await env.run('child-0')).signal('go', 20);
  expect(await run.result()).toBe(20);
  expect(await (await env.run<number>('child-0')).result()).toBe(20);
});

test('the same test has the same history', async () => {
  const lucky = workflow('lucky', async () => {
    const drawn = [Math.random(), await double(Math.floor(Math.random() * 100)), runInfo().runId];
    await sleep('1 day');
    return drawn;
  });
  const once = async () => {
    const env = await environment({ workflows: [lucky], activities: [double] });
    const run = await env.start(lucky);
    await run.result();
    return run.history();
  };
  expect(await once()).toEqual(await once());
});

test('no timer of the test environment is left when it is closed', async () => {
  const timers = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate').length;
  const waits = workflow('waits', async () => expectSignal('go'));
  const before = timers();
  {
    await using env = await createTestEnvironment({ workflows: [waits] });
    await env.start(waits);
  }
  expect(timers()).toBeLessThanOrEqual(before);
});

test('a closed environment says so', async () => {
  const waits = workflow('waits', async () => expectSignal('go'));
  const env = await createTestEnvironment({ workflows: [waits] });
  const run = await env.start(waits);
  await env.close();
  await expect(run.result()).rejects.toThrow(/closed/);
});

test('what is asked for while the environment closes is told that, not that it is stuck', async () => {
  const waits = workflow('waits', async () => sleep('1 day'));
  let late: Promise<void>;
  {
    await using env = await createTestEnvironment({ workflows: [waits] });
    const run = await env.start(waits);
    late = run.result();
  }
  await expect(late).rejects.toThrow(/closed/);
});
