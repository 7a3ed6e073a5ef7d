// Calls on runs: queries, updates, signals that start.
import {
  condition,
  continueAsNew,
  expectSignal,
  onQuery,
  onSignal,
  onUpdate,
  workflow,
} from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const counter = workflow('counter', async (from: number) => {
  let total = from;
  let isDone = false;
  onQuery('total', () => total);
  onQuery('plus', (a: number, b: number) => total + a + b);
  onQuery('broken', () => {
    throw new RangeError('out of order');
  });
  onSignal<number>('add', (by) => {
    total += by;
  });
  onUpdate<number>(
    'limit',
    async (by) => {
      if (by === 13) throw new Error('unlucky');
      total += by;
      return total;
    },
    {
      validate: (by) => {
        if (by < 0) throw new RangeError('must not be negative');
      },
    },
  );
  onSignal('done', () => {
    isDone = true;
  });
  await condition(() => isDone);
  return total;
});

describe('queries', () => {
  test('C109 read the state of a run while it runs and after its end', async () => {
    await world.worker({ workflows: [counter] });
    const run = await world.client.start(counter, 3);
    expect(await run.query('total')).toBe(3);
    expect(await run.query('plus', 10, 100)).toBe(113);
    const events = await world.events(run);
    await run.signal('done');
    expect(await run.result()).toBe(3);
    expect(await run.query('total')).toBe(3);
    expect(events.map(({ type }) => type)).toEqual(['RunStarted']);
  });

  test('C109 an unknown query lists the known names, a failing handler says why', async () => {
    await world.worker({ workflows: [counter] });
    const run = await world.client.start(counter, 0);
    expect(await failureOf(run.query('nope'))).toMatchObject({
      code: 'UNKNOWN_QUERY',
      details: { known: ['broken', 'plus', 'total'] },
      message: expect.stringContaining('broken, plus, total') as string,
    });
    expect(await failureOf(run.query('broken'))).toMatchObject({
      code: 'QUERY_FAILED',
      httpStatus: 422,
      message: 'Query broken failed: out of order',
      cause: { name: 'RangeError', message: 'out of order' },
    });
    expect(await run.query('total')).toBe(0);
    await run.terminate();
  });

  test('C109 see every signal that was acknowledged before', async () => {
    await world.worker({ workflows: [counter] });
    const run = await world.client.start(counter, 0);
    for (let sent = 1; sent <= 20; sent++) {
      await run.signal('add', 1);
      expect(await run.query('total')).toBe(sent);
    }
    await run.terminate();
  });

  test('C109 are answered by another worker when the owner is gone, also for a closed run', async () => {
    const first = await world.worker({ workflows: [counter] });
    const run = await world.client.start(counter, 5);
    await run.signal('add', 2);
    expect(await run.query('total')).toBe(7);
    await first.stop();
    const second = await world.worker({ workflows: [counter] });
    expect(await run.query('total')).toBe(7);
    await run.terminate();
    expect(await run.query('total')).toBe(7);
    await second.stop();
  });

  test('C109 without a worker say which queue has none', async () => {
    const run = await world.client.start(counter, 0, { taskQueue: 'deserted' });
    const impatient = world.impatient();
    expect(await failureOf(impatient.run(run.runId).query('total'))).toMatchObject({
      code: 'NO_WORKER',
      httpStatus: 503,
      details: { taskQueue: 'deserted', workflow: 'counter' },
    });
    await run.terminate();
  });

  test('C109 follow continue-as-new', async () => {
    const looping = workflow('looping', async (round: number): Promise<void> => {
      onQuery('round', () => round);
      await expectSignal('next');
      continueAsNew(round + 1);
    });
    await world.worker({ workflows: [looping] });
    const run = await world.client.start(looping, 1);
    await run.signal('next');
    await until(async () => (await run.query('round')) === 2);
    await run.terminate();
  });
});

describe('updates', () => {
  test('C110 run in the workflow and answer their result, once for each id', async () => {
    await world.worker({ workflows: [counter] });
    const run = await world.client.start(counter, 1);
    expect(await run.update('limit', 4, { updateId: 'one' })).toBe(5);
    expect(await run.update('limit', 4, { updateId: 'one' })).toBe(5);
    expect(await Promise.all([1, 2, 3].map(() => run.update('limit', 1, { updateId: 'two' })))).toEqual([
      6, 6, 6,
    ]);
    // A signal may have the id of an update.
    await run.signal('add', 1, { idempotencyKey: 'one' });
    expect(await run.query('total')).toBe(7);
    await run.signal('done');
    expect(await run.result()).toBe(7);
    expect(await run.update('limit', 4, { updateId: 'one' })).toBe(5);
    expect(await failureOf(run.update('limit', 4))).toMatchObject({ code: 'RUN_CLOSED' });
  });

  test('C110 that the validator refuses are typed errors, and nothing is accepted', async () => {
    await world.worker({ workflows: [counter] });
    const run = await world.client.start(counter, 1);
    expect(await failureOf(run.update('limit', -1))).toMatchObject({
      code: 'UPDATE_REJECTED',
      message: 'Update limit was rejected: must not be negative',
      cause: { name: 'RangeError' },
    });
    expect(await failureOf(run.update('other'))).toMatchObject({
      code: 'UNKNOWN_UPDATE',
      details: { known: ['limit'] },
    });
    expect(await failureOf(run.update('limit', 13))).toMatchObject({
      code: 'UPDATE_FAILED',
      cause: { message: 'unlucky' },
    });
    expect(await run.query('total')).toBe(1);
    const accepted = (await world.events(run)).filter(({ type }) => type === 'UpdateAccepted');
    expect(accepted).toHaveLength(1);
    await run.terminate();
  });

  test('C110 wait for a worker', async () => {
    const run = await world.client.start(counter, 1, { taskQueue: 'later' });
    const updated = run.update('limit', 1);
    await world.worker({ workflows: [counter], taskQueues: ['later'] });
    expect(await updated).toBe(2);
    await run.terminate();
  });
});

describe('signals that start', () => {
  const heard = workflow('heard', async (first: string) => [
    first,
    await expectSignal('say'),
    await expectSignal('say'),
  ]);

  test('C96 start a run, or reach the open one; the same call again is none', async () => {
    await world.worker({ workflows: [heard] });
    const options = { workflowId: 'greeting', signal: 'say' };
    const one = await world.client.signalWithStart(heard, 'a', {
      ...options,
      payload: 1,
      idempotencyKey: 'k1',
    });
    const again = await world.client.signalWithStart(heard, 'a', {
      ...options,
      payload: 1,
      idempotencyKey: 'k1',
    });
    const two = await world.client.signalWithStart(heard, 'b', {
      ...options,
      payload: 2,
      idempotencyKey: 'k2',
    });
    expect([again.runId, two.runId]).toEqual([one.runId, one.runId]);
    expect(await one.result()).toEqual(['a', 1, 2]);
    const late = await world.client.signalWithStart(heard, 'b', {
      ...options,
      payload: 2,
      idempotencyKey: 'k2',
    });
    expect(late.runId).toBe(one.runId);
    const next = await world.client.signalWithStart(heard, 'c', { ...options, payload: 3 });
    expect(next.runId).not.toBe(one.runId);
    await next.terminate();
  });

  test('C96 many at once start one run, and lose none', async () => {
    const tally = workflow('tally', async (count: number) => {
      const seen: unknown[] = [];
      while (seen.length < count) seen.push(await expectSignal('say'));
      return seen.length;
    });
    await world.worker({ workflows: [tally] });
    const options = { workflowId: 'crowd', signal: 'say' };
    const runs = await Promise.all(
      Array.from({ length: 20 }, (_, payload) =>
        world.client.signalWithStart(tally, 20, { ...options, payload }),
      ),
    );
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    expect(await runs[0]?.result()).toBe(20);
  });
});
