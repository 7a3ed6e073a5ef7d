// A session given to a child (semantics §4.12): the child works in it, hears when it is over, and cannot end it.
import { createSession, expectSignal, joinSession, workflow } from '@baton/workflow';
import { CancelledError, SessionClosedError, ValidationError, type SessionInfo } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hold, where } from './fixtures/sessions.ts';
import { atWork, hosts, patient, sessionFailure, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const fixtures = new URL('./fixtures/sessions.ts', import.meta.url);

/** Holds on in the session it was given, then says how that ended, and what comes of another try. */
const holds = workflow('holds', async ({ session: info }: { readonly session: SessionInfo }) => {
  const session = joinSession(info);
  const running = await failureOf(session.run(() => hold()));
  const next = await failureOf(session.run(() => where()));
  return {
    running: running instanceof CancelledError && [running.reason, sessionFailure(running.cause)],
    next: next instanceof SessionClosedError ? next.code : sessionFailure(next),
    state: session.info.state,
  };
});

async function childRun(childId: string) {
  let found: Awaited<ReturnType<World['storage']['findRun']>> = null;
  await until(async () => (found = await world.storage.findRun(childId)) !== null);
  return world.client.run<Awaited<ReturnType<typeof holds>>>(found!.runId);
}

describe('A session given to a child', () => {
  test('C111 runs its activities on the worker of the session, and stays open when the child is done', async () => {
    const child = workflow('child', async (input: { readonly session: SessionInfo }) => {
      const session = joinSession(input.session);
      const inside = await session.run(() => where());
      await session.complete();
      return { inside, state: session.info.state };
    });
    const parent = workflow('parent', async () => {
      await using session = await createSession(patient);
      const done = await child({ session: session.info });
      const after = await session.run(() => where());
      return { ...done, after, workerId: session.info.workerId };
    });
    await world.worker({ workflows: [parent, child] });
    for (let n = 0; n < 2; n++) await world.worker({ ...hosts, activities: [where] });
    const run = await world.client.start(parent, undefined);
    const { inside, state, after, workerId } = await run.result();
    expect(state).toBe('open');
    expect(inside).toMatchObject({ sessionId: `${run.runId}/1`, workerId });
    expect(after).toMatchObject({ sessionId: `${run.runId}/1`, workerId });
  });

  test('C111 fails in the child, too, when its worker is killed', async () => {
    const parent = workflow('parent', async () => {
      const session = await createSession(patient);
      return holds.with({ workflowId: 'in a lost session' })({ session: session.info });
    });
    const [worker] = await Promise.all([
      world.workerProcess({ ...hosts, fixtures, leaseTimeout: '10s' }),
      world.worker({ workflows: [parent, holds] }),
    ]);
    const run = await world.client.start(parent, undefined);
    await atWork(world, await childRun('in a lost session'));
    worker.kill('SIGKILL');
    expect(await run.result()).toEqual({
      running: ['SESSION_FAILED', 'SESSION_FAILED WORKER_LOST'],
      next: 'SESSION_FAILED WORKER_LOST',
      state: 'failed',
    });
  });

  test.each(['completes it', 'is terminated'])(
    'C111 ends in the child, too, when the parent %s',
    async (how) => {
      const parent = workflow('parent', async () => {
        const session = await createSession(patient);
        const child = holds.with({ workflowId: how, parentClosePolicy: 'abandon' })({
          session: session.info,
        });
        await expectSignal('complete');
        await session.complete();
        await child;
      });
      await world.worker({ workflows: [parent, holds] });
      await world.worker({ ...hosts, activities: [hold, where] });
      const run = await world.client.start(parent, undefined);
      const child = await childRun(how);
      await atWork(world, child);
      if (how === 'is terminated') await run.terminate('enough');
      else await run.signal('complete');
      await statesBecome(world, run, 'closed');
      expect(await child.result()).toEqual({
        running: ['SESSION_COMPLETED', 'undefined'],
        next: 'SESSION_CLOSED',
        state: 'closed',
      });
      await run.result().catch(() => undefined);
    },
  );

  test('C111 is nothing that a run can enter which it was not given to', async () => {
    const stranger = workflow('stranger', async (info: SessionInfo) => {
      await joinSession(info).run(() => where());
    });
    const owner = workflow('owner', async () => {
      const session = await createSession(patient);
      await expectSignal(JSON.stringify(session.info));
    });
    await world.worker({ workflows: [owner, stranger] });
    await world.worker({ ...hosts, activities: [where] });
    const owning = await world.client.start(owner, undefined);
    await statesBecome(world, owning, 'open');
    const info = { sessionId: `${owning.runId}/1` } as SessionInfo;
    const failure = await failureOf((await world.client.start(stranger, info)).result());
    expect(failure).toBeInstanceOf(ValidationError);
    await owning.terminate();
  });
});
