import type { SessionId } from '@baton/core';
import { activity, createSession, withSession, workflow, SessionCreationTimeoutError } from '@baton/workflow';
import { afterEach, expect, test } from 'vitest';
import { ended, limit, memory, running, start, stopAll, until } from './harness.ts';

afterEach(stopAll);

const options = { creationTimeout: '5s', executionTimeout: '1 minute' } as const;
const sessions = { enabled: true } as const;

const host = activity('host', limit, async (_, ctx) => ctx.session?.workerId ?? null);

test('activities of a session run on its worker, those outside anywhere', async () => {
  const work = workflow('work', async () => {
    await using session = await createSession(options);
    const [one, two] = [await session.run(() => host()), await session.run(() => host())];
    return { same: one === two && one === session.info.workerId, outside: await host() };
  });
  const storage = memory();
  await running({ workflows: [work], activities: [host] }, storage);
  await running({ activities: [host], sessions }, storage);
  await running({ activities: [host], sessions }, storage);
  expect(await ended(storage, await start(storage, work))).toMatchObject({
    result: { same: true, outside: null },
  });
  await until(async () => (await storage.listSessions({ open: true, limit: 10 })).length === 0);
});

test('a session waits for a worker of the build that it asks for', async () => {
  const work = workflow('work', async () => {
    await using session = await createSession({ ...options, buildId: 'v2' });
    return await session.run(() => host());
  });
  const storage = memory();
  await running({ workflows: [work], activities: [host], sessions, buildId: 'v1' }, storage);
  const run = await start(storage, work);
  await until(async () => (await storage.listSessions({ open: true, limit: 1 })).length === 1);
  await running({ activities: [host], sessions, buildId: 'v2' }, storage);
  const end = await ended(storage, run);
  const next = (await storage.listWorkers()).find(({ buildId }) => buildId === 'v2');
  expect(end).toMatchObject({ result: next!.workerId });
  await expect(running({ activities: [host], buildId: 'two words' }, storage)).rejects.toThrow('buildId');
});

test('what the log says of an attempt in a session names the session', async () => {
  let release: (() => void) | null = null;
  const late = activity('late', limit, async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  const work = workflow('work', async () => {
    await using session = await createSession(options);
    await session.run(() => late());
  });
  const storage = memory();
  const { log } = await running({ workflows: [work], activities: [late], sessions }, storage);
  const run = await start(storage, work);
  await until(() => release !== null);
  const sessionId = `${run.runId}/1` as SessionId;
  await storage.failSession(sessionId, 'OPERATOR', 'enough');
  await ended(storage, run);
  release!();
  const tooLate = () => log.find(({ message }) => message.includes('came too late'));
  await until(() => tooLate() !== undefined);
  expect(tooLate()).toMatchObject({ session: sessionId });
});

test('a full worker lets sessions wait, in order, until there is room', async () => {
  const hold = activity('hold', limit, async () => {
    await new Promise((resolve) => void setTimeout(resolve, 50));
  });
  const work = workflow('work', () => withSession(options, () => hold()));
  const storage = memory();
  await running(
    { workflows: [work], activities: [hold], sessions: { enabled: true, maxConcurrentSessions: 1 } },
    storage,
  );
  const refs = await Promise.all([start(storage, work), start(storage, work), start(storage, work)]);
  let most = 0;
  const watch = setInterval(() => {
    void storage
      .listSessions({ open: true, limit: 10 })
      .then((open) => (most = Math.max(most, open.filter(({ state }) => state === 'open').length)));
  }, 5);
  for (const ref of refs) expect(await ended(storage, ref)).toMatchObject({ type: 'RunCompleted' });
  clearInterval(watch);
  expect(most).toBe(1);
});

test('a session that nobody can ever take fails fast', async () => {
  const work = workflow('work', async () =>
    createSession({ ...options, creationTimeout: '30s', resources: { gpu: 9 } }).catch((error: unknown) =>
      error instanceof SessionCreationTimeoutError ? error.reason : 'other',
    ),
  );
  const { storage } = await running({
    workflows: [work],
    activities: [host],
    sessions: { enabled: true, resources: { gpu: 2 } },
  });
  expect(await ended(storage, await start(storage, work))).toMatchObject({ result: 'UNSATISFIABLE' });
});

test('when the worker stops, its sessions fail, and the work starts again on another', async () => {
  const started: string[] = [];
  const long = activity('long', { ...limit, heartbeat: '10s' }, async (_, ctx) => {
    started.push(ctx.session?.workerId ?? '');
    if (started.length > 1) return 'done';
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
    ctx.signal.throwIfAborted();
    return 'never';
  });
  const work = workflow('work', () => withSession(options, () => long()));
  const storage = memory();
  await running({ workflows: [work] }, storage);
  const first = await running({ activities: [long], sessions }, storage);
  const ref = await start(storage, work);
  await until(() => started.length === 1);
  await running({ activities: [long], sessions }, storage);
  await first.worker.shutdown({ grace: 0 });
  expect(await ended(storage, ref)).toMatchObject({ result: 'done' });
  expect(new Set(started).size).toBe(2);
});
