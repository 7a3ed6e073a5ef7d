// Where errors point to: the author's line, which here is a line of this file.
import { errorFrom, type Failure } from '@baton/core';
import {
  activity,
  cancellable,
  expectSignal,
  sleep,
  withTimeout,
  workflow,
  type WorkflowFunction,
} from '@baton/workflow';
import { expect, test } from 'vitest';
import { createTestEnvironment, replayHistory } from '../../src/index.ts';

const limit = { startToClose: '1 minute', retry: { maxAttempts: 1 } } as const;
const fails = activity('fails', limit, async () => {
  throw new RangeError('too far'); // the handler
});
const steady = activity('steady', limit, async (n: number) => n);

/** The number of the line of this file that has this comment. */
const source = await import('node:fs').then((fs) => fs.readFileSync(new URL(import.meta.url), 'utf8'));
const lineOf = (comment: string): number =>
  source.split('\n').findIndex((line) => line.includes(`// ${comment}`) && !line.includes('lineOf')) + 1;

async function failureOf<In>(code: WorkflowFunction<In, unknown>): Promise<Failure> {
  await using env = await createTestEnvironment({
    workflows: [code, workflow('child', async (n: number) => n)],
    activities: [fails, steady],
  });
  const run = await env.start(code as WorkflowFunction<void, unknown>);
  await run.result().catch(() => undefined);
  const last = (await run.history()).at(-1);
  if (last?.type !== 'RunFailed') throw new TypeError(`The run ended as ${last?.type ?? 'nothing'}`);
  return last.failure;
}

/** The first frame of a stack. */
const top = (stack = ''): string => stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
const pointsTo = (comment: string) =>
  expect.stringMatching(new RegExp(`stacks\\.test\\.ts:${lineOf(comment)}:`)) as string;

const child = workflow('child', async (n: number) => n);
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const cases: Readonly<Record<string, WorkflowFunction<void, unknown>>> = {
  'a failed activity': workflow('a', async () => {
    await sleep('1s');
    await fails(); // a failed activity
  }),
  'an activity that fails in a scope': workflow('b', async () => {
    await cancellable(async () => {
      await steady(1);
      await fails(); // an activity that fails in a scope
    });
  }),
  'an input that cannot be recorded': workflow('c', async () => {
    await steady(Number.NaN); // an input that cannot be recorded
  }),
  'an activity without a time limit': workflow('d', async () => {
    const unlimited = steady.with({ startToClose: -1 });
    await unlimited(1); // an activity without a time limit
  }),
  'a duration that is none': workflow('e', async () => {
    await sleep('soon'); // a duration that is none
  }),
  'a signal that does not come': workflow('f', async () => {
    await expectSignal('never', { timeout: '1s' }); // a signal that does not come
  }),
  'a scope that takes too long': workflow('g', async () => {
    await withTimeout('1s', () => sleep('1 day')); // a scope that takes too long
  }),
  'a child with an impossible input': workflow('h', async () => {
    await child(cyclic as never); // a child with an impossible input
  }),
  'the code itself': workflow('i', async () => {
    await steady(1);
    throw new Error('by itself'); // the code itself
  }),
};

test.each(Object.entries(cases))('%s points to its line', async (comment, code) => {
  const failure = await failureOf(code);
  expect(top(failure.stack)).toEqual(pointsTo(comment));
  expect(failure.stack).not.toMatch(/packages\/(?:workflow|core)\/src/);
  expect(top(errorFrom(failure).stack)).toEqual(pointsTo(comment));
});

test('the cause of a failed activity points to its handler', async () => {
  const failure = await failureOf(cases['a failed activity']!);
  expect(top(failure.cause?.stack)).toEqual(pointsTo('the handler'));
});

test('code that parts from its history points to the call', async () => {
  const before = workflow('order', async () => [await steady(1), await steady(2)]);
  const after = workflow('order', async () => [await steady(1), await sleep('1s').then(() => 0)]); // code that parts
  await using env = await createTestEnvironment({ workflows: [before], activities: [steady] });
  const run = await env.start(before);
  await run.result();
  const result = await replayHistory(after, await run.history());
  if (result.kind === 'ok') throw new TypeError('The code did not part');
  expect(result.report).toMatchObject({
    recorded: 'activity "steady" (2)',
    replayed: expect.stringContaining('timer') as string,
  });
  expect(result.report.callSite).toEqual(pointsTo('code that parts'));
  expect(top(result.report.failure.stack)).toEqual(pointsTo('code that parts'));
});
