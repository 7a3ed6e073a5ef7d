import type { SessionInfo } from '@baton/workflow';
import { activity, completeSession, createSession, expectSignal, recreateSession } from '@baton/workflow';
import { sleep, workflow, SessionCreationTimeoutError } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { where } from './fixtures/sessions.ts';
import { eventsOf, hosts, patient, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const limit = { startToClose: '1 minute' } as const;

describe('Session creation', () => {
  test('C1 a session is open once it is created, closed once it is completed, and the workflow goes on', async () => {
    const seen: string[] = [];
    const work = workflow('work', async () => {
      const session = await createSession(patient);
      const before = session.info.state;
      await completeSession(session);
      return [before, session.info.state];
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    expect(await run.result()).toEqual(['open', 'closed']);
    seen.push(...(await world.events(run)).map(({ type }) => type));
    expect(seen).toEqual([
      ...['RunStarted', 'SessionRequested', 'SessionOpened', 'SessionCompleted', 'RunCompleted'],
    ]);
    expect((await sessionsOf(world, run)).map(({ state }) => state)).toEqual(['closed']);
  });

  test('C2 it is made by a worker of the queue it asks for, else by one of the own queue of the workflow', async () => {
    const work = workflow('work', async () => {
      await using elsewhere = await createSession({ ...patient, taskQueue: 'hosts' });
      await using own = await createSession({ creationTimeout: '30s', executionTimeout: '1 minute' });
      return [elsewhere.info.workerId, own.info.workerId];
    });
    await world.worker({ workflows: [work], sessions: { enabled: true } });
    await world.worker(hosts);
    const made = await (await world.client.start(work, undefined)).result();
    const workers = await world.storage.listWorkers();
    const queueOf = (id: string) => workers.find(({ workerId }) => workerId === id)?.taskQueues;
    expect(made.map(queueOf)).toEqual([['hosts'], ['default']]);
  });

  test('C3 its activities all run on the worker that made it, whatever queue they name', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      const elsewhere = where.with({ taskQueue: 'nobody' });
      const places = await session.run(() => Promise.all([where(), elsewhere(), where()]));
      return { workerId: session.info.workerId, places };
    });
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [where] });
    const { workerId, places } = await (await world.client.start(work, undefined)).result();
    expect(places.map((place) => place.workerId)).toEqual([workerId, workerId, workerId]);
  });

  test('C4 creating or recreating inside an open session is refused, and asks for nothing', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      const created = await failureOf(session.run(() => createSession(patient)));
      const token = session.info.recreateToken;
      const recreated = await failureOf(session.run(() => recreateSession(token, patient)));
      return [created, recreated].map(({ name, code }) => ({ name, code }));
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    const refused = { name: 'SessionAlreadyOpenError', code: 'SESSION_ALREADY_OPEN' };
    expect(await run.result()).toEqual([refused, refused]);
    expect(await eventsOf(world, run, 'SessionRequested')).toHaveLength(1);
  });

  test('C4 the refusal has its class and code on the other side of the client, too', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      await session.run(() => createSession(patient));
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    expect(await failureOf(run.result())).toMatchObject({
      name: 'SessionAlreadyOpenError',
      code: 'SESSION_ALREADY_OPEN',
    });
  });

  test('C5 inside a closed or failed session a new one can be created', async () => {
    const work = workflow('work', async () => {
      const closed = await createSession(patient);
      await closed.complete();
      const second = await closed.run(() => createSession({ ...patient, executionTimeout: '100ms' }));
      await expectSignal('failed');
      const third = await second.run(() => createSession(patient));
      return [closed, second, third].map(({ info }) => info.state);
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'closed', 'failed');
    await run.signal('failed');
    expect(await run.result()).toEqual(['closed', 'failed', 'open']);
  });

  test('C7 without a worker that takes sessions the creation ends when its time is up', async () => {
    const work = workflow('work', async () => {
      await createSession({ ...patient, creationTimeout: '1s' });
    });
    await world.worker({ workflows: [work] });
    const run = await world.client.start(work, undefined);
    const began = Date.now();
    const failure = await failureOf(run.result());
    expect(failure).toBeInstanceOf(SessionCreationTimeoutError);
    expect(failure).toMatchObject({ code: 'SESSION_CREATION_TIMEOUT', reason: 'NO_WORKERS', position: 1 });
    expect(Date.now() - began).toBeLessThan(4_000);
  });

  test('C8 after a replay id, host and worker are the same, and no worker has been asked again', async () => {
    const seen: SessionInfo[] = [];
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      const before = await session.run(() => where());
      seen.push(session.info);
      await expectSignal('go on');
      return [before, await session.run(() => where())];
    });
    const first = await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, undefined);
    await until(() => seen.length === 1);
    await first.stop();
    await world.worker({ workflows: [work] });
    await run.signal('go on');
    const [before, after] = await run.result();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(after).toEqual(before);
    expect(await eventsOf(world, run, 'SessionOpened')).toHaveLength(1);
  });

  test('C9 every attempt of a failing activity runs on the worker of the session, which stays open', async () => {
    const attempts: unknown[] = [];
    const fails = activity(
      'fails',
      { ...limit, retry: { initial: 10, maxAttempts: 3 } },
      async (_: undefined, ctx) => {
        attempts.push(ctx.session?.workerId);
        throw new RangeError('not today');
      },
    );
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      const failure = await failureOf(session.run(() => fails()));
      return { workerId: session.info.workerId, state: session.info.state, message: failure.message };
    });
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [fails] });
    const { workerId, state, message } = await (await world.client.start(work, undefined)).result();
    expect(state).toBe('open');
    expect(message).toContain('not today');
    expect(attempts).toEqual([workerId, workerId, workerId]);
  });

  test('C10 a timer inside of a session fires as any other', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      return await session.run(async () => {
        const longOne = sleep('1 hour').then(() => 'an hour');
        await sleep('100ms');
        return Promise.race([longOne, sleep('100ms').then(() => 'fired')]);
      });
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    expect(await run.result()).toBe('fired');
    expect(await eventsOf(world, run, 'TimerFired')).toHaveLength(2);
  });
});
