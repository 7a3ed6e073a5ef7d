import type { WorkerId, WorkerKey } from '@baton/core';
import { activity, expectSignal, sleep, workflow } from '@baton/workflow';
import { describe, expect, test } from 'vitest';
import type { Transition, WorkerRegistration } from '../src/storage.ts';
import { allShards, createWorld, faulty, held, statusOf } from './world.ts';

const echo = activity('echo', { startToClose: '1 minute' }, (text: string) => `${text}!`);
const two = workflow('two', async () => echo(await echo('a')));

function workerThatKnows(name: string, workflows: readonly string[]): WorkerRegistration {
  return {
    workerId: name as WorkerId,
    workerKey: name as WorkerKey,
    hostName: 'host-1',
    hostId: 'host-1',
    pid: 1,
    taskQueues: ['default'],
    workflows,
    activities: [],
    maxConcurrentActivities: 1,
    sessions: null,
    leaseMs: 60_000,
    ownsRuns: true,
    buildId: '',
  };
}

describe('another owner', () => {
  test('goes on where the first one stopped; what ran inline begins again there, and that is counted first', async () => {
    const { attempts, handlers } = held();
    const world = createWorld({ workflows: [two], attempts: handlers });
    const dead = world.newOwner('dead');
    dead.setShards(allShards);
    const run = await world.start('two');
    dead.adopt(run);
    await world.passes(100);
    const alive = world.newOwner('alive');
    alive.setShards(allShards);
    await world.passes(100);
    expect(await world.types(run.ref)).toEqual(['RunStarted', 'ActivityScheduled', 'ActivityLost']);
    expect(await world.memory.pendingActivities(run.ref)).toEqual([]);
    expect(attempts.map(({ task }) => task.attempt)).toEqual([1, 2]);
  });

  test('that is lost, too, leaves a suspect to the next one', async () => {
    const { handlers } = held();
    const world = createWorld({ workflows: [two], attempts: handlers });
    const run = await world.start('two');
    for (const name of ['first', 'second', 'third']) {
      const owner = world.newOwner(name);
      owner.setShards(allShards);
      if (name === 'first') owner.adopt(run);
      await world.passes(100);
    }
    expect(await world.types(run.ref)).toEqual([
      'RunStarted',
      'ActivityScheduled',
      'ActivityLost',
      'ActivityDispatched',
    ]);
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([
      { state: 'queued', attempt: 2, lastFailure: { code: 'WORKER_LOST' } },
    ]);
  });

  test('is heard, and not the one who is late with a result', async () => {
    const { attempts, handlers } = held();
    const world = createWorld({ workflows: [two], attempts: handlers });
    const [zombie, successor] = [world.newOwner('zombie'), world.newOwner('successor')];
    zombie.setShards(allShards);
    const run = await world.start('two');
    zombie.adopt(run);
    await world.passes(100);
    successor.setShards(allShards);
    await world.passes(100);
    attempts[0]?.completed('from the zombie');
    await world.passes(200);
    expect(await world.types(run.ref)).not.toContain('ActivityCompleted');
  });

  test('hears of a signal once, even if the first one has just consumed it', async () => {
    const counts = workflow('counts', async () => {
      await expectSignal('more');
      await expectSignal('more');
    });
    const world = createWorld({ workflows: [counts] });
    const [first, second] = [world.newOwner('first'), world.newOwner('second')];
    first.setShards(allShards);
    second.setShards(allShards);
    const run = await world.start('counts');
    first.adopt(run);
    await world.passes(50);
    await world.memory.put({
      ...run.ref,
      body: { kind: 'signal', name: 'more', payload: 1 },
      dedupKey: null,
    });
    first.wake();
    second.wake();
    await world.passes(3_000);
    expect(await world.types(run.ref)).toEqual(['RunStarted', 'SignalReceived']);
  });
});

describe('shards that are lost', () => {
  test('take their runs with them, whose attempts get rows first', async () => {
    const { attempts, handlers } = held();
    const world = createWorld({ workflows: [workflow('one', () => echo('a'))], attempts: handlers });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('one');
    owner.adopt(run);
    await world.passes(100);
    owner.setShards(new Map());
    await world.passes(50);
    expect(owner.stats().resident).toBe(0);
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([{ state: 'running', attempt: 1 }]);
    attempts[0]?.completed('late, but with a row');
    await world.passes(10);
    const next = world.newOwner('next');
    next.setShards(allShards);
    await world.passes(50);
    expect((await world.events(run.ref)).at(-1)).toEqual({
      type: 'RunCompleted',
      result: 'late, but with a row',
    });
  });
});

describe('a run that cannot go on', () => {
  test('is blocked while its workflow is unknown, and goes on by itself', async () => {
    const world = createWorld({ workflows: [], activities: [echo] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('two');
    owner.adopt(run);
    await world.passes(100);
    expect((await world.memory.readRun(run.ref))?.blocked).toMatchObject({ code: 'WORKFLOW_NOT_REGISTERED' });
    world.workflows.set('two', two);
    owner.retryBlocked();
    await world.passes(100);
    expect(await world.memory.readRun(run.ref)).toMatchObject({ status: 'completed', blocked: null });
  });

  test('is taken over by a worker that has its workflow, once for each worker', async () => {
    const world = createWorld({ workflows: [], activities: [echo] });
    const { memory } = world;
    await memory.registerWorker(workerThatKnows('old', ['two']));
    await memory.heartbeatWorker('old' as WorkerId);
    await memory.registerWorker(workerThatKnows('other', []));
    await memory.registerWorker(workerThatKnows('new', ['two']));
    const given: unknown[] = [];
    const watching = faulty(world.storage, (name, [gift]) => {
      if (name === 'giveShard') given.push(gift);
      return null;
    });
    const owner = world.newOwner('old', watching);
    owner.setShards(allShards);
    const run = await world.start('two');
    owner.adopt(run);
    await world.passes(5_000);
    expect(given).toEqual([{ taskQueue: 'default', shard: run.ref.shard, from: 'old', to: 'new' }]);
    expect(owner.stats()).toMatchObject({ blocked: 0, resident: 0 });
    expect((await memory.readRun(run.ref))?.blocked).toMatchObject({ fields: { triedBy: ['old'] } });
    const next = world.newOwner('new', watching);
    next.setShards(allShards);
    await world.passes(5_000);
    // It is blocked there, too: nobody is left who has not tried.
    expect(given).toHaveLength(1);
    expect((await memory.readRun(run.ref))?.blocked).toMatchObject({ fields: { triedBy: ['old', 'new'] } });
    world.workflows.set('two', two);
    next.retryBlocked();
    await world.passes(100);
    expect(await memory.readRun(run.ref)).toMatchObject({ status: 'completed', blocked: null });
  });

  test('is no longer marked once another owner has brought it into memory', async () => {
    const waits = workflow('waits', async () => expectSignal('go'));
    const world = createWorld({ workflows: [waits] });
    const owner = world.newOwner('first');
    owner.setShards(allShards);
    const run = await world.start('waits');
    owner.adopt(run);
    await world.passes(100);
    await owner.stop(0);
    await world.memory.setBlocked(run.ref, { name: 'NondeterminismError', message: 'elsewhere' });
    const second = world.newOwner('second');
    second.setShards(allShards);
    const body = { kind: 'signal', name: 'else', payload: null } as const;
    await world.memory.put({ ...run.ref, body, dedupKey: null });
    await world.passes(1_500);
    expect(await world.memory.readRun(run.ref)).toMatchObject({ status: 'running', blocked: null });
  });

  test('is blocked, not failed, if its code has changed', async () => {
    const before = workflow('w', async () => {
      await echo('a');
      await expectSignal('go');
    });
    const after = workflow('w', () => sleep('1 hour'));
    const world = createWorld({ workflows: [before], activities: [echo] });
    const first = world.newOwner('first');
    first.setShards(allShards);
    const run = await world.start('w');
    first.adopt(run);
    await world.passes(100);
    await first.stop(0);
    world.workflows.set('w', after);
    const second = world.newOwner('second');
    second.setShards(allShards);
    await world.memory.put({
      ...run.ref,
      body: { kind: 'signal', name: 'go', payload: null },
      dedupKey: null,
    });
    await world.passes(1_500);
    expect(await world.memory.readRun(run.ref)).toMatchObject({
      status: 'running',
      blocked: { code: 'NONDETERMINISM', fields: { seq: 2 } },
    });
    world.workflows.set('w', before);
    await world.passes(10_000);
    expect(await world.memory.readRun(run.ref)).toMatchObject({ status: 'completed', blocked: null });
  });

  test('does not hurt the others', async () => {
    const world = createWorld({ workflows: [two], activities: [echo] });
    const poison = { name: 'poison', runTimeoutMs: null, parseInput: () => null, run: () => null };
    world.workflows.set(
      'poison',
      new Proxy(poison, {
        get: () => {
          throw new TypeError('broken');
        },
      }),
    );
    const owner = world.newOwner();
    owner.setShards(allShards);
    const bad = await world.start('poison');
    const good = await world.start('two');
    owner.adopt(bad);
    owner.adopt(good);
    await world.passes(100);
    expect(await statusOf(world, good)).toBe('completed');
    expect(await world.memory.readRun(bad.ref)).toMatchObject({
      status: 'running',
      blocked: { message: 'broken' },
    });
  });

  test('is put aside if the storage takes everything but its transitions', async () => {
    const world = createWorld({ workflows: [two], activities: [echo] });
    const bad = await world.start('two', null, { workflowId: 'bad' as never });
    const storage = faulty(world.storage, (name, [transition]) =>
      name === 'commit' && (transition as unknown as Transition).runId === bad.ref.runId
        ? Promise.reject(new Error('value out of range'))
        : null,
    );
    const owner = world.newOwner('w', storage);
    owner.setShards(allShards);
    owner.adopt(bad);
    for (let i = 0; i < 5; i++) {
      await world.passes(300);
      owner.adopt(await world.start('two'));
    }
    await world.passes(500);
    expect((await world.memory.readRun(bad.ref))?.blocked).toMatchObject({ message: 'value out of range' });
  });
});

describe('a database that is away', () => {
  test('loses nothing that was done: the results are kept and written when it is back', async () => {
    const world = createWorld({ workflows: [two], activities: [echo] });
    let away = false;
    const storage = faulty(world.storage, () =>
      away ? Promise.reject(Object.assign(new Error('no connection'), { retryable: true })) : null,
    );
    const owner = world.newOwner('w', storage);
    owner.setShards(allShards);
    const run = await world.start('two');
    away = true;
    owner.adopt(run);
    await world.passes(60_000);
    expect(world.executed).toEqual(['echo/1']);
    away = false;
    await world.passes(5_000);
    expect(world.executed).toEqual(['echo/1', 'echo/2']);
    expect(await statusOf(world, run)).toBe('completed');
  });
});
