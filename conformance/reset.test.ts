// Reset: a run goes again from a point of its history.
import type { RunHandle } from '@baton/client';
import {
  activity,
  condition,
  createSession,
  expectSignal,
  onQuery,
  onSignal,
  sleep,
  uuid,
  workflow,
} from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
let charged: string[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.stopWorkers();
  charged = [];
});
afterAll(() => world.close());

const charge = activity('charge', { startToClose: '10s' }, async (what: string) => {
  charged.push(what);
  return `${what} charged`;
});
const remote = activity('remote', { startToClose: '10s', taskQueue: 'elsewhere' }, async (what: string) => {
  charged.push(what);
  return what;
});

describe('a reset', () => {
  test('of a closed run makes a new one with its beginning, and leaves it as it is', async () => {
    const steps = workflow('steps', async () => {
      const ids = [uuid()];
      const one = await charge('one');
      ids.push(uuid());
      const two = await charge('two');
      return { one, two, ids };
    });
    await world.worker({ workflows: [steps], activities: [charge] });
    const run = await world.client.start(steps, undefined, { workflowId: 'closed' });
    const first = await run.result();
    const before = await world.events(run);
    const firstEnd = before.findIndex(({ type }) => type === 'ActivityCompleted') + 1;

    const again = await run.reset({ toSeq: firstEnd, reason: 'the second was wrong' });
    expect(again.workflowId).toBe('closed');
    const second = await again.result();
    expect(charged).toEqual(['one', 'two', 'two']);
    expect(second).toMatchObject({ one: 'one charged', two: 'two charged' });
    // What was kept is as it was; what follows is the new run's own.
    expect(second.ids[0]).toBe(first.ids[0]);
    expect(second.ids[1]).not.toBe(first.ids[1]);

    expect(await world.events(run)).toEqual(before);
    expect(await run.result()).toEqual(first);
    const events = await world.events(again);
    expect(events[0]).toMatchObject({
      resetFrom: { runId: run.runId, seq: firstEnd, reason: 'the second was wrong' },
    });
    expect(events.filter(({ type }) => type === 'RunReset')).toHaveLength(1);
  });

  test('of an open run ends it in the same moment; who waits gets the result of the new one', async () => {
    const two = workflow('two', async () => {
      const heard = await expectSignal<string>('go');
      return `${await charge(heard)}, then ${await expectSignal<string>('end')}`;
    });
    await world.worker({ workflows: [two], activities: [charge] });
    const run = await world.client.start(two, undefined, { workflowId: 'open' });
    const result = run.result();
    await run.signal('go', 'wrong');
    await until(() => charged.length === 1);
    const again = await run.reset({ to: 'firstDecision', keepSignals: false });
    expect((await world.events(run)).at(-1)).toMatchObject({ type: 'RunTerminated' });
    await again.signal('go', 'right');
    // The old handle means the open run of its chain.
    await run.signal('end', 'home');
    expect(await result).toBe('right charged, then home');
    expect(await again.result()).toBe('right charged, then home');
  });

  test('sends later signals again, in their order, unless it is told not to', async () => {
    const hears = workflow('hears', async () => {
      const seen: unknown[] = [];
      onSignal('say', (word) => {
        seen.push(word);
      });
      onQuery('seen', () => seen);
      await condition(() => seen.length === 3);
      return seen;
    });
    await world.worker({ workflows: [hears] });
    const run = await world.client.start(hears, undefined, { workflowId: 'signals' });
    await run.signal('say', 'a');
    await run.signal('say', 'b');
    expect(await run.query('seen')).toEqual(['a', 'b']);
    const again = await run.reset({ to: 'firstDecision' });
    expect(await again.query('seen')).toEqual(['a', 'b']);
    await again.signal('say', 'c');
    expect(await again.result()).toEqual(['a', 'b', 'c']);
    const empty = await again.reset({ to: 'firstDecision', keepSignals: false });
    expect(await empty.query('seen')).toEqual([]);
    await empty.terminate();
  });

  test('signals that nobody has read yet go to the new run', async () => {
    const reads = workflow('reads', async () => [await expectSignal('say'), await expectSignal('say')]);
    const run = await world.client.start(reads, undefined, { taskQueue: 'unread' });
    await run.signal('say', 1);
    await run.signal('say', 2);
    const again = await run.reset({ to: 'firstDecision' });
    await world.worker({ workflows: [reads], taskQueues: ['unread'] });
    expect(await again.result()).toEqual([1, 2]);
  });

  test('runs pending activities of other queues and timers again', async () => {
    const both = workflow('both', async () => {
      const slow = remote('far');
      await sleep('300ms');
      const near = await charge('near');
      return [await slow, near];
    });
    await world.worker({ workflows: [both], activities: [charge] });
    const run = await world.client.start(both, undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'TimerStarted'));
    const kept = (await world.events(run)).findIndex(({ type }) => type === 'TimerStarted') + 1;
    const again = await run.reset({ toSeq: kept });
    await world.worker({ activities: [remote], taskQueues: ['elsewhere'] });
    expect(await again.result()).toEqual(['far', 'near charged']);
    expect(charged.filter((what) => what === 'far')).toEqual(['far']);
  });

  test('counts sessions of the kept part as failed, and the code may open another', async () => {
    const pinned = workflow('pinned', async () => {
      const open = () => createSession({ creationTimeout: '10s', executionTimeout: '1 minute' });
      const session = await open();
      const failed: unknown[] = [];
      for (let tries = 0; tries < 2; tries++) {
        const at = tries === 0 ? session : await open();
        try {
          await at.run(() => charge(`in ${tries}`));
          await expectSignal('go');
          return [await at.run(() => charge('end')), failed];
        } catch (error) {
          failed.push((error as Error).name);
        }
      }
      return failed;
    });
    await world.worker({ workflows: [pinned], activities: [charge], sessions: { enabled: true } });
    const run = await world.client.start(pinned, undefined);
    await until(() => charged.length === 1);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'ActivityCompleted'));
    const opened = (await world.events(run)).findIndex(({ type }) => type === 'SessionOpened') + 1;
    const again = await run.reset({ toSeq: opened });
    await again.signal('go');
    expect(await again.result()).toEqual(['end charged', ['CancelledError']]);
    const sessions = await world.storage.listSessions({ open: true, limit: 10 });
    expect(sessions).toEqual([]);
  });

  test('hears how the children of the kept part ended, and starts none again', async () => {
    const child = workflow('child', async () => expectSignal<string>('end'));
    const parent = workflow('parent', async () => {
      const running = child.with({ workflowId: 'the-child', parentClosePolicy: 'abandon' })();
      await charge('beside');
      return running;
    });
    await world.worker({ workflows: [parent, child], activities: [charge] });
    const run = await world.client.start(parent, undefined);
    await until(async () => (await world.events(run)).some(({ type }) => type === 'ActivityCompleted'));
    const kept = (await world.events(run)).findIndex(({ type }) => type === 'ActivityCompleted') + 1;
    await until(async () => (await world.storage.findRun('the-child')) !== null);
    const grown = await world.storage.findRun('the-child');
    await world.client.run(grown!.runId).signal('end', 'grown');
    await run.result();
    const again = await run.reset({ toSeq: kept });
    expect(await again.result()).toBe('grown');
    expect((await world.storage.findRun('the-child'))?.runId).toBe(grown?.runId);
  });

  test('keeps its own run timeout, counted from the reset', async () => {
    const waits = workflow('waits', async () => expectSignal('never'));
    await world.worker({ workflows: [waits] });
    const run = await world.client.start(waits, undefined, { runTimeout: '1s' });
    await failureOf(run.result());
    const again = await run.reset({ to: 'firstDecision' });
    expect(await failureOf(again.result())).toMatchObject({ code: 'RUN_TIMED_OUT' });
    const [first] = await world.events(again);
    expect((await world.events(again)).map(({ type }) => type)).toContain('RunReset');
    expect(first).toMatchObject({ type: 'RunStarted' });
  });

  test('at a place that is none names those that are; over another open run it is refused', async () => {
    const three = workflow('three', async () => [charge('a'), charge('b')].length);
    await world.worker({ workflows: [three], activities: [charge] });
    const run = await world.client.start(three, undefined, { workflowId: 'points' });
    await run.result();
    const failure = await failureOf(run.reset({ toSeq: 2 }));
    expect(failure).toMatchObject({ code: 'RESET_POINT_INVALID', httpStatus: 422 });
    const { points } = (failure as unknown as { details: { points: number[] } }).details;
    expect(points).toContain(1);
    expect(points).not.toContain(2);
    expect(failure.message).toContain('It can be from these events: 1');
    const idle = workflow('idle', async () => expectSignal('never'));
    await world.worker({ workflows: [idle], taskQueues: ['idle'] });
    const open = await world.client.start(idle, undefined, { workflowId: 'points', taskQueue: 'idle' });
    expect(await failureOf(run.reset())).toMatchObject({
      code: 'WORKFLOW_ALREADY_STARTED',
      details: { runId: open.runId },
    });
    await open.terminate();
  });

  test('of a busy run loses nothing that it was told', async () => {
    const counts = workflow('counts', async (target: number) => {
      let total = 0;
      onSignal<number>('add', (by) => {
        total += by;
      });
      await condition(() => total === target);
      return total;
    });
    await world.worker({ workflows: [counts] });
    const run = await world.client.start(counts, 60);
    const send = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await run.signal('add', 1);
    };
    const sending = Promise.all([send(), send(), send()]);
    let latest: RunHandle<number> = run;
    for (let resets = 0; resets < 5; resets++) latest = await latest.reset({ to: 'firstDecision' });
    await sending;
    expect(await latest.result()).toBe(60);
    expect(await run.result()).toBe(60);
  });
});
