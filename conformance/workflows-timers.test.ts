import {
  activity,
  cancellable,
  condition,
  expectSignal,
  isCancellation,
  now,
  sleep,
  workflow,
} from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from './support/world.ts';

const step = activity('step', { startToClose: '10s' }, async () => 'done');

const napping = workflow('napping', async () => {
  await sleep('30ms');
  await step();
  await expectSignal('go');
  await sleep('30ms');
  return 'rested';
});

const past = workflow('past', async () => {
  const before = now();
  await sleep(new Date('2001-01-01T00:00:00Z'));
  await sleep(0);
  await sleep(new Date(now() - 1));
  return now() - before;
});

/** The signal and the timer reach the run together: whichever stands first in the history, the code's word counts. */
const racing = workflow('racing', async () => {
  const alarm = cancellable(() => sleep('150ms'));
  const heard = alarm.then(
    () => 'rang',
    (error: unknown) => (isCancellation(error) ? 'silenced' : 'broken'),
  );
  await expectSignal('silence');
  alarm.cancel();
  return heard;
});

const waiting = workflow('waiting', async () => {
  let open = false;
  const opened = condition(() => open, '1h');
  const never = await condition(() => false, '20ms');
  open = true;
  return [never, await opened];
});

const definitions = { workflows: [napping, past, racing, waiting], activities: [step] };
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.worker(definitions);
});
afterAll(() => world.close());

async function types(run: Parameters<World['events']>[0]): Promise<readonly string[]> {
  return (await world.events(run)).map(({ type }) => type);
}

describe('Timers', () => {
  test('C97 a timer is scheduled once, and not again on replay', async () => {
    const first = await world.worker({ ...definitions, taskQueues: ['naps'] });
    const run = await world.client.start(napping, undefined, { taskQueue: 'naps' });
    await until(async () => (await types(run)).includes('ActivityCompleted'));
    await first.stop();
    await run.signal('go');
    await world.worker({ ...definitions, taskQueues: ['naps'] });
    expect(await run.result()).toBe('rested');
    const timers = (await types(run)).filter((type) => type.startsWith('Timer'));
    expect(timers).toEqual(['TimerStarted', 'TimerFired', 'TimerStarted', 'TimerFired']);
  });

  test('C97 an instant in the past fires at once', async () => {
    const run = await world.client.start(past, undefined);
    const took = await run.result();
    expect(took).toBeGreaterThanOrEqual(0);
    expect(took).toBeLessThan(5_000);
    expect((await types(run)).filter((type) => type === 'TimerFired')).toHaveLength(3);
  });

  test('C98 a timer that is cancelled before it fires never fires', async () => {
    const run = await world.client.start(racing, undefined);
    await run.signal('silence');
    expect(await run.result()).toBe('silenced');
    expect(await types(run)).toEqual([
      'RunStarted',
      'TimerStarted',
      'SignalReceived',
      'TimerCancelled',
      'RunCompleted',
    ]);
  });

  test('C98 a cancel that races with a timer ends one way, the way that its history says', async () => {
    const runs = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const run = await world.client.start(racing, undefined);
        await new Promise((resolve) => void setTimeout(resolve, 110 + 10 * n));
        await run.signal('silence');
        return { result: await run.result(), types: await types(run) };
      }),
    );
    for (const { result, types } of runs) {
      expect(result).toBe(types.includes('TimerFired') ? 'rang' : 'silenced');
      expect(types.filter((type) => type === 'TimerFired' || type === 'TimerCancelled')).toHaveLength(1);
    }
  });

  test('C98 a condition whose time passes is false; one that holds leaves no timer', async () => {
    const run = await world.client.start(waiting, undefined);
    expect(await run.result()).toEqual([false, true]);
    expect((await types(run)).filter((type) => type === 'TimerCancelled')).toHaveLength(1);
  });
});
