import { activity, createSession, expectSignal, getSessionInfo, nonCancellable } from '@baton/workflow';
import { SESSIONS_QUERY, withSession, workflow, type SessionInfo } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { where } from './fixtures/sessions.ts';
import { atWork, eventsOf, hosts, patient, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const limit = { startToClose: '1 minute' } as const;

describe('Session metadata', () => {
  test('C41 outside there is no session; inside, the innermost counts', async () => {
    const work = workflow('work', async () => {
      const none = getSessionInfo();
      const outer = await createSession(patient);
      const inner = await createSession(patient);
      const seen = await outer.run(async () => {
        const first = getSessionInfo();
        const second = await inner.run(async () => (await where()).sessionId === getSessionInfo()?.sessionId);
        return [first?.sessionId === outer.info.sessionId, second];
      });
      return [none, ...seen, getSessionInfo()];
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [where] });
    expect(await (await world.client.start(work, undefined)).result()).toEqual([null, true, true, null]);
  });

  test('C42 a session says its id, its host and its state, the same on replay and in its activities', async () => {
    const seen: SessionInfo[] = [];
    const work = workflow('work', async () => {
      await using session = await createSession({ ...patient, resources: { gpu: 1 } });
      seen.push(session.info);
      const place = await session.run(() => where());
      await expectSignal('end');
      return place;
    });
    const first = await world.worker({ workflows: [work] });
    await world.worker({
      ...hosts,
      activities: [where],
      sessions: { enabled: true, resources: { gpu: 2 } },
    });
    const run = await world.client.start(work, undefined);
    await until(() => seen.length === 1);
    await first.stop();
    await world.worker({ workflows: [work] });
    await run.signal('end');
    const place = await run.result();
    expect(seen[1]).toEqual(seen[0]);
    const [stored] = await sessionsOf(world, run);
    const { hostName, workerId } = stored!;
    expect(seen[0]).toMatchObject({
      ...{ sessionId: `${run.runId}/1`, hostName, workerId },
      ...{ state: 'open', epoch: 1, resources: { gpu: 1 } },
    });
    expect(place).toMatchObject({ sessionId: `${run.runId}/1`, hostName, workerId });
  });
});

describe('The query for open sessions', () => {
  const idsOf = async (run: { query<T>(name: string): Promise<T> }) =>
    (await run.query<SessionInfo[]>(SESSIONS_QUERY)).map(({ sessionId }) => sessionId.split('/')[1]);

  test('C43 has a session from when it is created until it is completed or has failed', async () => {
    const work = workflow('work', async () => {
      await expectSignal('begin');
      const first = await createSession(patient);
      const second = await createSession(patient);
      await expectSignal('complete');
      await second.complete();
      await expectSignal('end');
      return first.info.state;
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    expect(await idsOf(run)).toEqual([]);
    await run.signal('begin');
    await statesBecome(world, run, 'open', 'open');
    expect(await idsOf(run)).toEqual(['1', '2']);
    const [info] = await run.query<SessionInfo[]>(SESSIONS_QUERY);
    expect(info).toMatchObject({ state: 'open', epoch: 1, workerId: expect.any(String) as string });
    await world.storage.failSession(info!.sessionId, 'OPERATOR', 'by hand');
    await until(async () => (await idsOf(run)).join() === '2');
    await run.signal('complete');
    await until(async () => (await idsOf(run)).length === 0);
    await run.signal('end');
    expect(await run.result()).toBe('failed');
  });

  test('C43 has none when the run is over, however it ended', async () => {
    const work = workflow('work', async () => {
      await createSession(patient);
      await expectSignal('end');
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    for (const terminates of [false, true]) {
      const run = await world.client.start(work, undefined);
      await until(async () => (await idsOf(run)).length === 1);
      await (terminates ? run.terminate('enough') : run.signal('end'));
      await run.result().catch(() => undefined);
      expect(await idsOf(run)).toEqual([]);
    }
  });
});

describe('Session and workflow cancellation', () => {
  test('C44 a cancelled run asks what runs in its session to stop, and lets the session go', async () => {
    const stopped: unknown[] = [];
    const endless = activity('endless', limit, async (_: undefined, ctx) => {
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
      stopped.push(ctx.signal.reason);
    });
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      await session.run(() => endless());
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [endless] });
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    const askedAt = Date.now();
    await run.cancel('no longer wanted');
    expect((await failureOf(run.result())).code).toBe('CANCELLED');
    await until(() => stopped.length === 1);
    expect(stopped).toEqual(['WORKFLOW_CANCELLED']);
    expect(Date.now() - askedAt).toBeLessThan(1_500);
    expect((await sessionsOf(world, run)).map(({ state }) => state)).toEqual(['closed']);
    expect(await eventsOf(world, run, 'SessionFailed')).toEqual([]);
  });

  test('C45 after a cancel what cleans up still runs on the worker of the session', async () => {
    const work = workflow('work', async (done: string) => {
      const session = await createSession(patient);
      try {
        await session.run(() => expectSignal(done));
      } finally {
        await nonCancellable(() => session.run(() => where()));
        await session.complete();
      }
    });
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, 'never');
    await until(async () => (await sessionsOf(world, run))[0]?.state === 'open');
    await run.cancel();
    expect((await failureOf(run.result())).code).toBe('CANCELLED');
    await expectCleanedUp(run);
  });

  test('C45 the cleanup of withSession does so, too', async () => {
    const work = workflow('work', () =>
      withSession(patient, () => expectSignal('never'), { cleanup: () => where() }),
    );
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, undefined);
    await until(async () => (await sessionsOf(world, run))[0]?.state === 'open');
    await run.cancel();
    expect((await failureOf(run.result())).code).toBe('CANCELLED');
    await expectCleanedUp(run);
  });

  async function expectCleanedUp(run: Parameters<World['events']>[0]): Promise<void> {
    const [opened] = await eventsOf(world, run, 'SessionOpened');
    const [cleaned] = await eventsOf(world, run, 'ActivityCompleted');
    expect(cleaned?.result).toMatchObject({ workerId: opened?.workerId });
    const types = (await world.events(run)).map(({ type }) => type);
    expect(types.indexOf('ActivityCompleted')).toBeLessThan(types.indexOf('SessionCompleted'));
    expect(types.at(-1)).toBe('RunCancelled');
  }
});
