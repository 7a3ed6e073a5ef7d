// What authors of tests type: checked by the compiler, nothing here runs.
import { activity, workflow } from '@baton/workflow';
import { expectTypeOf, test } from 'vitest';
import { mock, type TestEnvironment, type TestRun } from '../../src/index.ts';

const charge = activity<{ cents: number }, { paid: number }, { step: number }>(
  'charge',
  { startToClose: '1m' },
  async ({ cents }) => ({ paid: cents }),
);
const order = workflow('order', async (cents: number) => String(cents));
const tick = workflow('tick', async () => 1);

declare const env: TestEnvironment;

test('a run has the input and the result of its workflow', () => {
  expectTypeOf(() => env.start(order, 5)).returns.resolves.toEqualTypeOf<TestRun<string>>();
  expectTypeOf(() => env.start(tick)).returns.resolves.toEqualTypeOf<TestRun<number>>();
  // @ts-expect-error an input is needed
  expectTypeOf(() => env.start(order)).toBeFunction();
  // @ts-expect-error the input is a number
  expectTypeOf(() => env.start(order, '5')).toBeFunction();
});

test('a mock has the types of the activity', () => {
  const mocked = mock(charge, async ({ cents }, ctx) => {
    expectTypeOf(ctx.checkpoint).toEqualTypeOf<{ step: number } | undefined>();
    return { paid: cents };
  });
  expectTypeOf(mocked.calls).toEqualTypeOf<readonly { cents: number }[]>();
  // @ts-expect-error the activity answers something else
  expectTypeOf(() => mock(charge, async () => 'paid')).toBeFunction();
});

test('a completion by token has the value of the activity', () => {
  expectTypeOf(() => env.completeActivity<typeof charge>('token', { paid: 1 })).toBeFunction();
  // @ts-expect-error the activity answers something else
  expectTypeOf(() => env.completeActivity<typeof charge>('token', 1)).toBeFunction();
});
