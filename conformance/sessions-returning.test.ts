// Sessions that wait for their worker to come back (semantics §4.14), with workers in processes of their own: killed, frozen, started again.
import type { ChildProcess } from 'node:child_process';
import { CancelledError, createSession, SessionFailedError, workflow } from '@baton/workflow';
import type { RunId } from '@baton/core';
import { createWorker } from '@baton/worker';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keeps } from './fixtures/returning.ts';
import {
  checkpointKept,
  kill,
  newKey,
  put,
  read,
  replayed,
  returns,
  story,
  wipe,
} from './support/returning.ts';
import { atWork, eventsOf, hosts, sessionsOf, statesBecome } from './support/sessions.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
let key: string;
const started: { readonly runId: RunId }[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.stopWorkers();
  for (const run of started.splice(0)) await wipe(run);
});
afterAll(() => world.close());

const fixtures = new URL('./fixtures/returning.ts', import.meta.url);
const hostProcess = (sessions = {}): Promise<ChildProcess> =>
  world.workerProcess({
    ...{ ...hosts, fixtures, workerKey: key },
    sessions: { enabled: true, maxConcurrentSessions: 1, ...sessions },
  });

const one = workflow('one', async () => {
  await using session = await createSession(returns);
  return await session.run(() => keeps());
});

const two = workflow('two', async () => {
  await using session = await createSession(returns);
  return await session.run(() => Promise.all([keeps(), keeps()]));
});

/** Says how its first session ended, once it has another. */
const resilient = workflow('resilient', async (reestablishTimeout: number) => {
  const session = await createSession({ ...returns, reestablishTimeout });
  const failure = await session.run(() => keeps()).catch((error: unknown) => error);
  const cause = failure instanceof CancelledError ? failure.cause : failure;
  await using next = await createSession(returns);
  return {
    reason: cause instanceof SessionFailedError ? cause.reason : String(failure),
    cause: cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : null,
    again: next.info.sessionId !== session.info.sessionId,
  };
});

const workflows = [one, two, resilient];

/** A run that is at work on the one host. */
async function atWorkOn<R extends { readonly runId: RunId }>(start: () => Promise<R>) {
  key = newKey();
  const [process] = await Promise.all([hostProcess(), world.worker({ workflows })]);
  const run = await start();
  started.push(run);
  await read(run, 'token-1');
  await checkpointKept(world, run);
  return { process, run };
}
const runOfOne = () => atWorkOn(() => world.client.start(one, undefined));
const runOfResilient = (timeoutMs: number) => atWorkOn(() => world.client.start(resilient, timeoutMs));

// Each begins up to three processes, which takes its time on a busy machine.
describe('A session whose worker comes back', { timeout: 90_000 }, () => {
  test('C120 killed and begun again, it goes on in a new epoch: what ran from its checkpoint, what waited as it was', async () => {
    key = newKey();
    const narrow = { maxConcurrentActivities: 1 };
    const [first] = await Promise.all([hostProcess(narrow), world.worker({ workflows })]);
    const run = await world.client.start(two, undefined);
    started.push(run);
    await read(run, 'token-1');
    await checkpointKept(world, run);
    await kill(first);
    await statesBecome(world, run, 'suspended');
    expect((await eventsOf(world, run, 'ActivityScheduled')).length).toBe(2);
    const second = await hostProcess(narrow);
    await atWork(world, run);
    await put(run, 'go');
    // Which of them was first is nobody's business.
    expect((await run.result()).toSorted((a, b) => b.attempt - a.attempt)).toEqual([
      { attempt: 2, epoch: 2, pid: second.pid, found: 1 },
      { attempt: 1, epoch: 2, pid: second.pid, found: null },
    ]);
    expect(await story(world, run)).toBe('Opened, Suspended, Reestablished 2, Completed');
    expect((await sessionsOf(world, run)).length).toBe(1);
    expect(await read(run, 'asked-2')).toBe(String(second.pid));
    expect(await replayed(world, two, run)).toBe('ok');
  });

  test('C121 too late, it has failed, and the worker is free for another', async () => {
    const { process, run } = await runOfResilient(700);
    await kill(process);
    await until(async () => (await story(world, run)).includes('Failed'));
    await hostProcess();
    expect(await run.result()).toEqual({ reason: 'WORKER_LOST', cause: null, again: true });
    expect(await story(world, run)).toBe('Opened, Suspended, Failed WORKER_LOST, Opened, Completed');
    expect(await replayed(world, resilient, run)).toBe('ok');
  });

  test('C122 a process that was only frozen can do nothing when it wakes up', async () => {
    const { process: zombie, run } = await runOfOne();
    zombie.kill('SIGSTOP');
    await statesBecome(world, run, 'suspended');
    const second = await hostProcess();
    await read(run, 'token-2');
    const token = await read(run, 'token-1');
    const { client } = world;
    expect(await failureOf(client.completeActivity(token, 'by the old one'))).toMatchObject({
      code: 'STALE_EPOCH',
    });
    expect(await failureOf(client.failActivity(token, new Error('old')))).toMatchObject({
      code: 'STALE_EPOCH',
    });
    expect(await failureOf(client.heartbeatActivity(token, { by: 99 }))).toMatchObject({
      code: 'STALE_EPOCH',
    });
    // Its own handler finds `go`, too, and completes: nobody hears it, whoever is first.
    zombie.kill('SIGCONT');
    await put(run, 'go');
    expect(await run.result()).toEqual({ attempt: 2, epoch: 2, pid: second.pid, found: 1 });
    expect(await story(world, run)).toBe('Opened, Suspended, Reestablished 2, Completed');
    expect(await replayed(world, one, run)).toBe('ok');
  });

  test('C123 on a wiped disk its worker refuses it, and has room for another', async () => {
    const { process, run } = await runOfResilient(60_000);
    await kill(process);
    await wipe(run);
    await hostProcess();
    const { reason, cause, again } = await run.result();
    expect({ reason, again }).toEqual({ reason: 'STATE_LOST', again: true });
    expect(cause).toContain('ENOENT');
    expect(await story(world, run)).toBe('Opened, Suspended, Failed STATE_LOST, Opened, Completed');
    expect(await replayed(world, resilient, run)).toBe('ok');
  });

  test('C124 a second process with its key is refused, and the first one notices nothing', async () => {
    const { process, run } = await runOfOne();
    const { databaseUrl } = world;
    const common = { databaseUrl, throwAway: true, log: () => undefined, leaseTimeout: '1s' } as const;
    const second = await createWorker({ ...common, ...hosts, workerKey: key, activities: [keeps] });
    expect(await failureOf(second.run())).toMatchObject({ code: 'KEY_IN_USE' });
    await put(run, 'go');
    expect(await run.result()).toEqual({ attempt: 1, epoch: 1, pid: process.pid, found: null });
    expect(await story(world, run)).toBe('Opened, Completed');
  });

  test('C125 a process that dies while it looks changes nothing: the next one is asked for the same epoch', async () => {
    const { process: first, run } = await runOfOne();
    await put(run, 'hang');
    await kill(first);
    const second = await hostProcess();
    expect(await read(run, 'asked-2')).toBe(String(second.pid));
    await statesBecome(world, run, 'suspended');
    await kill(second);
    await wipe(run);
    await put(run, 'go');
    const third = await hostProcess();
    expect(await run.result()).toEqual({ attempt: 2, epoch: 2, pid: third.pid, found: 1 });
    expect(await story(world, run)).toBe('Opened, Suspended, Reestablished 2, Completed');
    expect(await replayed(world, one, run)).toBe('ok');
  });
});
