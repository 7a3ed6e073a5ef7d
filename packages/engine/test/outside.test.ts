import { activity, condition, expectSignal, onQuery, workflow } from '@baton/workflow';
import { describe, expect, test } from 'vitest';
import { deliverOutbox } from '../src/sweeps/deliver-outbox.ts';
import { endOverdue } from '../src/sweeps/end-overdue.ts';
import { terminateRun } from '../src/sweeps/terminate-run.ts';
import { allShards, createWorld, everyShard, held, inFirstStep, type World } from './world.ts';

const echo = activity('echo', { startToClose: '1 minute' }, (text: string) => `${text}!`);
const two = workflow('two', async () => echo(await echo('a')));
const once = activity('once', { startToClose: '10s', retry: { maxAttempts: 1 } }, () => null);

const worker = {
  workerId: 'worker-9' as Parameters<World['memory']['claimActivities']>[0],
  workerKey: 'key-9' as never,
  hostName: 'h',
  hostId: 'h',
  pid: 1,
  taskQueues: ['default'],
  workflows: [],
  activities: [],
  maxConcurrentActivities: 1,
  sessions: null,
  leaseMs: 600_000,
  ownsRuns: false,
  buildId: '',
} as const;

describe('queries', () => {
  const asked = workflow('asked', async () => {
    let heard = 0;
    onQuery('heard', () => heard);
    await condition(() => heard > 0, '1 hour').catch(() => false);
    await expectSignal('go');
    heard = 1;
  });

  test('are answered from memory, from a replay, and for closed runs', async () => {
    const world = createWorld({ workflows: [asked], limits: { residentRuns: 0 } });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('asked');
    owner.adopt(run);
    await world.passes(20);
    const query = async () => {
      const answer = owner.query(run.ref, 'heard', []);
      await world.passes(50);
      return answer;
    };
    expect(await query()).toBe(0);
    await terminateRun(world.memory, { ref: run.ref, reason: 'enough', by: 'person:1' });
    expect(await query()).toBe(0);
  });

  test('of a run that is not there are refused', async () => {
    const world = createWorld({ workflows: [asked] });
    const run = await world.start('asked');
    const nowhere = { shard: run.ref.shard, runId: run.ref.runId.replace(/.$/, 'f') as typeof run.ref.runId };
    await expect(world.newOwner().query(nowhere, 'heard', [])).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
  });
});

describe('what belongs to no run', () => {
  test('a termination by anybody ends the run; its owner finds out at the next append', async () => {
    const { attempts, world, owner, run } = await inFirstStep(two);
    await terminateRun(world.memory, { ref: run.ref, reason: 'enough', by: 'person:1' });
    attempts[0]?.completed('too late');
    await world.passes(200);
    expect((await world.events(run.ref)).at(-1)).toMatchObject({ type: 'RunTerminated', reason: 'enough' });
    expect(owner.stats()).toMatchObject({ resident: 0, inlineRunning: 0 });
  });

  test('an inline attempt that takes long hears of it when its run is terminated elsewhere', async () => {
    const { handlers } = held();
    const world = createWorld({ workflows: [two], attempts: handlers });
    const owner = world.newOwner(worker.workerId);
    await world.memory.registerWorker({ ...worker, taskQueues: ['default'] });
    owner.setShards(allShards);
    const run = await world.start('two');
    owner.adopt(run);
    await world.passes(1_200);
    await terminateRun(world.memory, { ref: run.ref, reason: 'enough', by: 'person:1' });
    for (const request of await world.memory.cancelRequests(worker.workerId))
      owner.abort(request, request.reason);
    expect(world.aborted).toEqual(['echo/1 WORKFLOW_CLOSED']);
  });

  test('children are started, answer, and their parent hears of it', async () => {
    const child = workflow('child', (n: number) => Promise.resolve(n + 1));
    const parent = workflow('parent', async () => (await child(1)) + (await child(2)));
    const world = createWorld({ workflows: [child, parent] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('parent');
    owner.adopt(run);
    for (let i = 0; i < 6; i++) {
      await world.passes(20);
      await deliverOutbox({ storage: world.memory, shards: everyShard, failed: () => undefined });
      owner.wake();
    }
    await world.passes(50);
    expect((await world.events(run.ref)).at(-1)).toEqual({ type: 'RunCompleted', result: 5 });
  });

  test('an attempt that nobody ends is ended when its time is over', async () => {
    const world = createWorld({ workflows: [workflow('w', () => once())] });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('w');
    owner.adopt(run);
    await world.passes(100);
    await world.memory.registerWorker({ ...worker, taskQueues: ['default'] });
    const tasks = await world.memory.claimActivities(worker.workerId, ['default'], ['once'], 1);
    expect(tasks).toHaveLength(1);
    await world.passes(10_000);
    expect(await endOverdue(world.memory, everyShard, world.scheduler.nowMs())).toBe(1);
    await world.passes(1_100);
    expect((await world.events(run.ref)).at(-1)).toMatchObject({
      type: 'RunFailed',
      failure: { name: 'ActivityError', cause: { code: 'ACTIVITY_TIMEOUT' } },
    });
  });
});

describe('a history that grows and grows', () => {
  test('fails the run with a clear reason, and still answers queries', async () => {
    const endless = workflow('endless', async () => {
      let steps = 0;
      onQuery('steps', () => steps);
      for (;;) {
        await echo('again');
        steps += 1;
      }
    });
    const world = createWorld({
      workflows: [endless],
      activities: [echo],
      limits: { historyMaxEvents: 50, historyWarnEvents: 20 },
    });
    const owner = world.newOwner();
    owner.setShards(allShards);
    const run = await world.start('endless');
    owner.adopt(run);
    await world.passes(500);
    expect((await world.events(run.ref)).at(-1)).toMatchObject({
      type: 'RunFailed',
      failure: { name: 'HistoryTooLargeError', code: 'HISTORY_TOO_LARGE', fields: { maxEvents: 50 } },
    });
    expect(world.log).toContainEqual(expect.objectContaining({ level: 'warn', run: run.ref }));
    const steps = owner.query(run.ref, 'steps', []);
    await world.passes(10);
    expect(await steps).toBeGreaterThan(20);
  });
});
