import {
  continueAsNew,
  expectSignal,
  onSignal,
  runInfo,
  setAttributes,
  sleep,
  workflow,
} from '@baton/workflow';
import { ContinuedAsNewError } from '@baton/client';
import { runRef } from '@baton/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, startWorld, until, type World } from './support/world.ts';

const throws = workflow('throws', async (what: string): Promise<void> => {
  await Promise.resolve();
  if (what === 'an Error') throw new RangeError('too far');
  if (what === 'a string') throw 'just so';
  throw { name: 'Odd', message: 'shape' };
});
const inAHandler = workflow('inAHandler', async () => {
  onSignal('boom', () => {
    throw new RangeError('in a handler');
  });
  await sleep('1h');
});

const idle = workflow('idle', async (_: unknown) => expectSignal('end'));

/** Counts up, a run for each number, until it is another workflow that tells what it was given. */
const counting = workflow('counting', async (n: number) => {
  setAttributes({ [`round${n}`]: true });
  if (n < 3) continueAsNew(n + 1);
  continueAsNew({ last: n }, { workflow: telling });
});
const telling = workflow('telling', async (input: { last: number }) => {
  const { workflowId, attributes, workflow: name } = runInfo();
  return {
    input,
    workflowId,
    name,
    rounds: Object.keys(attributes).filter((key) => key.startsWith('round')),
  };
});

/** Never loses a signal, however often it begins anew. */
const relay = workflow('relay', async (seen: readonly number[]): Promise<readonly number[]> => {
  const all = [...seen, await expectSignal<number>('add')];
  if (all.length === 12) return all;
  continueAsNew(all);
});

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.worker({ workflows: [throws, inAHandler, idle, counting, telling, relay] });
});
afterAll(() => world.close());

describe('Continue as new', () => {
  test('C103 the next run has the new input, the workflow id and the attributes; the result is that of the last', async () => {
    const run = await world.client.start(counting, 1, { workflowId: 'chain' });
    expect(await run.result()).toEqual({
      input: { last: 3 },
      workflowId: 'chain',
      name: 'telling',
      rounds: ['round1', 'round2', 'round3'],
    });
    const first = await world.storage.readRun(runRef(run.runId));
    expect(first).toMatchObject({ status: 'continuedAsNew', workflow: 'counting' });
    const events = await world.events(run);
    expect(events.at(-1)).toMatchObject({ type: 'RunContinuedAsNew', input: 2, workflow: 'counting' });
  });

  test('C103 result({ follow: false }) tells that the run itself has continued, and as which', async () => {
    const run = await world.client.start(counting, 1);
    await run.result();
    const failure = await failureOf(run.result({ follow: false }));
    expect(failure).toBeInstanceOf(ContinuedAsNewError);
    const next = world.client.run(failure instanceof ContinuedAsNewError ? failure.nextRunId : '');
    const [started] = await world.events(next);
    expect(started).toMatchObject({ type: 'RunStarted', input: 2, continuedFrom: run.runId });
  });

  test('C103 no signal is lost between the runs of a chain, and their order stays', async () => {
    const run = await world.client.start(relay, []);
    for (let n = 0; n < 12; n++) await run.signal('add', n);
    expect(await run.result()).toEqual(Array.from({ length: 12 }, (_, n) => n));
  });
});

describe('Starting', () => {
  test('C107 the same workflow id with the same input answers the open run', async () => {
    const first = await world.client.start(idle, { a: 1, b: 2 }, { workflowId: 'one' });
    const again = await world.client.start(idle, { b: 2, a: 1 }, { workflowId: 'one' });
    expect([first.alreadyRunning, again.alreadyRunning]).toEqual([false, true]);
    expect(again.runId).toBe(first.runId);
    await first.signal('end', 'over');
    expect(await again.result()).toBe('over');
  });

  test('C107 with another input or another workflow it is an error that names the open run', async () => {
    const first = await world.client.start(idle, 1, { workflowId: 'two' });
    for (const start of [
      world.client.start(idle, 2, { workflowId: 'two' }),
      world.client.start(throws, 'an Error', { workflowId: 'two' }),
    ]) {
      expect(await failureOf(start)).toMatchObject({
        code: 'WORKFLOW_ALREADY_STARTED',
        details: { runId: first.runId },
      });
    }
    await first.terminate();
  });

  test('C107 the id of a closed run may be used again, unless that is refused', async () => {
    const first = await world.client.start(idle, 1, { workflowId: 'three' });
    await first.signal('end');
    await first.result();
    const refused = world.client.start(idle, 1, { workflowId: 'three', reusePolicy: 'reject' });
    expect(await failureOf(refused)).toMatchObject({ code: 'WORKFLOW_ALREADY_STARTED' });
    const second = await world.client.start(idle, 1, { workflowId: 'three' });
    expect(second.runId).not.toBe(first.runId);
    await second.terminate();
  });

  test('C107 twenty starts at once start one run', async () => {
    const runs = await Promise.all(
      Array.from({ length: 20 }, () => world.client.start(idle, 'same', { workflowId: 'four' })),
    );
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    expect(runs.filter(({ alreadyRunning }) => !alreadyRunning)).toHaveLength(1);
    await runs[0]?.terminate();
  });

  test('C107 a duplicate in the inbox is one event', async () => {
    const run = await world.client.start(idle, 'twice');
    await until(async () => (await world.storage.readRun(runRef(run.runId))) !== null);
    await Promise.all([1, 2, 3].map(() => run.signal('end', 1, { idempotencyKey: 'once' })));
    await run.result();
    const types = (await world.events(run)).map(({ type }) => type);
    expect(types).toEqual(['RunStarted', 'SignalReceived', 'RunCompleted']);
  });
});

describe('Any uncaught throw', () => {
  test.each([
    ['an Error', { name: 'RangeError', message: 'too far' }],
    ['a string', { name: 'Error', message: 'just so' }],
    ['an object', { name: 'Odd', message: 'shape' }],
  ])('C108 of %s fails the run with its name and message', async (what, expected) => {
    const run = await world.client.start(throws, what);
    expect(await failureOf(run.result())).toMatchObject(expected);
    const [last] = (await world.events(run)).slice(-1);
    expect(last).toMatchObject({ type: 'RunFailed', failure: expected });
  });

  test('C108 in a handler fails the run, too, with a stack that leads to the code', async () => {
    const run = await world.client.start(inAHandler, undefined);
    await run.signal('boom');
    const failure = await failureOf(run.result());
    expect(failure).toMatchObject({ name: 'RangeError', message: 'in a handler' });
    expect(failure.stack).toContain('workflows.test.ts');
  });
});
