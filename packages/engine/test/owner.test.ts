import { activity, condition, expectSignal, sleep, workflow } from '@baton/workflow';
import { describe, expect, test } from 'vitest';
import type { Transition } from '../src/storage.ts';
import { allShards, createWorld, faulty, held } from './world.ts';

const echo = activity('echo', { startToClose: '1 minute' }, (text: string) => `${text}!`);
const flaky = activity('flaky', { startToClose: '1 minute' }, () => {
  throw new Error('not today');
});

const five = workflow('five', async () => {
  let text = 'a';
  for (let i = 0; i < 5; i++) text = await echo(text);
  return text;
});

describe('inline activities', () => {
  test('five steps cost their start and five commits', async () => {
    const world = createWorld({ workflows: [five], activities: [echo] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('five');
    owner.adopt(run);
    await world.passes(40);
    expect((await world.memory.readRun(run.ref))?.status).toBe('completed');
    expect(await world.events(run.ref)).toMatchObject([
      { type: 'RunStarted' },
      { type: 'ActivityScheduled', activityId: '1', mode: 'inline' },
      { type: 'ActivityCompleted', activityId: '1', result: 'a!' },
      { type: 'ActivityScheduled', activityId: '2' },
      { type: 'ActivityCompleted', activityId: '2' },
      { type: 'ActivityScheduled', activityId: '3' },
      { type: 'ActivityCompleted', activityId: '3' },
      { type: 'ActivityScheduled', activityId: '4' },
      { type: 'ActivityCompleted', activityId: '4' },
      { type: 'ActivityScheduled', activityId: '5' },
      { type: 'ActivityCompleted', activityId: '5' },
      { type: 'RunCompleted', result: 'a!!!!!' },
    ]);
    expect(world.counts.get('commit')).toBe(5);
    expect(world.counts.get('readHistories')).toBeUndefined();
    expect(owner.stats().resident).toBe(0);
  });

  test('a run that was started elsewhere is found in the inbox', async () => {
    const world = createWorld({ workflows: [five], activities: [echo] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    await world.passes(10);
    const run = await world.start('five');
    owner.wake({ kind: 'inbox', shards: [run.ref.shard] });
    await world.passes(40);
    expect((await world.memory.readRun(run.ref))?.status).toBe('completed');
    expect(world.executed).toHaveLength(5);
  });

  test('an attempt that ends while its first decision is being written does not begin again', async () => {
    const { attempts, handlers } = held();
    const once = workflow('once', () => echo('a'));
    const world = createWorld({ workflows: [once], attempts: handlers });
    const { storage, scheduler } = world;
    const slow = faulty(storage, (name, args) => {
      const [transition] = args as readonly Transition[];
      if (name !== 'commit' || transition === undefined) return null;
      return new Promise((resolve) => {
        scheduler.after(200, () => resolve(storage.commit(transition) as Promise<never>));
      });
    });
    const owner = world.newOwner('worker-1', slow);
    owner.setShards(allShards);
    const run = await world.start('once');
    owner.adopt(run);
    // The hold is over, and the append on its way.
    await world.passes(100);
    attempts[0]?.completed('done');
    await world.passes(1_000);
    expect(world.executed).toEqual(['echo/1']);
    expect((await world.events(run.ref)).at(-1)).toMatchObject({ type: 'RunCompleted', result: 'done' });
  });

  test('a first decision that waits longer than the hold is written', async () => {
    const stuck = workflow('stuck', () => activityThatHangs());
    const activityThatHangs = activity(
      'hangs',
      { startToClose: '1 hour' },
      () => new Promise<void>(() => undefined),
    );
    const world = createWorld({ workflows: [stuck], activities: [activityThatHangs] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('stuck');
    owner.adopt(run);
    await world.passes(20);
    expect(await world.types(run.ref)).toEqual(['RunStarted']);
    await world.passes(60);
    expect(await world.types(run.ref)).toEqual(['RunStarted', 'ActivityScheduled']);
  });

  test('an attempt that takes long gets a row that others see', async () => {
    const hangs = activity('hangs', { startToClose: '1 hour' }, () => new Promise<void>(() => undefined));
    const world = createWorld({ workflows: [workflow('stuck', () => hangs())], activities: [hangs] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('stuck');
    owner.adopt(run);
    await world.passes(1_500);
    expect(await world.types(run.ref)).toEqual(['RunStarted', 'ActivityScheduled', 'ActivityDispatched']);
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([
      { name: 'hangs', state: 'running', attempt: 1, workerId: 'worker-1' },
    ]);
  });

  test('a failed attempt that is tried again gets a row', async () => {
    const world = createWorld({ workflows: [workflow('fails', () => flaky())], activities: [flaky] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('fails');
    owner.adopt(run);
    await world.passes(30);
    expect(await world.types(run.ref)).toEqual(['RunStarted', 'ActivityScheduled', 'ActivityDispatched']);
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([
      { state: 'queued', attempt: 1, lastFailure: { message: 'not today' } },
    ]);
  });

  test('no more run at once than there are slots, in order of arrival', async () => {
    const done: (() => void)[] = [];
    const many = workflow('many', async () => {
      await Promise.all(Array.from({ length: 5 }, () => waits()));
    });
    const waits = activity('waits', { startToClose: '1 hour' }, () => null);
    const world = createWorld({
      workflows: [many],
      attempts: { waits: (attempt) => done.push(() => attempt.completed(null)) },
      limits: { inlineSlots: 2 },
    });
    const owner = world.newOwner();
    owner.setShards(allShards);
    owner.adopt(await world.start('many'));
    await world.passes(10);
    expect(world.executed).toEqual(['waits/1', 'waits/2']);
    done[0]?.();
    await world.passes(10);
    expect(world.executed).toEqual(['waits/1', 'waits/2', 'waits/3']);
  });

  test('a time limit aborts the attempt, which is tried again', async () => {
    const hangs = activity('hangs', { startToClose: '300ms' }, () => new Promise<void>(() => undefined));
    const world = createWorld({ workflows: [workflow('stuck', () => hangs())], activities: [hangs] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('stuck');
    owner.adopt(run);
    await world.passes(500);
    expect(world.aborted).toEqual(['hangs/1 TIMED_OUT']);
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([
      { state: 'queued', lastFailure: { code: 'ACTIVITY_TIMEOUT' } },
    ]);
  });
});

describe('waiting', () => {
  test('a timer fires when it is due, never early', async () => {
    const naps = workflow('naps', async () => {
      await sleep('10s');
      return 'awake';
    });
    const world = createWorld({ workflows: [naps] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('naps');
    owner.adopt(run);
    await world.passes(9_999);
    expect((await world.memory.readRun(run.ref))?.status).toBe('running');
    await world.passes(5);
    expect((await world.memory.readRun(run.ref))?.status).toBe('completed');
  });

  test('a timer beyond the next minute is found when its minute comes', async () => {
    const naps = workflow('naps', () => sleep('3 hours'));
    const world = createWorld({ workflows: [naps], limits: { residentRuns: 0 } });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('naps');
    owner.adopt(run);
    await world.passes(3 * 3_600_000 + 20);
    expect((await world.memory.readRun(run.ref))?.status).toBe('completed');
  });

  test('a run that waits for a signal without a command leaves nothing in the inbox, and is evicted', async () => {
    const listens = workflow('listens', () => expectSignal('go'));
    const world = createWorld({ workflows: [listens], limits: { residentRuns: 0 } });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('listens');
    owner.adopt(run);
    await world.passes(20);
    expect(await world.memory.pollInbox(allShards, null, 10)).toEqual([]);
    expect(owner.stats().resident).toBe(0);
    await world.memory.put({ ...run.ref, body: { kind: 'signal', name: 'go', payload: 7 }, dedupKey: null });
    owner.wake();
    await world.passes(50);
    expect((await world.events(run.ref)).at(-1)).toEqual({ type: 'RunCompleted', result: 7 });
  });

  test('a signal with a request id that was seen before is dropped', async () => {
    const counts = workflow('counts', async () => {
      let n = 0;
      for (;;) {
        await expectSignal('more');
        n += 1;
        if (n === 2) return n;
      }
    });
    const world = createWorld({ workflows: [counts] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('counts');
    owner.adopt(run);
    const more = { kind: 'signal', name: 'more', payload: null, requestId: 'r1' } as const;
    for (let i = 0; i < 3; i++) {
      await world.memory.put({ ...run.ref, body: more, dedupKey: null });
      owner.wake();
      await world.passes(50);
    }
    expect((await world.memory.readRun(run.ref))?.status).toBe('running');
    expect(await world.memory.pollInbox(allShards, null, 10)).toEqual([]);
  });

  test('a run takes no longer than its timeout', async () => {
    const listens = workflow('listens', () => expectSignal('never'));
    const world = createWorld({ workflows: [listens] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('listens', null, { runTimeoutMs: 5_000 });
    owner.adopt(run);
    await world.passes(5_100);
    expect((await world.memory.readRun(run.ref))?.status).toBe('timedOut');
  });
});

describe('closing', () => {
  test('a signal that arrives while the end is being written is heard first', async () => {
    const heard: unknown[] = [];
    const work = workflow('work', async () => {
      void expectSignal('late').then((payload) => heard.push(payload));
      await echo('x');
      await condition(() => true);
      return heard.length;
    });
    const world = createWorld({ workflows: [work], activities: [echo] });
    const owner = world.newOwner();
    const run = await world.start('work');
    owner.setShards(allShards);
    owner.adopt(run);
    await world.memory.put({
      ...run.ref,
      body: { kind: 'signal', name: 'late', payload: 1 },
      dedupKey: null,
    });
    await world.passes(200);
    const types = await world.types(run.ref);
    expect(types.indexOf('SignalReceived')).toBeGreaterThan(0);
    expect(types.indexOf('SignalReceived')).toBeLessThan(types.indexOf('RunCompleted'));
    expect((await world.events(run.ref)).at(-1)).toEqual({ type: 'RunCompleted', result: 1 });
  });
});
