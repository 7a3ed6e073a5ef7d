// What a cancel does to runs that wait for a session, that have given its work away, or whose worker is gone.
import { activity, createSession, makeAsync, withSession, workflow } from '@baton/workflow';
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

const fixtures = new URL('./fixtures/sessions.ts', import.meta.url);

describe('Cancelling runs with sessions', () => {
  test('C44 a run that waits for a session leaves the queue: who stood behind it moves up', async () => {
    const work = workflow('work', async () => {
      const session = await createSession(patient);
      await session.run(() => hold());
    });
    await world.worker({ workflows: [work] });
    await world.worker({
      ...hosts,
      activities: [hold],
      sessions: { enabled: true, maxConcurrentSessions: 1 },
    });
    const started = async (state: 'open' | 'requested') => {
      const run = await world.client.start(work, undefined);
      await statesBecome(world, run, state);
      return run;
    };
    const first = await started('open');
    const second = await started('requested');
    const third = await started('requested');
    expect((await sessionsOf(world, third))[0]).toMatchObject({ position: 2 });
    await second.cancel();
    expect((await failureOf(second.result())).code).toBe('CANCELLED');
    expect((await sessionsOf(world, second))[0]).toMatchObject({ state: 'closed', position: null });
    expect((await sessionsOf(world, third))[0]).toMatchObject({ state: 'requested', position: 1 });
    await first.cancel();
    await statesBecome(world, third, 'open');
  });

  test('C44 work that was given away in a session ends with the run: its token is good for nothing', async () => {
    const tokens: string[] = [];
    const ask = activity('ask', { startToClose: '1 hour' }, async (_: undefined, ctx) => {
      tokens.push(ctx.token);
      return makeAsync();
    });
    const work = workflow('work', async () => {
      await using session = await createSession(patient);
      await session.run(() => ask());
    });
    await world.worker({ workflows: [work] });
    await world.worker({ ...hosts, activities: [ask] });
    const run = await world.client.start(work, undefined);
    await until(() => tokens.length === 1);
    await run.cancel();
    expect((await failureOf(run.result())).code).toBe('CANCELLED');
    expect((await sessionsOf(world, run))[0]).toMatchObject({ state: 'closed' });
    const late = await failureOf(world.client.completeActivity(tokens[0]!, 'late'));
    expect(['ACTIVITY_CLOSED', 'RUN_CLOSED']).toContain(late.code);
  });

  test('C45 where the worker is dead, the cleanup is left out, and a note says so', async () => {
    const work = workflow('work', () =>
      withSession(patient, () => hold(), { cleanup: () => where(), maxAttempts: 1 }),
    );
    await world.worker({ workflows: [work] });
    const worker = await world.workerProcess({ ...hosts, fixtures });
    const run = await world.client.start(work, undefined);
    await atWork(world, run);
    worker.kill('SIGKILL');
    await failureOf(run.result());
    const scheduled = await eventsOf(world, run, 'ActivityScheduled');
    expect(scheduled.map(({ name }) => name)).toEqual(['hold']);
    const [note] = await eventsOf(world, run, 'Marked');
    expect(note).toMatchObject({
      kind: 'cleanupSkipped',
      value: { sessionId: `${run.runId}/1`, state: 'failed' },
    });
  });
});
