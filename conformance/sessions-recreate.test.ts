import { continueAsNew, createSession, expectSignal, joinSession, recreateSession } from '@baton/workflow';
import { workflow, ValidationError, type SessionInfo } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { where, type Place } from './fixtures/sessions.ts';
import { eventsOf, hosts, patient, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

describe('Recreate and continue-as-new', () => {
  test('C35 a recreated session is another one on the same worker, and so are its activities', async () => {
    const work = workflow('work', async () => {
      const first = await createSession(patient);
      const places = [await first.run(() => where())];
      const second = await recreateSession(first.info.recreateToken, patient);
      places.push(await second.run(() => where()), await second.run(() => where()));
      return { places, infos: [first.info, second.info] };
    });
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [where] });
    const { places, infos } = await (await world.client.start(work, undefined)).result();
    expect(new Set(places.map(({ workerId }) => workerId))).toEqual(new Set([infos[0]?.workerId]));
    expect(places.map(({ sessionId }) => sessionId)).toEqual([
      ...[infos[0]?.sessionId, infos[1]?.sessionId, infos[1]?.sessionId],
    ]);
    expect(infos[0]?.sessionId).not.toBe(infos[1]?.sessionId);
  });

  test('C35 what is no token is refused, and nothing is asked for', async () => {
    const work = workflow('work', async (token: string) => {
      await recreateSession(token, patient);
    });
    await world.worker({ workflows: [work] });
    for (const token of ['', 'bs1.7b7d.0', 'something else']) {
      const run = await world.client.start(work, token);
      const failure = await failureOf(run.result());
      expect(failure).toBeInstanceOf(ValidationError);
      expect(failure).toMatchObject({ code: 'INVALID_INPUT', path: 'token' });
      expect(await eventsOf(world, run, 'SessionRequested')).toEqual([]);
    }
  });

  test('C37 tokens of closed and of failed sessions are good', async () => {
    const work = workflow('work', async () => {
      const closed = await createSession(patient);
      await closed.complete();
      const failed = await recreateSession(closed.info.recreateToken, {
        ...patient,
        executionTimeout: '100ms',
      });
      await expectSignal('failed');
      const third = await recreateSession(failed.info.recreateToken, patient);
      return [closed, failed, third].map(({ info }) => ({ state: info.state, on: info.workerId }));
    });
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'closed', 'failed');
    await run.signal('failed');
    const found = await run.result();
    expect(found.map(({ state }) => state)).toEqual(['closed', 'failed', 'open']);
    expect(new Set(found.map(({ on }) => on)).size).toBe(1);
  });

  test('C38 if that worker is gone it fails in time, and another can be created', async () => {
    const work = workflow('work', async () => {
      const first = await createSession(patient);
      await first.complete();
      await expectSignal('gone');
      const token = first.info.recreateToken;
      const failure = await failureOf(recreateSession(token, { ...patient, creationTimeout: '300ms' }));
      await using next = await createSession(patient);
      return { code: failure.code, other: next.info.workerId !== first.info.workerId };
    });
    await world.worker({ workflows: [work] });
    const first = await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'closed');
    await world.worker(hosts);
    await first.stop();
    await run.signal('gone');
    expect(await run.result()).toEqual({ code: 'SESSION_CREATION_TIMEOUT', other: true });
    expect(await eventsOf(world, run, 'SessionCreationFailed')).toMatchObject([{ reason: 'NO_WORKERS' }]);
  });

  test('C40 the next run of a chain goes on where this one was, in a session of its own', async () => {
    interface State {
      readonly token: string | null;
      readonly places: readonly Place[];
    }
    const work = workflow('work', async ({ token, places }: State): Promise<readonly Place[]> => {
      const session = await (token === null ? createSession(patient) : recreateSession(token, patient));
      const here = [...places, await session.run(() => where())];
      await session.complete();
      if (here.length === 3) return here;
      return continueAsNew({ token: session.info.recreateToken, places: here });
    });
    await world.worker({ workflows: [work] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, { token: null, places: [] });
    const places = await run.result();
    expect(new Set(places.map(({ workerId }) => workerId)).size).toBe(1);
    expect(new Set(places.map(({ sessionId }) => sessionId)).size).toBe(3);
  });

  test('C40 handed over, it is the same session without a gap, and the last run lets it go', async () => {
    interface State {
      readonly session: SessionInfo | null;
      readonly seen: readonly string[];
    }
    const work = workflow('work', async ({ session, seen }: State): Promise<readonly string[]> => {
      await using here = session === null ? await createSession(patient) : joinSession(session);
      const { sessionId } = await here.run(() => where());
      if (seen.length === 2) return [...seen, String(sessionId)];
      return continueAsNew({ session: here, seen: [...seen, sessionId] }, { handOver: true });
    });
    await world.worker({ workflows: [work] });
    await world.worker({
      ...hosts,
      activities: [where],
      sessions: { enabled: true, maxConcurrentSessions: 1 },
    });
    const run = await world.client.start(work, { session: null, seen: [] });
    const seen = await run.result();
    expect(seen).toEqual([`${run.runId}/1`, `${run.runId}/1`, `${run.runId}/1`]);
    expect(await sessionsOf(world, run)).toEqual([]);
    const all = await world.storage.listSessions({ limit: 1_000 });
    expect(all.find(({ sessionId }) => sessionId === seen[0])?.state).toBe('closed');
  });
});
