import type { Failure, RunId } from '@baton/core';
import { expect, test } from 'vitest';
import {
  cancellable,
  ChildRunError,
  continueAsNew,
  expectSignal,
  RunTimedOutError,
  sleep,
  TerminatedError,
  workflow,
} from '../src/index.ts';
import { ref, replayed, started } from './driver.ts';

const child = workflow('child', async (n: number) => n);
const boom: Failure = { name: 'Boom', message: 'boom' };

const fails = (childId: string, failure: Failure = boom) => ({
  type: 'ChildFailed' as const,
  childId,
  failure,
});

test('a child with a retry policy is started again under the same workflow id, with growing waits', async () => {
  const retry = { initial: '1s', maxAttempts: 3 };
  const run = await started(workflow('w', async () => child.with({ retry })(1)));
  expect(run.last()).toMatchObject([{ type: 'StartChild', childId: '1', workflowId: `${ref.runId}/1` }]);
  await run.happens(fails('1'));
  expect(run.last()).toMatchObject([{ type: 'StartTimer', timerId: '1' }]);
  await run.fires('1');
  expect(run.last()).toMatchObject([{ type: 'StartChild', childId: '2', workflowId: `${ref.runId}/1` }]);
  await run.happens(fails('2'));
  await run.fires('2');
  await run.happens(fails('3', { ...boom, message: 'boom 3' }));
  expect(run.end()).toMatchObject({
    type: 'FailRun',
    failure: { name: 'ChildRunError', cause: { name: 'Boom', message: 'boom 3' } },
  });
});

test('a child that has ended was started, also where the news of its end come first', async () => {
  const definition = workflow('w', async () => {
    const [good, bad] = [child(1), child(2)];
    const failed = bad.catch((error: unknown) => (error as Error).name);
    return [await good.started, await bad.started, await good, await failed];
  });
  const run = await started(definition);
  await run.happens({ type: 'ChildCompleted', childId: '1', result: 1, runId: 'first' as RunId });
  await run.happens({ ...fails('2'), runId: 'second' as RunId });
  await run.happens({ type: 'ChildStarted', childId: '1', runId: 'first' as RunId });
  expect(run.end()).toMatchObject({ type: 'CompleteRun', result: ['first', 'second', 1, 'ChildRunError'] });
});

test('a child that answers in a later attempt has answered', async () => {
  const definition = workflow('w', async () => {
    const call = child.with({ retry: { initial: '1s' }, workflowId: 'c' })(1);
    return [await call.started, await call];
  });
  const run = await started(definition);
  await run.happens({ type: 'ChildStarted', childId: '1', runId: 'first' as RunId });
  await run.happens(fails('1'));
  await run.fires('1');
  await run.happens({ type: 'ChildStarted', childId: '2', runId: 'second' as RunId });
  await run.happens({ type: 'ChildCompleted', childId: '2', result: 7 });
  expect(run.end()).toMatchObject({ type: 'CompleteRun', result: ['first', 7] });
  expect(await replayed(definition, run.rows)).toMatchObject({ kind: 'ok', pendingCommands: [] });
});

test.each<[string, Failure]>([
  ['is marked so', { ...boom, nonRetryable: true }],
  ['is named in the policy', { ...boom, name: 'Final' }],
  ['is a cancellation', { name: 'CancelledError', message: 'x', code: 'CANCELLED' }],
  ['is a termination', { name: 'TerminatedError', message: 'x', code: 'RUN_TERMINATED' }],
])('a failure that %s is not followed by another attempt', async (_, failure) => {
  const retry = { initial: '1s', nonRetryable: ['Final'] };
  const run = await started(workflow('w', async () => child.with({ retry })(1)));
  await run.happens(fails('1', failure));
  expect(run.types()).toEqual(['FailRun']);
});

test('a workflow id that is taken is not tried again', async () => {
  const run = await started(workflow('w', async () => child.with({ retry: { initial: '1s' } })(1)));
  await run.happens({
    type: 'ChildStartFailed',
    childId: '1',
    failure: { name: 'WorkflowAlreadyStartedError', code: 'WORKFLOW_ALREADY_STARTED', message: 'taken' },
  });
  expect(run.end()).toMatchObject({ failure: { cause: { code: 'WORKFLOW_ALREADY_STARTED' } } });
});

test('a cancel while it waits for the next attempt ends the child at once', async () => {
  const run = await started(workflow('w', async () => child.with({ retry: { initial: '1h' } })(1)));
  await run.happens(fails('1'));
  await run.cancel();
  expect(run.types()).toEqual(['CancelTimer', 'CancelRun']);
});

test('the wait for another attempt outlives the scope of the call', async () => {
  const run = await started(
    workflow('w', async () => {
      let late: Promise<number> | undefined;
      await cancellable(async () => {
        late = child.with({ retry: { initial: '1s' } })(1);
        await sleep('1m');
      });
      return late;
    }),
  );
  await run.happens(fails('1'));
  await run.fires('1');
  expect(run.last()).toEqual([]);
  await run.fires('2');
  expect(run.last()).toMatchObject([{ type: 'StartChild', childId: '2' }]);
  await run.happens({ type: 'ChildCompleted', childId: '2', result: 1 });
  expect(run.end()).toMatchObject({ type: 'CompleteRun', result: 1 });
});

test('a bad retry policy is refused before anything is started', async () => {
  const run = await started(workflow('w', async () => child.with({ retry: { coefficient: 0.5 } })(1)));
  expect(run.last()).toMatchObject([{ type: 'FailRun', failure: { fields: { path: 'retry.coefficient' } } }]);
});

test('asking a child twice to stop asks once', async () => {
  const run = await started(
    workflow('w', async () => {
      const call = child(1);
      call.cancel('first');
      call.cancel('second');
      await call;
    }),
  );
  expect(run.last().slice(1)).toEqual([{ type: 'CancelChild', childId: '1', reason: 'first' }]);
});

test.each([
  [
    { name: 'TerminatedError', code: 'RUN_TERMINATED', message: 'x', fields: { by: 'person:1' } },
    TerminatedError,
  ],
  [{ name: 'RunTimedOutError', code: 'RUN_TIMED_OUT', message: 'x' }, RunTimedOutError],
])('the cause of a ChildRunError is of its class: %o', async (failure, type) => {
  let caught: unknown;
  const run = await started(
    workflow('w', async () => {
      caught = await child(1).catch((error: unknown) => error);
    }),
  );
  await run.happens(fails('1', failure));
  expect(caught).toBeInstanceOf(ChildRunError);
  expect((caught as ChildRunError).cause).toBeInstanceOf(type);
});

test('continueAsNew may name another workflow, whose input is checked', async () => {
  const other = workflow(
    'other',
    {
      input: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value: unknown) =>
            typeof value === 'number' ? { value } : { issues: [{ message: 'wanted a number' }] },
        },
      },
    },
    async (n: number) => n,
  );
  const run = await started(workflow('w', async () => continueAsNew(1, { workflow: other })));
  expect(run.last()).toMatchObject([{ type: 'ContinueAsNew', workflow: 'other', input: 1 }]);
  const bad = await started(workflow('w', async () => continueAsNew('one', { workflow: other })));
  expect(bad.last()).toMatchObject([{ type: 'FailRun', failure: { code: 'INVALID_INPUT' } }]);
});

test('signals that nobody has heard go on to the next run', async () => {
  const definition = workflow('w', async () => {
    await expectSignal('go');
    continueAsNew();
  });
  const run = await started(definition);
  await run.signal('news', 1);
  await run.signal('news', 2);
  await run.signal('go');
  const signals = [
    { name: 'news', payload: 1 },
    { name: 'news', payload: 2 },
  ];
  expect(run.last()).toMatchObject([{ type: 'ContinueAsNew', signals }]);
  const next = workflow('next', async () => [await expectSignal('news'), await expectSignal('news')]);
  expect((await started(next, null, { signals })).end()).toMatchObject({ result: [1, 2] });
});
