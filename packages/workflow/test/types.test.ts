import type { HumanDecision, Json } from '@baton/core';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  activity,
  cancellable,
  condition,
  continueAsNew,
  createSession,
  expectSignal,
  humanActivity,
  makeAsync,
  nonCancellable,
  onSignal,
  onUpdate,
  withSession,
  withTimeout,
  workflow,
  type ActivityCheckpoint,
  type ActivityInput,
  type ActivityOutput,
  type ActivityPromise,
  type ChildPromise,
  type Session,
  type WorkflowInput,
  type WorkflowOutput,
} from '../src/index.ts';

const limit = { startToClose: '1m' } as const;

test('an activity takes what its handler takes and promises what it answers', () => {
  const download = activity('download', limit, async (id: string, ctx) => ({ id, beats: ctx.info.attempt }));
  expectTypeOf(download).parameter(0).toEqualTypeOf<string>();
  expectTypeOf<ReturnType<typeof download>>().toExtend<Promise<{ id: string; beats: number }>>();
  expectTypeOf<ActivityInput<typeof download>>().toEqualTypeOf<string>();
  expectTypeOf<ActivityOutput<typeof download>>().toEqualTypeOf<{ id: string; beats: number }>();
  // @ts-expect-error a number is no file id
  expectTypeOf(() => download(4)).toBeFunction();
  // @ts-expect-error an input is needed
  expectTypeOf(() => download()).toBeFunction();
});

test('an activity without input is called without', () => {
  const tick = activity('tick', limit, async () => 1);
  expectTypeOf(tick).toBeCallableWith();
  expectTypeOf<ReturnType<typeof tick>>().toExtend<ActivityPromise<number>>();
});

test('the checkpoint is typed', () => {
  const _encode = activity<{ frames: number }, string, { frame: number }>(
    'encode',
    limit,
    async (input, ctx) => {
      expectTypeOf(ctx.checkpoint).toEqualTypeOf<{ frame: number } | undefined>();
      ctx.heartbeat({ frame: input.frames });
      return 'done';
    },
  );
  expectTypeOf<ActivityCheckpoint<typeof _encode>>().toEqualTypeOf<{ frame: number }>();
});

test('makeAsync leaves the result type as it was said', () => {
  const _viaQueue = activity<{ id: string }, { result: string }>('viaQueue', limit, async () => makeAsync());
  expectTypeOf<ActivityOutput<typeof _viaQueue>>().toEqualTypeOf<{ result: string }>();
  const _either = activity('either', limit, async (n: number) => (n > 1 ? makeAsync() : 'now'));
  expectTypeOf<ActivityOutput<typeof _either>>().toEqualTypeOf<'now'>();
});

test('schemas give the types', () => {
  const _typed = activity(
    'typed',
    { ...limit, input: z.object({ id: z.string() }), output: z.number() },
    async ({ id }) => id.length,
  );
  expectTypeOf<ActivityInput<typeof _typed>>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<ActivityOutput<typeof _typed>>().toEqualTypeOf<number>();
});

test('a workflow is a child when called', () => {
  const _child = workflow('child', async (n: number) => String(n));
  expectTypeOf<ReturnType<typeof _child>>().toExtend<ChildPromise<string>>();
  expectTypeOf<WorkflowInput<typeof _child>>().toEqualTypeOf<number>();
  expectTypeOf<WorkflowOutput<typeof _child>>().toEqualTypeOf<string>();
  const _withOptions = workflow('w', { runTimeout: '1h' }, async (n: number) => n);
  expectTypeOf<WorkflowOutput<typeof _withOptions>>().toEqualTypeOf<number>();
});

test('a human activity answers a decision, and a session passes types through', () => {
  const _approve = humanActivity<{ version: string }>('approve', { title: 'x' });
  expectTypeOf<Awaited<ReturnType<typeof _approve>>>().toExtend<HumanDecision>();
  expectTypeOf<Awaited<ReturnType<typeof _approve>>['outcome']>().toEqualTypeOf<string>();
  expectTypeOf(createSession).returns.resolves.toEqualTypeOf<Session>();
  const act = activity('act', limit, async (n: number) => n);
  const inSession = (session: Session) => session.run(() => act(1));
  expectTypeOf(inSession).returns.toExtend<Promise<number>>();
});

test('the outcomes of a person are those that there are', () => {
  const review = humanActivity('review', { title: 'x', outcomes: ['ship', 'wait'] });
  expectTypeOf<Awaited<ReturnType<typeof review>>['outcome']>().toEqualTypeOf<'ship' | 'wait'>();
  const _both = humanActivity<{ version: string }, 'yes' | 'no'>('both', {
    title: 'x',
    outcomes: ['yes', 'no'],
  });
  expectTypeOf<Awaited<ReturnType<typeof _both>>['outcome']>().toEqualTypeOf<'yes' | 'no'>();
  // @ts-expect-error it was not said to have this outcome
  expectTypeOf(() => review.with({ outcomes: ['later'] })).toBeFunction();
});

test('options, heartbeats and endings of a call have the types of the activity', () => {
  const encode = activity<{ frames: number }, string, { frame: number }>('encode', limit, async () => 'done');
  const call = () => encode.with({ heartbeat: '20s', taskQueue: 'gpu' })({ frames: 1 });
  expectTypeOf(call).returns.toEqualTypeOf<ActivityPromise<string, { frame: number }>>();
  type Running = ReturnType<typeof call>;
  expectTypeOf<Running['complete']>().parameter(0).toEqualTypeOf<string>();
  expectTypeOf<Parameters<Running['onHeartbeat']>[0]>().parameter(0).toEqualTypeOf<{ frame: number }>();
  // @ts-expect-error there is no such option
  expectTypeOf(() => encode.with({ startToclose: '1m' })).toBeFunction();
  // @ts-expect-error a unit that there isn't
  expectTypeOf(() => encode.with({ startToClose: { fortnights: 1 } })).toBeFunction();
});

test('signals, queries, updates and conditions take the types that are said', () => {
  const waits = () => expectSignal<{ by: string }>('vote', { timeout: '1 day' });
  expectTypeOf(waits).returns.resolves.toEqualTypeOf<{ by: string }>();
  expectTypeOf(() => expectSignal('vote')).returns.resolves.toEqualTypeOf<Json>();
  expectTypeOf(() => onSignal<number>('tick', (n) => n.toFixed())).returns.toEqualTypeOf<Disposable>();
  expectTypeOf(() =>
    onUpdate<number>('add', (n) => n + 1, { validate: (n) => n > 0 }),
  ).returns.toEqualTypeOf<Disposable>();
  expectTypeOf(condition).returns.resolves.toEqualTypeOf<boolean>();
  // @ts-expect-error a predicate answers at once
  expectTypeOf(() => condition(async () => true)).toBeFunction();
});

test('scopes and sessions answer what their functions do', () => {
  expectTypeOf(() => nonCancellable(() => 1)).returns.resolves.toEqualTypeOf<number>();
  expectTypeOf(() => withTimeout('1m', async () => 'x')).returns.resolves.toEqualTypeOf<string>();
  expectTypeOf(() => cancellable(async () => 'x').cancel).returns.toExtend<(reason?: string) => void>();
  const session = { creationTimeout: '1m', executionTimeout: '1h' } as const;
  expectTypeOf(() =>
    withSession(session, async (opened) => opened.info.epoch),
  ).returns.resolves.toEqualTypeOf<number>();
  // @ts-expect-error both time limits are needed
  expectTypeOf(() => createSession({ creationTimeout: '1m' })).toBeFunction();
  expectTypeOf<Session>().toExtend<AsyncDisposable>();
  expectTypeOf(() => continueAsNew(1)).returns.toEqualTypeOf<never>();
});

test('children take the input and the options of a child', () => {
  const child = workflow('child', async (n: number) => String(n));
  expectTypeOf(() => child.with({ parentClosePolicy: 'abandon' })(1)).returns.toEqualTypeOf<
    ChildPromise<string>
  >();
  // @ts-expect-error the input is a number
  expectTypeOf(() => child('1')).toBeFunction();
  // @ts-expect-error there is no such policy
  expectTypeOf(() => child.with({ parentClosePolicy: 'ignore' })).toBeFunction();
});
