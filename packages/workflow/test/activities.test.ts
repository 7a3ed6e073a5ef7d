import type { ActivityId } from '@baton/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  ActivityError,
  CancelledError,
  HeartbeatTimeoutError,
  TimeoutError,
  activity,
  callActivity,
  cancellable,
  condition,
  humanActivity,
  expectSignal,
  sleep,
  workflow,
} from '../src/index.ts';
import { limit, started } from './driver.ts';

const act = activity('act', limit, async (input: number) => input + 1);

test('activities are scheduled in the order of the calls and their results come back', async () => {
  const run = await started(
    workflow('w', async (x: number) => (await act(x)) + (await act(10))),
    1,
  );
  expect(run.last()).toMatchObject([{ type: 'ScheduleActivity', activityId: '1', name: 'act', input: 1 }]);
  await run.completes('1', 2);
  expect(run.last()).toMatchObject([{ type: 'ScheduleActivity', activityId: '2', input: 10 }]);
  await run.completes('2', 11);
  expect(run.last()).toEqual([{ type: 'CompleteRun', result: 13 }]);
});

test('a failure arrives as an ActivityError with its cause, and its stack points at the call', async () => {
  let caught: unknown;
  const run = await started(
    workflow('w', async () => {
      await act(1).catch((error: unknown) => (caught = error));
    }),
  );
  await run.happens({
    type: 'ActivityFailed',
    activityId: '1' as ActivityId,
    failure: {
      name: 'HeartbeatTimeoutError',
      message: 'silent',
      code: 'HEARTBEAT_TIMEOUT',
      fields: { kind: 'heartbeat', lastHeartbeatDetails: { frame: 7 } },
    },
  });
  expect(caught).toBeInstanceOf(ActivityError);
  const error = caught as ActivityError;
  expect(error).toMatchObject({ code: 'ACTIVITY_FAILED', activity: 'act', activityId: '1' });
  expect(error.cause).toBeInstanceOf(HeartbeatTimeoutError);
  expect(error.cause).toMatchObject({ lastHeartbeatDetails: { frame: 7 } });
  expect(error.stack?.split('\n')[1]).toContain('activities.test.ts');
});

test('an uncaught failure fails the run with name, message and stack', async () => {
  const run = await started(
    workflow('w', async () => {
      throw new RangeError('too far');
    }),
  );
  expect(run.end()).toMatchObject({ type: 'FailRun', failure: { name: 'RangeError', message: 'too far' } });
  const strings = await started(
    workflow('w', () => {
      throw 'just text';
    }),
  );
  expect(strings.end()).toMatchObject({ failure: { message: 'just text' } });
});

test('a call without a time limit, or with an input that the schema refuses, schedules nothing', async () => {
  const endless = activity('endless', {}, async () => 1);
  const typed = activity('typed', { ...limit, input: z.object({ id: z.string() }) }, async ({ id }) => id);
  const errors: string[] = [];
  const run = await started(
    workflow('w', async () => {
      await endless().catch((error: unknown) => errors.push((error as Error).name));
      await typed({ id: 4 as unknown as string }).catch((error: unknown) =>
        errors.push((error as Error).message),
      );
      await callActivity('x', {}, { startToClose: '1s', retry: { coefficient: 0.5 } }).catch(
        (error: unknown) => errors.push((error as Error).message),
      );
    }),
  );
  expect(run.types()).toEqual(['CompleteRun']);
  expect(errors[0]).toBe('ValidationError');
  expect(errors[1]).toContain('input: id:');
  expect(errors[2]).toContain('retry.coefficient');
});

test('schemas are published as JSON Schema, and parse on the worker', () => {
  const typed = activity(
    'typed',
    { ...limit, input: z.object({ id: z.string() }), output: z.number() },
    async ({ id }) => id.length,
  );
  expect(typed.inputSchema).toMatchObject({ type: 'object', required: ['id'] });
  expect(typed.outputSchema).toMatchObject({ type: 'number' });
  expect(() => typed.parseInput({ id: 3 })).toThrow('input: id:');
  expect(() => typed.parseOutput('no')).toThrow('output');
  expect(typed.name).toBe('typed');
});

test('the input is recorded as it was when the activity was called', async () => {
  const keep = activity('keep', limit, async (_: { n: number }) => null);
  const run = await started(
    workflow('w', async () => {
      const input = { n: 1 };
      const pending = keep(input);
      input.n = 2;
      await pending;
    }),
  );
  expect(run.last()).toMatchObject([{ input: { n: 1 } }]);
});

test('with() overrides options for one call', async () => {
  const run = await started(
    workflow('w', () => act.with({ startToClose: '5s', taskQueue: 'gpu', retry: { maxAttempts: 2 } })(1)),
  );
  expect(run.last()).toMatchObject([
    { options: { startToCloseMs: 5_000, taskQueue: 'gpu', retry: { maxAttempts: 2 } } },
  ]);
});

test('outside of a workflow a call throws, and the handler is a plain function', async () => {
  expect(() => act(1)).toThrow('only be called in workflow code');
  const plain = act.handler as unknown as (input: number) => Promise<number>;
  expect(await plain(4)).toBe(5);
});

test('a cancelled activity rejects at once with try, and after its answer with wait', async () => {
  const seen: string[] = [];
  const note = (how: string) => (error: unknown) => seen.push(`${how} ${(error as Error).name}`);
  const run = await started(
    workflow('w', async () => {
      const tried = act(1);
      const waited = act.with({ cancellation: 'wait' })(2);
      tried.catch(note('try'));
      waited.catch(note('wait'));
      await sleep(1);
      tried.cancel('enough');
      waited.cancel();
      await expectSignal('end');
    }),
  );
  await run.fires('1');
  expect(run.types()).toEqual(['CancelActivity', 'CancelActivity']);
  expect(run.last()[0]).toMatchObject({ activityId: '1', reason: 'ACTIVITY_CANCELLED', message: 'enough' });
  expect(seen).toEqual(['try CancelledError']);
  await run.happens({
    type: 'ActivityCancelled',
    activityId: '2' as ActivityId,
    failure: { name: 'CancelledError', message: 'stopped', code: 'CANCELLED' },
  });
  expect(seen).toEqual(['try CancelledError', 'wait CancelledError']);
});

test('a completion after a cancel changes nothing', async () => {
  const run = await started(
    workflow('w', async () => {
      const one = act(1);
      one.cancel();
      return one.catch((error: unknown) => error instanceof CancelledError);
    }),
  );
  expect(run.end()).toEqual({ type: 'CompleteRun', result: true });
  await run.completes('1', 2);
  expect(run.last()).toEqual([]);
});

test('a workflow completes and fails its own activities', async () => {
  const run = await started(
    workflow('w', async () => {
      const one = act(1);
      const two = act(2);
      one.complete(41);
      two.fail(new RangeError('no'));
      return [await one, await two.catch((error: unknown) => (error as Error).message)];
    }),
  );
  expect(run.types()).toEqual([
    'ScheduleActivity',
    'ScheduleActivity',
    'CompleteActivity',
    'FailActivity',
    'CompleteRun',
  ]);
  expect(run.end()).toMatchObject({ result: [41, 'Activity act failed: no'] });
});

test('a promise can be the time limit', async () => {
  const run = await started(
    workflow('w', async () => {
      const slow = callActivity('slow', null, { timeout: condition(() => false, '1s') });
      return slow.catch((error: unknown) => (error as Error).cause instanceof TimeoutError);
    }),
  );
  await run.fires('1');
  expect(run.types()).toEqual(['FailActivity', 'CompleteRun']);
  expect(run.end()).toMatchObject({ result: true });
});

test('heartbeats are asked for when scheduling, and come to the handler in order until the result', async () => {
  const beats: unknown[] = [];
  const encode = activity<number, string, { frame: number }>(
    'encode',
    { ...limit, heartbeat: '20s' },
    async () => 'x',
  );
  const run = await started(
    workflow('w', async () => {
      const encoding = encode(1);
      encoding.onHeartbeat((details) => beats.push(details.frame), { minInterval: '5s' });
      return encoding;
    }),
  );
  expect(run.last()).toMatchObject([{ options: { deliverHeartbeatsMs: 5_000 } }]);
  const beat = (frame: number) =>
    run.happens({
      type: 'ActivityHeartbeat',
      activityId: '1' as ActivityId,
      details: { frame },
      sequence: frame,
    });
  await beat(1);
  await beat(5);
  await run.completes('1', 'done');
  await beat(9);
  expect(beats).toEqual([1, 5]);
});

test('onHeartbeat after the activity has been recorded says so', async () => {
  const run = await started(
    workflow('w', async () => {
      const one = act(1);
      await sleep(1);
      one.onHeartbeat(() => undefined);
    }),
  );
  await run.fires('1');
  expect(run.end()).toMatchObject({ type: 'FailRun', failure: { name: 'TypeError' } });
});

test('a human activity renders its texts over the input', async () => {
  const approve = humanActivity('approve', {
    title: 'Release {{input.version}}',
    assignees: ['role:release', '{{input.owners}}'],
    dueIn: '2 days',
  });
  const run = await started(
    workflow('w', () => approve({ version: '1.2', owners: ['person:a', 'person:b'] })),
  );
  expect(run.last()).toMatchObject([
    {
      type: 'ScheduleActivity',
      name: 'approve',
      human: {
        title: 'Release 1.2',
        assignees: ['role:release', 'person:a', 'person:b'],
        outcomes: ['approve', 'reject'],
        dueInMs: 172_800_000,
        context: { version: '1.2' },
      },
      options: { startToCloseMs: null, scheduleToCloseMs: null, retry: { maxAttempts: 1 } },
    },
  ]);
  await run.completes('1', { outcome: 'approve', values: null, by: 'person:a', at: '', comment: null });
  expect(run.end()).toMatchObject({ type: 'CompleteRun', result: { outcome: 'approve' } });
});

test('a cancelled scope cancels its activities, and calls in it schedule nothing more', async () => {
  const run = await started(
    workflow('w', async () => {
      const work = cancellable(async () => {
        await act(1).catch(() => undefined);
        await act(2);
      });
      work.cancel();
      return work.catch((error: unknown) => (error as Error).name);
    }),
  );
  expect(run.types()).toEqual(['ScheduleActivity', 'CancelActivity', 'CompleteRun']);
  expect(run.end()).toMatchObject({ result: 'CancelledError' });
});
