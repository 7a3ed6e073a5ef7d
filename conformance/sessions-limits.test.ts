import { activity, createSession, expectSignal, recreateSession, workflow } from '@baton/workflow';
import { SessionCreationTimeoutError } from '@baton/workflow';
import { startProxy } from '@baton/postgres/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hold, where } from './fixtures/sessions.ts';
import { eventsOf, hosts, patient, sessionFailure, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const limit = { startToClose: '1 minute' } as const;
const atMost = (maxConcurrentSessions: number) => ({
  ...hosts,
  sessions: { enabled: true, maxConcurrentSessions },
});

describe('Session limits and busy workers', () => {
  test('C11 a full worker takes no more, whether by creation or by recreation: the next one is told that all are busy', async () => {
    const work = workflow('work', async () => {
      const first = await createSession(patient);
      const token = first.info.recreateToken;
      await recreateSession(token, patient);
      await createSession(patient);
      const one = await failureOf(createSession({ ...patient, creationTimeout: '300ms' }));
      const other = await failureOf(recreateSession(token, { ...patient, creationTimeout: '300ms' }));
      return [one, other].map((error) => error instanceof SessionCreationTimeoutError && error.reason);
    });
    await world.worker({ workflows: [work] });
    await world.worker(atMost(3));
    const run = await world.client.start(work, undefined);
    expect(await run.result()).toEqual(['ALL_BUSY', 'ALL_BUSY']);
    expect(await eventsOf(world, run, 'SessionOpened')).toHaveLength(3);
  });

  test('C11 those that wait get room in the order in which they came', async () => {
    const order: string[] = [];
    const work = workflow('work', async (name: string) => {
      await using session = await createSession(patient);
      order.push(name);
      await session.run(() => expectSignal('done'));
    });
    await world.worker({ workflows: [work] });
    await world.worker(atMost(1));
    const runs = [];
    for (const name of ['first', 'second', 'third']) {
      const run = await world.client.start(work, name);
      await until(async () => (await sessionsOf(world, run)).length === 1);
      runs.push(run);
    }
    for (const run of runs) {
      await statesBecome(world, run, 'open');
      await run.signal('done');
      await run.result();
    }
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('C14 a session goes to the worker that has room', async () => {
    const work = workflow('work', async () => {
      const both = [await createSession(patient), await createSession(patient)];
      return both.map(({ info }) => info.workerId);
    });
    await world.worker({ workflows: [work] });
    await world.worker(atMost(1));
    await world.worker(atMost(1));
    const workers = await (await world.client.start(work, undefined)).result();
    expect(new Set(workers).size).toBe(2);
  });

  test('C16 activities of sessions and others have slots of their own', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      const inSession = session.run(() => hold());
      await where.with({ taskQueue: 'hosts' })();
      const outside = hold.with({ taskQueue: 'hosts' })();
      await session.run(() => where());
      inSession.cancel();
      outside.cancel();
      return 'both went on';
    });
    await world.worker({ workflows: [work] });
    await world.worker({
      ...hosts,
      activities: [hold, where],
      maxConcurrentActivities: 1,
      sessions: { enabled: true, maxConcurrentActivities: 2 },
    });
    expect(await (await world.client.start(work, undefined)).result()).toBe('both went on');
  });

  test('C17 a worker takes 1000 sessions if it says nothing, and counts its own only', async () => {
    const work = workflow('work', async (count: number) => {
      const made = [];
      for (let n = 0; n < count; n++) made.push(createSession({ ...patient, creationTimeout: '10s' }));
      return (await Promise.all(made)).map(({ info }) => info.workerId);
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    await until(async () => (await activeHosts()).length === 1);
    expect((await activeHosts()).map(({ sessions }) => sessions?.maxConcurrentSessions)).toEqual([1_000]);
    await world.stopWorkers();
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 3; n++) await world.worker(atMost(2));
    const workers = await (await world.client.start(work, 6)).result();
    const counts = [...new Set(workers)].map((id) => workers.filter((each) => each === id).length);
    expect(counts).toEqual([2, 2, 2]);
  });
});

describe('Session timeouts', () => {
  test('C18 past its executionTimeout a session fails: what runs is stopped, what comes is refused, the slot is free', async () => {
    const stopped: unknown[] = [];
    const endless = activity('endless', limit, async (_: undefined, ctx) => {
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
      stopped.push(ctx.signal.reason);
      ctx.signal.throwIfAborted();
    });
    const work = workflow('work', async () => {
      const session = await createSession({ ...patient, executionTimeout: '500ms' });
      const running = await failureOf(session.run(() => endless()));
      const next = await failureOf(session.run(() => endless()));
      await using again = await createSession(patient);
      return {
        running: sessionFailure(running.cause),
        next: sessionFailure(next),
        states: [session.info.state, again.info.state],
      };
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...atMost(1), activities: [endless] });
    const run = await world.client.start(work, undefined);
    expect(await run.result()).toEqual({
      running: 'SESSION_FAILED EXECUTION_TIMEOUT',
      next: 'SESSION_FAILED EXECUTION_TIMEOUT',
      states: ['failed', 'open'],
    });
    await until(() => stopped.length === 1);
    expect(stopped).toEqual(['SESSION_FAILED']);
    expect(await eventsOf(world, run, 'ActivityScheduled')).toHaveLength(1);
  });

  test('C18 also while the workflow does nothing', async () => {
    const work = workflow('work', async () => {
      const session = await createSession({ ...patient, executionTimeout: '300ms' });
      await expectSignal('look');
      return session.info.state;
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'failed');
    await run.signal('look');
    expect(await run.result()).toBe('failed');
  });

  test.each([
    [{ executionTimeout: '1s' }, 'creationTimeout'],
    [{ creationTimeout: '1s' }, 'executionTimeout'],
    [{ creationTimeout: 0, executionTimeout: '1s' }, 'creationTimeout'],
    [{ creationTimeout: '1s', executionTimeout: -1 }, 'executionTimeout'],
  ])('C19 time limits are required and more than 0, and nothing is asked for: %o', async (options, path) => {
    const work = workflow('work', async () => {
      await createSession(options as typeof patient);
    });
    await world.worker({ workflows: [work] });
    const run = await world.client.start(work, undefined);
    expect(await failureOf(run.result())).toMatchObject({
      name: 'ValidationError',
      code: 'INVALID_INPUT',
      path,
    });
    expect(await eventsOf(world, run, 'SessionRequested')).toEqual([]);
  });

  test('C20 without a word a worker has 10 seconds to renew its lease', async () => {
    await world.worker({ ...hosts, leaseTimeout: undefined as never });
    await until(async () => (await activeHosts()).length === 1);
    expect((await activeHosts()).map(({ leaseMs }) => leaseMs)).toEqual([10_000]);
  });

  test('C21 a session stays open over a break of the connection that is shorter than the lease', async () => {
    const proxy = await startProxy(world.databaseUrl);
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      await expectSignal('go on');
      const place = await session.run(() => where());
      return { state: session.info.state, same: place.workerId === session.info.workerId };
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [where], databaseUrl: proxy.url, leaseTimeout: '3s' });
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'open');
    proxy.mute();
    const before = (await activeHosts())[0]?.leaseUntilMs ?? 0;
    await until(async () => (await world.storage.now()) > before - 1_500);
    proxy.restore();
    await until(async () => ((await activeHosts())[0]?.leaseUntilMs ?? 0) > before + 1_500);
    await run.signal('go on');
    expect(await run.result()).toEqual({ state: 'open', same: true });
    await world.stopWorkers();
    await proxy.close();
  });
});

async function activeHosts() {
  return (await world.storage.listWorkers()).filter(
    ({ state, sessions }) => state === 'active' && sessions !== null,
  );
}
