import type { RunId } from '@baton/core';
import { expect, test } from 'vitest';
import {
  activity,
  mark,
  now,
  random,
  runInfo,
  setAttributes,
  signalRun,
  uuid,
  withLabel,
  workflow,
} from '../src/index.ts';
import { limit, ref, started } from './driver.ts';

const act = activity('act', limit, async (input: number) => input);

test('notes, attributes, labels and signals to others become commands', async () => {
  const run = await started(
    workflow('w', async () => {
      mark('note', { a: 1 });
      setAttributes({ customer: 'c-1' });
      signalRun('other', 'hello', [1]);
      await withLabel('node-1', () => act(1));
    }),
  );
  expect(run.last()).toMatchObject([
    { type: 'Mark', kind: 'note', value: { a: 1 } },
    { type: 'SetAttributes', attributes: { customer: 'c-1' } },
    { type: 'SignalRun', signalId: '1', workflowId: 'other', name: 'hello', payload: [1] },
    { type: 'ScheduleActivity', label: 'node-1' },
  ]);
});

test('time, randomness and ids are the same each time', async () => {
  const draw = workflow('w', async () => {
    const plain = [Date.now(), new Date().getTime(), Math.random(), crypto.randomUUID()];
    return [...plain, now(), random(), uuid(), new Date(7).getTime()];
  });
  const [one, two] = [await started(draw), await started(draw)];
  expect(one.end()).toEqual(two.end());
  const { result } = one.end() as unknown as { result: readonly unknown[] };
  expect([result[0], result[1], result[4], result[7]]).toEqual([1_000_000, 1_000_000, 1_000_000, 7]);
  expect(Math.abs(Date.now() - performance.timeOrigin)).toBeLessThan(1e9);
});

test.each(['setTimeout', 'setInterval', 'fetch'] as const)(
  '%s in a workflow names what to use instead',
  async (name) => {
    const run = await started(
      workflow('w', async () => {
        (globalThis[name] as (...args: unknown[]) => unknown)(() => undefined, 1);
      }),
    );
    expect(run.end()).toMatchObject({ type: 'FailRun', failure: { name: 'NotDeterministicError' } });
  },
);

test('runInfo tells which run it is', async () => {
  const run = await started(
    workflow('w', async () => runInfo()),
    null,
    { continuedFrom: 'r0' as RunId },
  );
  expect(run.end()).toMatchObject({
    result: {
      runId: ref.runId,
      workflowId: 'order-1',
      taskQueue: 'default',
      continuedFrom: 'r0',
      historyLength: 1,
    },
  });
});

test('after dispose nothing settles, and late calls throw', async () => {
  let late: unknown;
  let wake: () => void = () => undefined;
  const run = await started(
    workflow('w', async () => {
      await new Promise<void>((resolve) => (wake = resolve));
      try {
        await act(1);
      } catch (error) {
        late = error;
      }
    }),
  );
  run.dispose();
  wake();
  await new Promise((resolve) => void setImmediate(resolve));
  expect((late as Error).message).toContain('no longer in this process');
});
