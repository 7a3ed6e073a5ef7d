import type { HumanDecision } from '@baton/core';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  activity,
  createSession,
  humanActivity,
  makeAsync,
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
  expectTypeOf<Awaited<ReturnType<typeof _approve>>>().toEqualTypeOf<HumanDecision>();
  expectTypeOf(createSession).returns.resolves.toEqualTypeOf<Session>();
  const act = activity('act', limit, async (n: number) => n);
  const inSession = (session: Session) => session.run(() => act(1));
  expectTypeOf(inSession).returns.toExtend<Promise<number>>();
});
