import { expect, test } from 'vitest';
import {
  TimeoutError,
  activity,
  condition,
  continueAsNew,
  expectSignal,
  nonCancellable,
  now,
  onQuery,
  onSignal,
  onUpdate,
  sleep,
  withTimeout,
  workflow,
} from '../src/index.ts';
import { limit, ref, started } from './driver.ts';

const act = activity('act', limit, async (input: number) => input);

test('sleep starts a timer for a duration or an instant, and ends when it fires', async () => {
  const run = await started(
    workflow('w', async () => {
      await sleep('20s');
      await sleep(new Date(5));
      return now();
    }),
  );
  expect(run.last()).toEqual([{ type: 'StartTimer', timerId: '1', fireAtMs: 1_020_000 }]);
  await run.fires('1');
  expect(run.last()).toEqual([{ type: 'StartTimer', timerId: '2', fireAtMs: 5 }]);
  await run.fires('2');
  expect(run.end()).toEqual({ type: 'CompleteRun', result: 1_000_020 });
});

test('a condition wakes when what it looks at changes; its timer is cancelled', async () => {
  const run = await started(
    workflow('w', async () => {
      let paid = false;
      onSignal('paid', () => (paid = true));
      return condition(() => paid, '1 hour');
    }),
  );
  await run.signal('paid');
  expect(run.types()).toEqual(['CancelTimer', 'CompleteRun']);
  expect(run.end()).toMatchObject({ result: true });
});

test('a condition whose time passes answers false', async () => {
  const run = await started(workflow('w', () => condition(() => false, 5)));
  await run.fires('1');
  expect(run.end()).toMatchObject({ result: false });
});

test('a condition is a lock: one waiter at a time', async () => {
  let most = 0;
  const run = await started(
    workflow('w', async () => {
      let inside = 0;
      const enter = async (n: number) => {
        await condition(() => inside === 0);
        inside += 1;
        most = Math.max(most, inside);
        await act(n);
        inside -= 1;
      };
      await Promise.all([enter(1), enter(2), enter(3)]);
    }),
  );
  for (const id of ['1', '2', '3']) await run.completes(id);
  expect(most).toBe(1);
  expect(run.end()).toMatchObject({ type: 'CompleteRun' });
});

test('one signal resolves all who wait; an early one is kept, in order', async () => {
  const run = await started(
    workflow('w', async () => {
      const both = await Promise.all([expectSignal('go'), expectSignal('go')]);
      await sleep(1);
      return [...both, await expectSignal('late'), await expectSignal('late')];
    }),
  );
  await run.signal('go', 1);
  await run.signal('late', 'a');
  await run.signal('late', 'b');
  await run.fires('1');
  expect(run.end()).toMatchObject({ result: [1, 1, 'a', 'b'] });
});

test('expectSignal gives up after its timeout', async () => {
  const run = await started(
    workflow('w', async () =>
      expectSignal('go', { timeout: '1m' }).catch(
        (error: unknown) => error instanceof TimeoutError && error.kind,
      ),
    ),
  );
  await run.fires('1');
  expect(run.end()).toMatchObject({ result: 'signal' });
});

test('a disposed signal handler hears no more, and a throwing one fails the run', async () => {
  const heard: unknown[] = [];
  const run = await started(
    workflow('w', async () => {
      {
        using _ = onSignal('s', (payload) => heard.push(payload));
        await sleep(1);
      }
      onSignal('boom', async () => {
        throw new Error('in the handler');
      });
      await sleep(1);
    }),
  );
  await run.signal('s', 1);
  await run.fires('1');
  await run.signal('s', 2);
  expect(heard).toEqual([1]);
  await run.signal('boom');
  expect(run.end()).toMatchObject({ type: 'FailRun', failure: { message: 'in the handler' } });
});

test('a query reads, lists the known names when it is unknown, and cannot act', async () => {
  const run = await started(
    workflow('w', async () => {
      let step = 0;
      onQuery('step', () => step);
      onQuery('bad', () => act(1));
      onQuery('add', (a: number, b: number) => a + b + step);
      await act(1);
      step = 1;
      await act(2);
    }),
  );
  await run.completes('1');
  expect(run.query('step')).toBe(1);
  expect(run.query('add', 2, 3)).toBe(6);
  expect(() => run.query('nope')).toThrow('it answers add, bad, step');
  expect(() => run.query('bad')).toThrow('they only look');
  expect(run.last()).toHaveLength(1);
});

test('an update is validated, accepted and answered; its error goes to the caller only', async () => {
  const update = (updateId: string, input: number) =>
    run.happens({ type: 'UpdateReceived', updateId, name: 'limit', input });
  const run = await started(
    workflow('w', async () => {
      onUpdate<number>(
        'limit',
        async (n) => {
          if (n === 7) throw new RangeError('not seven');
          return act(n);
        },
        {
          validate: (n) => {
            if (n < 0) throw new RangeError('negative');
          },
        },
      );
      await expectSignal('end');
    }),
  );
  await update('u1', -1);
  expect(run.last()).toMatchObject([{ type: 'RejectUpdate', failure: { message: 'negative' } }]);
  await update('u2', 7);
  expect(run.last()).toMatchObject([
    { type: 'AcceptUpdate' },
    { type: 'FailUpdate', failure: { name: 'RangeError' } },
  ]);
  await update('u3', 3);
  expect(run.types()).toEqual(['AcceptUpdate', 'ScheduleActivity']);
  await run.completes('1', 30);
  expect(run.last()).toEqual([{ type: 'CompleteUpdate', updateId: 'u3', result: 30 }]);
  await run.happens({ type: 'UpdateReceived', updateId: 'u4', name: 'other', input: null });
  expect(run.last()).toMatchObject([{ type: 'RejectUpdate', failure: { code: 'UNKNOWN_UPDATE' } }]);
});

test('a cancelled run unwinds, cleans up where it must, and ends cancelled', async () => {
  const run = await started(
    workflow('w', async () => {
      try {
        await act(1);
      } finally {
        await nonCancellable(() => act(2));
      }
    }),
  );
  await run.cancel();
  expect(run.last()).toMatchObject([
    { type: 'CancelActivity', activityId: '1', reason: 'WORKFLOW_CANCELLED' },
    { type: 'ScheduleActivity', activityId: '2' },
  ]);
  await run.completes('2');
  expect(run.end()).toMatchObject({ type: 'CancelRun', failure: { name: 'CancelledError' } });
});

test('a run that answers in spite of a cancel is completed', async () => {
  const run = await started(workflow('w', () => act(1).catch(() => 'partial')));
  await run.cancel();
  expect(run.end()).toEqual({ type: 'CompleteRun', result: 'partial' });
});

test('withTimeout cancels what its function waits for', async () => {
  const run = await started(
    workflow('w', () =>
      withTimeout('1s', () => act(1)).catch((error: unknown) => (error as TimeoutError).kind),
    ),
  );
  expect(run.types()).toEqual(['StartTimer', 'ScheduleActivity']);
  await run.fires('1');
  expect(run.types()).toEqual(['CancelActivity', 'CompleteRun']);
  expect(run.end()).toMatchObject({ result: 'scope' });
});

test('a scope that ends cancels its timers', async () => {
  const run = await started(
    workflow('w', async () => {
      await withTimeout('1h', async () => {
        void sleep('2h');
        await act(1);
      });
      await sleep(1);
    }),
  );
  await run.completes('1');
  expect(run.last()).toMatchObject([
    { type: 'CancelTimer', timerId: '2' },
    { type: 'CancelTimer', timerId: '1' },
    { type: 'StartTimer', timerId: '3' },
  ]);
});

test('a child answers, fails as ChildRunError, and is asked to stop with its parent', async () => {
  const child = workflow('child', async (n: number) => n);
  const run = await started(
    workflow('w', async () => {
      const one = await child.with({ workflowId: 'c-1', parentClosePolicy: 'abandon' })(1);
      const two = await child(2).catch((error: unknown) => (error as Error).name);
      return [one, two, await child(3)];
    }),
  );
  expect(run.last()).toMatchObject([{ type: 'StartChild', workflowId: 'c-1', parentClosePolicy: 'abandon' }]);
  await run.happens({ type: 'ChildCompleted', childId: '1', result: 10 });
  expect(run.last()).toMatchObject([{ type: 'StartChild', childId: '2', workflowId: `${ref.runId}/2` }]);
  await run.happens({ type: 'ChildFailed', childId: '2', failure: { name: 'X', message: 'x' } });
  await run.cancel();
  expect(run.types()).toEqual(['CancelChild']);
  await run.happens({
    type: 'ChildFailed',
    childId: '3',
    failure: { name: 'CancelledError', message: 'stopped', code: 'CANCELLED' },
  });
  expect(run.end()).toMatchObject({ type: 'CancelRun' });
});

test('continueAsNew ends the run with the next input', async () => {
  const run = await started(
    workflow('w', async (n: number) => continueAsNew(n + 1)),
    4,
  );
  expect(run.last()).toEqual([
    { type: 'ContinueAsNew', workflow: 'w', input: 5, handOver: false, signals: [] },
  ]);
});
