// Workers that drain (semantics §4.16): they take no new sessions, and workflows hear of it and may move.
import { condition, createSession, expectSignal, joinSession, workflow } from '@baton/workflow';
import type { SessionInfo } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hold, where } from './fixtures/sessions.ts';
import { atWork, eventsOf, hosts, patient, sessionsOf, statesBecome } from './support/sessions.ts';
import { startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

async function drain(run: Parameters<World['events']>[0]): Promise<void> {
  const [session] = await sessionsOf(world, run);
  await world.storage.releaseWorker(session!.workerId!, 'draining');
}

describe('A worker that drains', () => {
  test('tells the workflows of its sessions, which may move to another worker', async () => {
    const work = workflow('work', async () => {
      const first = await createSession(patient);
      const before = first.info.isDraining;
      await condition(() => first.info.isDraining);
      const last = await first.run(() => where());
      await first.complete();
      await using second = await createSession(patient);
      const moved = second.info.workerId !== first.info.workerId;
      return { before, last: last.workerId === first.info.workerId, moved, now: second.info.isDraining };
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'open');
    await world.worker({ ...hosts, activities: [where] });
    await drain(run);
    expect(await run.result()).toEqual({ before: false, last: true, moved: true, now: false });
    expect(await eventsOf(world, run, 'SessionDraining')).toHaveLength(1);
  });

  test('leaves what runs in its sessions alone, and takes no new ones', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      const running = session.run(() => hold());
      await expectSignal('end');
      running.cancel();
      return session.info.state;
    });
    const waits = workflow('waits', async () => {
      await using session = await createSession(patient);
      return session.info.workerId;
    });
    await world.worker({ workflows: [work, waits] });
    await world.worker({ ...hosts, activities: [hold] });
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    await drain(run);
    await until(async () => (await eventsOf(world, run, 'SessionDraining')).length === 1);
    const waiting = await world.client.start(waits, undefined);
    await statesBecome(world, waiting, 'requested');
    await world.worker(hosts);
    const [draining] = await sessionsOf(world, run);
    expect(await waiting.result()).not.toBe(draining?.workerId);
    expect((await sessionsOf(world, run))[0]?.state).toBe('open');
    await run.signal('end');
    expect(await run.result()).toBe('open');
  });

  test('tells children that were given the session, too', async () => {
    const child = workflow('child', async (info: SessionInfo) => {
      const session = joinSession(info);
      await condition(() => session.info.isDraining);
      return 'heard';
    });
    const parent = workflow('parent', async () => {
      await using session = await createSession(patient);
      return await child(session.info);
    });
    await world.worker({ workflows: [parent, child] });
    await world.worker(hosts);
    const run = await world.client.start(parent, undefined);
    await until(async () => (await eventsOf(world, run, 'ChildStarted')).length === 1);
    await drain(run);
    expect(await run.result()).toBe('heard');
  });
});
