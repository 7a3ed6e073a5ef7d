import { activity, completeSession, createSession, expectSignal, withSession } from '@baton/workflow';
import { workflow, CancelledError, SessionClosedError } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hold, where } from './fixtures/sessions.ts';
import { atWork, eventsOf, hosts, patient, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const limit = { startToClose: '1 minute' } as const;
const fixtures = new URL('./fixtures/sessions.ts', import.meta.url);

async function openSessions(): Promise<number> {
  return (await world.storage.listSessions({ open: true, limit: 100 })).length;
}

describe('Session completion', () => {
  test('C30 completing cancels what runs, and the slot is free before the workflow is over', async () => {
    const stopped: unknown[] = [];
    const endless = activity('endless', limit, async (_: undefined, ctx) => {
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
      stopped.push(ctx.signal.reason);
    });
    const work = workflow('work', async () => {
      const session = await createSession(patient);
      const running = failureOf(session.run(() => endless()));
      await expectSignal('complete');
      await session.complete();
      await expectSignal('end');
      const failure = await running;
      return failure instanceof CancelledError && failure.reason;
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [endless] });
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    await run.signal('complete');
    await statesBecome(world, run, 'closed');
    expect(await openSessions()).toBe(0);
    await until(() => stopped.length === 1);
    expect(stopped).toEqual(['SESSION_COMPLETED']);
    await run.signal('end');
    expect(await run.result()).toBe('SESSION_COMPLETED');
  });

  test.each([
    ['finally', 'an error'],
    ['await using', 'an error'],
  ])('C30 it is done from %s after %s', async (way) => {
    const inFinally = async (): Promise<void> => {
      const session = await createSession(patient);
      try {
        throw new RangeError('too far');
      } finally {
        await completeSession(session);
      }
    };
    const inBlock = async (): Promise<void> => {
      await using _ = await createSession(patient);
      throw new RangeError('too far');
    };
    const work = workflow('work', async () => {
      await failureOf(way === 'finally' ? inFinally() : inBlock());
      await expectSignal('end');
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'closed');
    await run.signal('end');
    await run.result();
  });

  test.each(['terminated', 'failed', 'completed', 'timed out'])(
    'C30 a run that is %s leaves no session behind',
    async (way) => {
      const ways = { runTimeout: way === 'timed out' ? '1s' : '1 minute' };
      const work = workflow('work', ways, async () => {
        await createSession(patient);
        await expectSignal('end');
        if (way === 'failed') throw new RangeError('too far');
      });
      await world.worker({ workflows: [work] });
      await world.worker(hosts);
      const run = await world.client.start(work, undefined);
      await statesBecome(world, run, 'open');
      if (way === 'terminated') await run.terminate('enough');
      else if (way !== 'timed out') await run.signal('end');
      await run.result().catch(() => undefined);
      expect((await sessionsOf(world, run)).map(({ state }) => state)).toEqual(['closed']);
    },
  );

  test('C31 completing a closed or failed session does nothing', async () => {
    const work = workflow('work', async () => {
      const closed = await createSession(patient);
      await completeSession(closed);
      await completeSession(closed);
      const failed = await createSession({ ...patient, executionTimeout: '100ms' });
      await expectSignal('failed');
      await failed.complete();
      return [closed, failed].map(({ info }) => info.state);
    });
    await world.worker({ workflows: [work] });
    await world.worker(hosts);
    const run = await world.client.start(work, undefined);
    await statesBecome(world, run, 'closed', 'failed');
    await run.signal('failed');
    expect(await run.result()).toEqual(['closed', 'failed']);
    expect(await eventsOf(world, run, 'SessionCompleted')).toHaveLength(1);
  });

  test('C32 a worker that cannot be reached holds nothing up', async () => {
    const work = workflow('work', async () => {
      const session = await createSession(patient);
      void failureOf(session.run(() => hold()));
      await expectSignal('complete');
      await session.complete();
      return session.info.state;
    });
    await world.worker({ workflows: [work] });
    const worker = await world.workerProcess({ ...hosts, fixtures, leaseTimeout: '20s' });
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    worker.kill('SIGSTOP');
    const frozenAt = Date.now();
    await run.signal('complete');
    expect(await run.result()).toBe('closed');
    expect(Date.now() - frozenAt).toBeLessThan(3_000);
    expect((await sessionsOf(world, run)).map(({ state }) => state)).toEqual(['closed']);
  });

  test('C34 in a completed session an activity is refused, and nothing is scheduled', async () => {
    const work = workflow('work', async () => {
      const session = await createSession(patient);
      await session.complete();
      const failure = await failureOf(session.run(() => where()));
      if (!(failure instanceof SessionClosedError)) throw failure;
      await session.run(() => where());
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, undefined);
    const failure = await failureOf(run.result());
    expect(failure).toBeInstanceOf(SessionClosedError);
    expect(failure.code).toBe('SESSION_CLOSED');
    expect(await eventsOf(world, run, 'ActivityScheduled')).toEqual([]);
  });

  test('C34 withSession answers what its function does, and lets go', async () => {
    const work = workflow('work', () => withSession(patient, async () => (await where()).sessionId));
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(work, undefined);
    expect(await run.result()).toBe(`${run.runId}/1`);
    expect(await openSessions()).toBe(0);
  });
});
