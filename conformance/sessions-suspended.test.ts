// What may happen to a session while it waits for its worker (semantics §4.14): workers stop and begin again under their key.
import {
  condition,
  continueAsNew,
  createSession,
  expectSignal,
  joinSession,
  workflow,
} from '@baton/workflow';
import { CancelledError, type SessionInfo } from '@baton/workflow';
import type { WorkerOptions } from '@baton/worker';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { stays, where } from './fixtures/sessions.ts';
import { newKey, replayed, returns, story } from './support/returning.ts';
import { atWork, eventsOf, hosts, sessionFailure, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type InProcess, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const host = (workerKey: string, options: WorkerOptions = {}): Promise<InProcess> =>
  world.worker({ ...hosts, activities: [stays, where], workerKey, ...options });

const small = { sessions: { enabled: true, maxConcurrentSessions: 1 } } as const;

async function free(key: string): Promise<void> {
  const workers = await world.storage.listWorkers();
  expect(
    workers.filter(({ workerKey }) => workerKey === key).map(({ openSessions }) => openSessions),
  ).not.toContain(1);
}

describe('A session that waits for its worker', () => {
  test('C126 asked for while no process has the key, it opens on the one that comes', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      return await session.run(() => where());
    });
    await world.worker({ workflows: [work] });
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'requested');
    await host(newKey());
    expect((await run.result()).sessionId).toBe(`${run.runId}/1`);
  });

  test('C126 opened, lost and back before its run has heard of any of it, it is what it would have been', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      const { epoch } = session.info;
      return [epoch, (await session.run(() => where())).sessionId === session.info.sessionId];
    });
    const decides = await world.worker({ workflows: [work] });
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'requested');
    await decides.stop();
    const key = newKey();
    const first = await host(key);
    await statesBecome(world, run, 'open');
    await first.stop(0);
    await statesBecome(world, run, 'suspended');
    await host(key);
    await until(async () => (await sessionsOf(world, run))[0]?.epoch === 2);
    await world.worker({ workflows: [work] });
    expect(await run.result()).toEqual([1, true]);
    expect(await story(world, run)).toBe('Opened, Suspended, Reestablished 2, Completed');
    expect(await replayed(world, work, run)).toBe('ok');
  });

  test('C127 can be completed: its room is free, and its worker is not asked about it', async () => {
    const work = workflow('work', async () => {
      const session = await createSession(returns);
      const running = session.run(() => stays());
      await expectSignal('enough');
      await session.complete();
      const failure = await failureOf(running);
      return [session.info.state, failure instanceof CancelledError && failure.reason];
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key);
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    await first.stop(0);
    await statesBecome(world, run, 'suspended');
    await run.signal('enough');
    expect(await run.result()).toEqual(['closed', 'SESSION_COMPLETED']);
    let asked = 0;
    await host(key, { ...small, onReestablish: () => void (asked += 1) });
    const next = await world.client.start(work, undefined);
    await atWork(world, next);
    expect(asked).toBe(0);
    expect(await story(world, run)).toBe('Opened, Suspended, Completed');
    expect(await replayed(world, work, run)).toBe('ok');
  });

  test('C127 can be completed while its worker is asked, whose answer comes too late then', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      await expectSignal('enough');
      return session.info.state;
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'open');
    await first.stop(0);
    let refuse: ((error: Error) => void) | null = null;
    await host(key, { ...small, onReestablish: () => new Promise<void>((_, no) => (refuse = no)) });
    await until(() => refuse !== null);
    await run.signal('enough');
    expect(await run.result()).toBe('suspended');
    refuse!(new Error('nobody is interested'));
    const next = await world.client.start(work, undefined);
    await statesBecome(world, next, 'open');
    expect(await story(world, run)).toBe('Opened, Suspended, Completed');
  });

  test('C128 can be handed over to the next run of the chain, which hears that it is back', async () => {
    const work = workflow('work', async (given: SessionInfo | null): Promise<readonly unknown[]> => {
      await using session = given === null ? await createSession(returns) : joinSession(given);
      const before = session.info.state;
      await expectSignal('on');
      if (given === null) return continueAsNew(session.info, { handOver: true });
      const place = await session.run(() => where());
      return [before, place.sessionId === given.sessionId, session.info.epoch];
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key, small);
    const run = await world.client.start(work, null, { workflowId: newKey() });
    await statesBecome(world, run, 'open');
    await first.stop(0);
    await until(async () => (await story(world, run)).includes('Suspended'));
    await run.signal('on');
    await until(async () => (await eventsOf(world, run, 'RunContinuedAsNew')).length === 1);
    await host(key, small);
    const [{ nextRunId } = { nextRunId: run.runId }] = await eventsOf(world, run, 'RunContinuedAsNew');
    await until(async () => (await story(world, { runId: nextRunId })).includes('Reestablished 2'));
    await run.signal('on');
    expect(await run.result()).toEqual(['suspended', true, 2]);
    expect(await replayed(world, work, { runId: nextRunId })).toBe('ok');
    await free(key);
  });

  test('C129 scheduleToStart stands still in it, and the run says what it waits for', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      await expectSignal('on');
      return await session.run(() => where.with({ scheduleToStart: '2s' })());
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'open');
    await first.stop(0);
    await run.signal('on');
    await until(async () => (await eventsOf(world, run, 'ActivityScheduled')).length === 1);
    // Longer than it may wait for its start.
    await new Promise((resolve) => void setTimeout(resolve, 2_600));
    expect(await story(world, run)).toBe('Opened, Suspended');
    await host(key);
    expect((await run.result()).sessionId).toBe(`${run.runId}/1`);
  });

  test('C130 does not hold up a run that is cancelled', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      return await session.run(() => stays());
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key);
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    await first.stop(0);
    await statesBecome(world, run, 'suspended');
    await run.cancel('no longer wanted');
    expect(await failureOf(run.result())).toBeInstanceOf(CancelledError);
    await statesBecome(world, run, 'closed');
    expect(await replayed(world, work, run)).toBe('ok');
    await free(key);
  });

  test('C131 ends at its executionTimeout, also while its worker is asked', async () => {
    const work = workflow('work', async () => {
      const session = await createSession({ ...returns, executionTimeout: '4s' });
      return sessionFailure((await failureOf(session.run(() => stays()))).cause);
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key);
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    await first.stop(0);
    let wasTold: unknown = null;
    await host(key, {
      onReestablish: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            wasTold = signal.reason;
            reject(new Error('not heard'));
          });
        }),
    });
    expect(await run.result()).toBe('SESSION_FAILED EXECUTION_TIMEOUT');
    await until(() => wasTold !== null);
    expect(await story(world, run)).toBe('Opened, Suspended, Failed EXECUTION_TIMEOUT');
    expect(await replayed(world, work, run)).toBe('ok');
    await free(key);
  });

  test('C132 lost again and again, it comes back each time, and attempts count on', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      await expectSignal('on');
      return await session.run(() => stays());
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    let process = await host(key);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'open');
    for (let epoch = 2; epoch <= 3; epoch++) {
      await process.stop(0);
      process = await host(key);
      await until(async () => (await story(world, run)).endsWith(`Reestablished ${epoch}`));
    }
    await run.signal('on');
    await atWork(world, run);
    await process.stop(0);
    await host(key);
    expect(await run.result()).toEqual({ attempt: 2, epoch: 4 });
    expect(await replayed(world, work, run)).toBe('ok');
  });

  test('C133 more of them than their worker offers now all come back; nothing new is admitted until they fit', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      await expectSignal('on');
      return session.info.epoch;
    });
    await world.worker({ workflows: [work] });
    const key = newKey();
    const first = await host(key, { sessions: { enabled: true, maxConcurrentSessions: 2 } });
    const runs = [await world.client.start(work, undefined), await world.client.start(work, undefined)];
    for (const run of runs) await statesBecome(world, run, 'open');
    await first.stop(0);
    await host(key, small);
    for (const run of runs) await statesBecome(world, run, 'open');
    const waits = await world.client.start(work, undefined);
    await statesBecome(world, waits, 'requested');
    await runs[0]!.signal('on');
    expect(await runs[0]!.result()).toBe(2);
    // The worker has looked for sessions since: it does so on the hint that room is free, and each second.
    await new Promise((resolve) => void setTimeout(resolve, 1_300));
    await statesBecome(world, waits, 'requested');
    await runs[1]!.signal('on');
    await statesBecome(world, waits, 'open');
  });

  test('C134 with a guest, the guest hears of it as its owner does', async () => {
    const guest = workflow('guest', async (info: SessionInfo) => {
      const session = joinSession(info);
      const done = await session.run(() => stays());
      // It is told by its owner, which may come later than the end of the activity.
      const told = await condition(() => session.info.epoch === 2, '20s');
      return [done.attempt, done.epoch, told];
    });
    const work = workflow('work', async () => {
      await using session = await createSession(returns);
      return await guest(session.info);
    });
    await world.worker({ workflows: [work, guest] });
    const key = newKey();
    const first = await host(key);
    const run = await world.client.start(work, undefined);
    await until(async () => {
      const workers = (await world.storage.listWorkers()).filter(({ workerKey }) => workerKey === key);
      const [session] = await sessionsOf(world, run);
      return (
        workers.length === 1 &&
        session?.state === 'open' &&
        (await eventsOf(world, run, 'ChildStarted')).length === 1
      );
    });
    const [{ runId } = { runId: run.runId }] = await eventsOf(world, run, 'ChildStarted');
    await atWork(world, { runId });
    await first.stop(0);
    await host(key);
    expect(await run.result()).toEqual([2, 2, true]);
    expect(await story(world, { runId })).toBe('Suspended, Reestablished 2');
    expect(await replayed(world, guest, { runId })).toBe('ok');
  });
});
