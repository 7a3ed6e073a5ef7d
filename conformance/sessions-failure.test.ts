// Workers in processes of their own, which are killed, frozen, and stopped in good order.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createSession, expectSignal, withSession, workflow } from '@baton/workflow';
import { CancelledError, SessionFailedError } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hold, where } from './fixtures/sessions.ts';
import { atWork, eventsOf, hosts, patient, sessionFailure, sessionsOf } from './support/sessions.ts';
import { statesBecome, workerOf } from './support/sessions.ts';
import { failureOf, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const fixtures = new URL('./fixtures/sessions.ts', import.meta.url);
const hostProcess = (leaseTimeout = '10s', shutdownGrace = '30s'): Promise<ChildProcess> =>
  world.workerProcess({ ...hosts, fixtures, leaseTimeout, shutdownGrace });

/** Holds on until its session is gone, then says how it went, and what comes of another try in it. */
const loses = workflow('loses', async () => {
  const session = await createSession(patient);
  const running = await failureOf(session.run(() => hold()));
  const next = await failureOf(session.run(() => where()));
  return {
    running: running instanceof CancelledError && `${running.reason}: ${sessionFailure(running.cause)}`,
    next: sessionFailure(next),
    state: session.info.state,
  };
});
const lost = {
  running: 'SESSION_FAILED: SESSION_FAILED WORKER_LOST',
  next: 'SESSION_FAILED WORKER_LOST',
  state: 'failed',
};

describe('Session failure', () => {
  test('C20 C22 when its worker is killed, the session fails in two seconds, and what runs there is cancelled', async () => {
    const [worker] = await Promise.all([hostProcess(), world.worker({ workflows: [loses] })]);
    const run = await world.client.start(loses, undefined);
    await atWork(world, run);
    const killedAt = Date.now();
    worker.kill('SIGKILL');
    expect(await run.result()).toEqual(lost);
    expect(Date.now() - killedAt).toBeLessThan(2_000);
  });

  test('C20 when its worker is frozen, the session fails a second after the lease at the latest', async () => {
    const [worker] = await Promise.all([hostProcess('1500ms'), world.worker({ workflows: [loses] })]);
    const run = await world.client.start(loses, undefined);
    await atWork(world, run);
    const frozenAt = Date.now();
    worker.kill('SIGSTOP');
    expect(await run.result()).toEqual(lost);
    expect(Date.now() - frozenAt).toBeLessThan(1_500 + 1_000);
  });

  test('C24 in a failed session nothing more is scheduled', async () => {
    const [worker] = await Promise.all([hostProcess(), world.worker({ workflows: [loses] })]);
    const run = await world.client.start(loses, undefined);
    await atWork(world, run);
    worker.kill('SIGKILL');
    await run.result();
    expect(await eventsOf(world, run, 'ActivityScheduled')).toHaveLength(1);
  });

  test('C24 a failure of the session that the workflow leaves alone has its class and reason at the client, too', async () => {
    const work = workflow('work', async () => {
      const session = await createSession(patient);
      await expectSignal('go on');
      await session.run(() => where());
    });
    const [worker] = await Promise.all([hostProcess(), world.worker({ workflows: [work] })]);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'open');
    worker.kill('SIGKILL');
    await statesBecome(world, run, 'failed');
    await run.signal('go on');
    const failure = await failureOf(run.result());
    expect(failure).toBeInstanceOf(SessionFailedError);
    expect(failure).toMatchObject({ code: 'SESSION_FAILED', reason: 'WORKER_LOST' });
  });

  test('C26 after a loss the whole sequence can be done again on another worker', async () => {
    const tries: string[] = [];
    const work = workflow('work', () =>
      withSession(patient, async (session) => {
        const place = await where();
        tries.push(session.info.sessionId);
        if (tries.length === 1) await hold();
        return { place, sessionId: session.info.sessionId };
      }),
    );
    const [first] = await Promise.all([hostProcess(), world.worker({ workflows: [work] })]);
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    const second = await hostProcess();
    first.kill('SIGKILL');
    const { place, sessionId } = await run.result();
    expect(place.pid).toBe(second.pid);
    expect(place.sessionId).toBe(sessionId);
    expect((await sessionsOf(world, run)).map(({ state }) => state)).toEqual(['failed', 'closed']);
  });

  test('C27 a worker asked to stop fails its sessions at once, and takes no new one', async () => {
    const [worker] = await Promise.all([hostProcess(), world.worker({ workflows: [loses] })]);
    const run = await world.client.start(loses, undefined);
    await atWork(world, run);
    const askedAt = Date.now();
    worker.kill('SIGTERM');
    expect(await run.result()).toEqual({
      running: 'SESSION_FAILED: SESSION_FAILED WORKER_SHUTDOWN',
      next: 'SESSION_FAILED WORKER_SHUTDOWN',
      state: 'failed',
    });
    expect(Date.now() - askedAt).toBeLessThan(2_000);
    expect(await eventsOf(world, run, 'SessionRequested')).toHaveLength(1);
    const exited = worker.exitCode !== null || (await once(worker, 'exit'));
    expect(exited).not.toBe(false);
    expect(worker.exitCode).toBe(0);
    expect((await workerOf(world, worker.pid)).state).toBe('stopped');
  });

  test('C27 a creation that meets a worker on its way out waits for another', async () => {
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      return await session.run(() => where());
    });
    const [leaving] = await Promise.all([hostProcess(), world.worker({ workflows: [loses, work] })]);
    const busy = await world.client.start(loses, undefined);
    await atWork(world, busy);
    leaving.kill('SIGTERM');
    await busy.result();
    const run = await world.client.start(work, undefined);
    const next = await hostProcess();
    expect((await run.result()).pid).toBe(next.pid);
  });
});
