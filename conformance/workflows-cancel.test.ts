import { activity, nonCancellable, sleep, workflow } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.worker({ workflows: [outcomes, child, late, tidy, parent], activities: [cleanUp] });
});
afterAll(() => world.close());

const cleanUp = activity('cleanUp', { startToClose: '10s' }, async (what: string) => `cleaned ${what}`);
const child = workflow('child', async () => sleep('1h'));

type Then = 'complete' | 'cancel' | 'fail';

/** Waits until it is cancelled, cleans up if asked to, and then ends as it was told. */
const outcomes = workflow('outcomes', async ({ then, cleanup }: { then: Then; cleanup: boolean }) => {
  try {
    await sleep('1h');
  } catch (error) {
    const cleaned = cleanup ? await nonCancellable(() => cleanUp('up')) : 'nothing';
    if (then === 'cancel') throw error;
    if (then === 'fail') throw new RangeError('on purpose');
    return cleaned;
  }
  return 'never';
});

const late = workflow('late', async () => {
  await sleep('1h').catch(() => undefined);
  const after = await child().catch((error: unknown) => (error as Error).name);
  const shielded = await nonCancellable(() => cleanUp('there'));
  return { after, shielded };
});

const tidy = workflow('tidy', async () => {
  try {
    await sleep('1h');
  } finally {
    await nonCancellable(() => cleanUp('child'));
  }
});

const parent = workflow('parent', async () => tidy.with({ workflowId: 'tidy-1' })());

describe('Cancellation', () => {
  test.each([
    [
      { then: 'complete', cleanup: false },
      { type: 'RunCompleted', result: 'nothing' },
    ],
    [
      { then: 'complete', cleanup: true },
      { type: 'RunCompleted', result: 'cleaned up' },
    ],
    [
      { then: 'cancel', cleanup: false },
      { type: 'RunCancelled', failure: { message: 'enough' } },
    ],
    [
      { then: 'cancel', cleanup: true },
      { type: 'RunCancelled', failure: { message: 'enough' } },
    ],
    [
      { then: 'fail', cleanup: false },
      { type: 'RunFailed', failure: { name: 'RangeError' } },
    ],
    [
      { then: 'fail', cleanup: true },
      { type: 'RunFailed', failure: { name: 'RangeError' } },
    ],
  ] as const)('C91 a cancelled run that is to %o ends so', async (input, end) => {
    const run = await world.client.start(outcomes, input);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'TimerStarted'));
    await run.cancel('enough');
    await run.result().catch(() => undefined);
    const events = await world.events(run);
    expect(events.at(-1)).toMatchObject(end);
    expect(events.some(({ type }) => type === 'ActivityCompleted')).toBe(input.cleanup);
  });

  test('C91 the caller of a cancelled run gets a CancelledError with the reason', async () => {
    const run = await world.client.start(outcomes, { then: 'cancel', cleanup: false });
    await run.cancel('enough');
    expect(await failureOf(run.result())).toMatchObject({
      name: 'CancelledError',
      code: 'CANCELLED',
      reason: 'WORKFLOW_CANCELLED',
      message: 'enough',
    });
  });

  test('C91 a child that is called after the cancel rejects, and none is started', async () => {
    const run = await world.client.start(late, undefined);
    await run.cancel();
    expect(await run.result()).toEqual({ after: 'CancelledError', shielded: 'cleaned there' });
    expect((await world.events(run)).map(({ type }) => type)).not.toContain('ChildRequested');
  });

  test('C91 a child that is awaited is asked to stop, and the run ends after it', async () => {
    const run = await world.client.start(parent, undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'ChildStarted'));
    await run.cancel('stop');
    expect(await failureOf(run.result())).toMatchObject({
      name: 'ChildRunError',
      cause: { name: 'CancelledError' },
    });
    const [last] = (await world.events(run)).slice(-1);
    expect(last).toMatchObject({ type: 'RunCancelled' });
    const ended = await world.storage.findRun('tidy-1');
    expect(ended).toMatchObject({ status: 'cancelled' });
    const types = (await world.events(ended!)).map(({ type }) => type);
    expect(types).toContain('ActivityCompleted');
  });

  test('C91 terminating ends the run at once, without its code', async () => {
    const run = await world.client.start(outcomes, { then: 'complete', cleanup: true });
    await until(async () => (await world.events(run)).some(({ type }) => type === 'TimerStarted'));
    await run.terminate('now');
    expect(await failureOf(run.result())).toMatchObject({ code: 'RUN_TERMINATED', message: 'now' });
    expect((await world.events(run)).map(({ type }) => type)).toEqual([
      'RunStarted',
      'TimerStarted',
      'RunTerminated',
    ]);
  });
});
