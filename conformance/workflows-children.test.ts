import {
  activity,
  ApplicationError,
  ChildRunError,
  continueAsNew,
  expectSignal,
  nonCancellable,
  RunTimedOutError,
  sleep,
  TerminatedError,
  workflow,
} from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from './support/world.ts';

type Way = 'answers' | 'fails' | 'sleeps';

const child = workflow('child', async (way: Way) => {
  if (way === 'fails') throw new ApplicationError('Declined', 'no funds', { details: { cents: 7 } });
  if (way === 'sleeps') await sleep('1h');
  return { way };
});

/** Tells how its child ended, in words. */
const parent = workflow('parent', async (call: { way: Way; workflowId: string; runTimeout?: string }) => {
  const { way, ...options } = call;
  try {
    return { answered: await child.with(options)(way) };
  } catch (error) {
    if (!(error instanceof ChildRunError)) throw error;
    const { cause } = error;
    return {
      of: [error.workflow, error.workflowId],
      cause: (cause as Error).name,
      terminated: cause instanceof TerminatedError,
      timedOut: cause instanceof RunTimedOutError,
      declined: cause instanceof ApplicationError ? cause.details : null,
    };
  }
});

const cleanUp = activity('cleanUp', { startToClose: '10s' }, async () => 'cleaned');
const tidy = workflow('tidy', async () => {
  try {
    await sleep('1h');
  } finally {
    await nonCancellable(() => cleanUp());
  }
});

type Policy = 'terminate' | 'cancel' | 'abandon';

/** Leaves a child of each policy behind, in one of the ways in which a run ends. A cancel of the run is not theirs. */
const leaving = workflow('leaving', async ({ id, how }: { id: string; how: string }) => {
  for (const parentClosePolicy of ['terminate', 'cancel', 'abandon'] as const) {
    const kept = tidy.with({ parentClosePolicy, workflowId: `${id}-${parentClosePolicy}` });
    await nonCancellable(() => kept().started);
  }
  if (how === 'fails') throw new Error('on purpose');
  if (how === 'continues') continueAsNew('anything', { workflow: 'quiet' });
  if (how !== 'answers') await sleep('1h');
});
const quiet = workflow('quiet', async () => expectSignal('never'));

const attempts = new Map<string, number>();
const flaky = workflow('flaky', async ({ key, failures }: { key: string; failures: number }) => {
  const n = await count(key);
  if (n <= failures) throw new Error(`attempt ${n}`);
  return n;
});
const count = activity('count', { startToClose: '10s', retry: { maxAttempts: 1 } }, async (key: string) => {
  attempts.set(key, (attempts.get(key) ?? 0) + 1);
  return attempts.get(key) ?? 0;
});
const retrying = workflow('retrying', async (input: { key: string; failures: number }) =>
  flaky.with({ retry: { initial: '10ms', maxAttempts: 3 }, workflowId: `flaky ${input.key}` })(input),
);

/** Continues as new until it is stopped. */
const chain = workflow('chain', async (n: number) => {
  if (n < 3) continueAsNew(n + 1);
  await sleep('1h');
});
const aboveChain = workflow('aboveChain', async () => chain.with({ workflowId: 'the chain' })(1));

const all = [child, parent, tidy, leaving, quiet, flaky, retrying, chain, aboveChain];
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.worker({ workflows: all, activities: [cleanUp, count] });
});
afterAll(() => world.close());

async function statusOf(workflowId: string): Promise<string | undefined> {
  return (await world.storage.findRun(workflowId))?.status;
}

/** Once the child runs, `end` ends it; answers what the parent says. */
async function endedBy(end: (runId: string) => Promise<unknown>, workflowId: string): Promise<unknown> {
  const run = await world.client.start(parent, { way: 'sleeps', workflowId });
  await until(async () => (await world.events(run)).some(({ type }) => type === 'ChildStarted'));
  const found = await world.storage.findRun(workflowId);
  await end(found?.runId ?? '');
  return run.result();
}

describe('Child workflows', () => {
  test('C100 a result is a value, and a failure a ChildRunError with what was thrown', async () => {
    const good = await world.client.start(parent, { way: 'answers', workflowId: 'good' });
    expect(await good.result()).toEqual({ answered: { way: 'answers' } });
    const bad = await world.client.start(parent, { way: 'fails', workflowId: 'bad' });
    expect(await bad.result()).toMatchObject({
      of: ['child', 'bad'],
      cause: 'Declined',
      declined: { cents: 7 },
    });
  });

  test('C100 a termination, a cancel and a timeout are causes of their own', async () => {
    const { client } = world;
    expect(await endedBy((id) => client.run(id).terminate('enough'), 'killed')).toMatchObject({
      cause: 'TerminatedError',
      terminated: true,
    });
    expect(await endedBy((id) => client.run(id).cancel('please'), 'stopped')).toMatchObject({
      cause: 'CancelledError',
    });
    const slow = { way: 'sleeps', workflowId: 'slow', runTimeout: '50ms' } as const;
    expect(await (await client.start(parent, slow)).result()).toMatchObject({
      cause: 'RunTimedOutError',
      timedOut: true,
    });
  });

  test.each<[string, (run: { cancel(): Promise<void>; terminate(): Promise<void> }) => unknown]>([
    ['answers', () => undefined],
    ['fails', () => undefined],
    ['continues', () => undefined],
    ['is cancelled', (run) => run.cancel()],
    ['is terminated', (run) => run.terminate()],
    ['times out', () => undefined],
  ])('C100 when its parent %s, each child ends by its close policy', async (how, end) => {
    const options = how === 'times out' ? { runTimeout: '1s' } : {};
    const run = await world.client.start(leaving, { id: how, how }, options);
    await until(async () => (await statusOf(`${how}-abandon`)) === 'running');
    await until(async () => (await world.events(run)).filter((e) => e.type === 'ChildStarted').length === 3);
    await end(run);
    const seen = async (policy: Policy): Promise<string | undefined> => statusOf(`${how}-${policy}`);
    await until(async () => (await seen('terminate')) === 'terminated');
    await until(async () => (await seen('cancel')) === 'cancelled');
    const cancelled = await world.events((await world.storage.findRun(`${how}-cancel`))!);
    expect(cancelled.some(({ type }) => type === 'ActivityCompleted')).toBe(true);
    expect(await seen('abandon')).toBe('running');
  });

  test('C101 a workflow id that an open run has rejects as already started', async () => {
    await world.client.start(child, 'sleeps', { workflowId: 'taken' });
    const run = await world.client.start(parent, { way: 'answers', workflowId: 'taken' });
    expect(await run.result()).toMatchObject({
      of: ['child', 'taken'],
      cause: 'WorkflowAlreadyStartedError',
    });
    expect(await statusOf('taken')).toBe('running');
  });

  test('C101 a policy of three attempts runs a failing child three times', async () => {
    const run = await world.client.start(retrying, { key: 'always', failures: 9 });
    const failure = await run.result().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ChildRunError', cause: { message: 'attempt 3' } });
    expect(attempts.get('always')).toBe(3);
  });

  test('C101 a child that succeeds in its second attempt has succeeded', async () => {
    const run = await world.client.start(retrying, { key: 'once', failures: 1 });
    expect(await run.result()).toBe(2);
    const types = (await world.events(run)).map(({ type }) => type);
    expect(types.filter((type) => type === 'ChildRequested')).toHaveLength(2);
  });

  test('C101 cancels and terminations reach a child that has continued as new', async () => {
    for (const end of ['cancel', 'terminate'] as const) {
      const run = await world.client.start(aboveChain, undefined);
      await until(async () => (await world.events(run)).some(({ type }) => type === 'ChildStarted'));
      await until(async () => {
        const last = await world.storage.findRun('the chain');
        return (
          last?.status === 'running' && (await world.events(last)).some((e) => e.type === 'TimerStarted')
        );
      });
      await run[end]('over');
      await until(
        async () => (await statusOf('the chain')) === (end === 'cancel' ? 'cancelled' : 'terminated'),
      );
    }
  });
});
