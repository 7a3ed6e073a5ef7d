import { condition, expectSignal, onSignal, signalRun, sleep, TimeoutError, workflow } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, startWorld, until, type World } from './support/world.ts';

const expecting = workflow('expecting', async (timeout: string) => {
  try {
    return { got: await expectSignal('paid', { timeout }) };
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    return { timedOut: error.kind };
  }
});

/** What came after its timeout is kept for who asks next. */
const patient = workflow('patient', async () => {
  const first = await expectSignal('paid', { timeout: '20ms' }).catch(
    (error: unknown) => (error as Error).name,
  );
  return [first, await expectSignal('paid')];
});

const three = workflow('three', async () =>
  Promise.all([expectSignal('go'), expectSignal('go'), expectSignal('go', { timeout: '1h' })]),
);

const disposing = workflow('disposing', async () => {
  const seen: unknown[] = [];
  const handler = onSignal('news', (news) => void seen.push(news));
  await condition(() => seen.length === 2);
  handler[Symbol.dispose]();
  await expectSignal('stop');
  return { seen, kept: await expectSignal('news') };
});

const counting = workflow('counting', async () => {
  const seen: unknown[] = [];
  onSignal('add', (n) => void seen.push(n));
  await expectSignal('stop');
  return seen;
});

const sender = workflow('sender', async (to: string) => {
  signalRun(to, 'add', 'from a run');
  signalRun(to, 'stop');
  signalRun('nobody has this id', 'add', 1);
  await sleep(0);
  return 'sent';
});

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.worker({ workflows: [expecting, patient, three, disposing, counting, sender] });
});
afterAll(() => world.close());

describe('Signals', () => {
  test('C93 expectSignal resolves with the payload of a signal that comes in time', async () => {
    const run = await world.client.start(expecting, '1h');
    await run.signal('paid', { cents: 7 });
    expect(await run.result()).toEqual({ got: { cents: 7 } });
    const types = (await world.events(run)).map(({ type }) => type);
    // Its timer is gone with it.
    expect(types).toContain('TimerCancelled');
  });

  test('C93 a signal that comes before the code asks for it is its value', async () => {
    const worker = await world.worker({ taskQueues: ['late'], workflows: [expecting] });
    await worker.stop();
    const run = await world.client.start(expecting, '1h', { taskQueue: 'late' });
    await run.signal('paid', 'early');
    await world.worker({ taskQueues: ['late'], workflows: [expecting] });
    expect(await run.result()).toEqual({ got: 'early' });
  });

  test('C93 a timeout that comes first is a TimeoutError, and a later signal goes to who asks next', async () => {
    const run = await world.client.start(expecting, '20ms');
    expect(await run.result()).toEqual({ timedOut: 'signal' });
    const next = await world.client.start(patient, undefined);
    await until(async () => (await world.events(next)).some(({ type }) => type === 'TimerFired'));
    await next.signal('paid', 'late');
    expect(await next.result()).toEqual(['TimeoutError', 'late']);
  });

  test('C94 one signal resolves all who wait for it', async () => {
    const run = await world.client.start(three, undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'TimerStarted'));
    await run.signal('go', 1);
    expect(await run.result()).toEqual([1, 1, 1]);
  });

  test('C94 a disposed handler no longer runs, and what comes then is kept', async () => {
    const run = await world.client.start(disposing, undefined);
    await run.signal('news', 1);
    await run.signal('news', 2);
    await run.signal('stop');
    await run.signal('news', 3);
    expect(await run.result()).toEqual({ seen: [1, 2], kept: 3 });
  });

  test('C96 a signal that is sent twice with the same key is applied once, also after it was read', async () => {
    const run = await world.client.start(counting, undefined);
    await run.signal('add', 1, { idempotencyKey: 'a' });
    await run.signal('add', 1, { idempotencyKey: 'a' });
    await until(async () => (await world.events(run)).some(({ type }) => type === 'SignalReceived'));
    await run.signal('add', 1, { idempotencyKey: 'a' });
    await run.signal('add', 2, { idempotencyKey: 'b' });
    await run.signal('stop');
    expect(await run.result()).toEqual([1, 2]);
  });

  test('C96 signals are seen in the order in which they were accepted', async () => {
    const run = await world.client.start(counting, undefined);
    for (let n = 0; n < 30; n++) await run.signal('add', n);
    await run.signal('stop');
    expect(await run.result()).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  test('C96 a run that is not there is RUN_NOT_FOUND, one that is over RUN_CLOSED', async () => {
    const nobody = world.client.run('01890000-0000-7000-8000-000000000000');
    expect(await failureOf(nobody.signal('add', 1))).toMatchObject({ code: 'RUN_NOT_FOUND' });
    const run = await world.client.start(expecting, '10ms');
    await run.result();
    expect(await failureOf(run.signal('paid'))).toMatchObject({ code: 'RUN_CLOSED' });
  });

  test('C96 a run signals another one by its workflow id; to nobody it says nothing', async () => {
    const run = await world.client.start(counting, undefined, { workflowId: 'the counter' });
    const from = await world.client.start(sender, 'the counter');
    expect(await run.result()).toEqual(['from a run']);
    expect(await from.result()).toBe('sent');
  });
});
