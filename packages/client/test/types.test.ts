// What services type: checked by the compiler, nothing here runs.
import type { Json } from '@baton/core';
import { activity, makeAsync, workflow } from '@baton/workflow';
import { expectTypeOf, test } from 'vitest';
import { WorkflowClient, type RunHandle } from '../src/index.ts';

const client = new WorkflowClient({ url: 'http://127.0.0.1:1', apiKey: 'key', retryFor: 0 });
const order = workflow('order', async (cents: number) => ({ paid: cents }));
const _viaQueue = activity<{ id: string }, { result: string }, { percent: number }>(
  'viaQueue',
  { timeout: '1h' },
  async () => makeAsync(),
);

test('a run has the input and the result of its workflow', () => {
  const start = () => client.start(order, 500, { workflowId: 'order-1' });
  expectTypeOf(start).returns.resolves.toExtend<RunHandle<{ paid: number }>>();
  expectTypeOf<ReturnType<RunHandle<{ paid: number }>['result']>>().resolves.toEqualTypeOf<{
    paid: number;
  }>();
  // @ts-expect-error the input is a number
  expectTypeOf(() => client.start(order, '500')).toBeFunction();
  // @ts-expect-error there is no such option
  expectTypeOf(() => client.start(order, 500, { workflowID: 'order-1' })).toBeFunction();
  expectTypeOf(() => client.start('order', { any: 'thing' })).returns.resolves.toExtend<RunHandle<Json>>();
});

test('a completion has the value of the activity, and a heartbeat its checkpoint', () => {
  expectTypeOf(() =>
    client.completeActivity<typeof _viaQueue>('token', { result: 'done' }),
  ).returns.resolves.toExtend<{
    alreadyCompleted: boolean;
  }>();
  // @ts-expect-error the activity answers something else
  expectTypeOf(() => client.completeActivity<typeof _viaQueue>('token', { done: true })).toBeFunction();
  expectTypeOf(() => client.heartbeatActivity<typeof _viaQueue>('token', { percent: 50 })).toBeFunction();
  // @ts-expect-error the checkpoint is an object
  expectTypeOf(() => client.heartbeatActivity<typeof _viaQueue>('token', 50)).toBeFunction();
});

test('queries and updates answer what is said', () => {
  const run = client.run<string>('run-1');
  expectTypeOf(() => run.query<number>('left')).returns.resolves.toEqualTypeOf<number>();
  expectTypeOf(() => run.query('left')).returns.resolves.toEqualTypeOf<Json>();
  expectTypeOf(() => run.update<number>('spend', 5)).returns.resolves.toEqualTypeOf<number>();
});
