// Sessions that come back to their worker, with the hook that may refuse them.
import {
  CancelledError,
  createSession,
  activity,
  SessionFailedError,
  workflow,
  type Session,
} from '@baton/workflow';
import { afterEach, expect, test } from 'vitest';
import type { OnReestablish, WorkerOptions } from '../src/index.ts';
import { ended, events, limit, memory, running, start, stopAll, until } from './harness.ts';

afterEach(stopAll);

const options = {
  creationTimeout: '30s',
  executionTimeout: '5 minutes',
  onWorkerLost: 'reestablish',
  reestablishTimeout: '1 minute',
  taskQueue: 'hosts',
} as const;

/** The first attempt stays for as long as its worker lives. */
const patient = activity('patient', { ...limit, retry: { initial: 10 } }, async (_: undefined, ctx) => {
  if (ctx.info.attempt === 1 && !ctx.signal.aborted)
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
  ctx.signal.throwIfAborted();
  return { attempt: ctx.info.attempt, epoch: ctx.session?.epoch };
});

const work = workflow('work', async () => {
  const session: Session = await createSession(options);
  try {
    return await session.run(() => patient());
  } catch (error) {
    const lost = error instanceof CancelledError ? error.cause : error;
    if (!(lost instanceof SessionFailedError)) throw error;
    return { reason: lost.reason, cause: lost.cause instanceof Error ? lost.cause.message : null };
  }
});

const host = (onReestablish?: OnReestablish): Partial<WorkerOptions> => ({
  activities: [patient],
  taskQueues: ['hosts'],
  workerKey: 'host',
  sessions: { enabled: true },
  ...(onReestablish === undefined ? {} : { onReestablish }),
});

/** Some runs, each with a session on a worker that has then stopped. */
async function stopped(count = 1) {
  const storage = memory();
  await running({ workflows: [work] }, storage);
  const first = await running(host(), storage);
  const refs = await Promise.all(Array.from({ length: count }, () => start(storage, work)));
  const atWork = async (): Promise<number> => {
    const pending = await Promise.all(refs.map((ref) => storage.pendingActivities(ref)));
    return pending.flat().filter(({ state }) => state === 'running').length;
  };
  await until(async () => (await atWork()) === count);
  await first.worker.shutdown({ grace: 0 });
  const states = async () =>
    (await storage.listSessions({ open: true, limit: 100 })).map(({ state }) => state).join();
  await until(async () => (await states()) === Array<string>(count).fill('suspended').join());
  return { storage, refs, ref: refs[0]!, states };
}

test('the hook is told of each session that waits, and if it is content the session goes on', async () => {
  const { storage, ref } = await stopped();
  const asked: Parameters<OnReestablish>[] = [];
  await running(
    host((...args) => void asked.push(args)),
    storage,
  );
  expect(await ended(storage, ref)).toMatchObject({ result: { attempt: 2, epoch: 2 } });
  const [[session, context] = []] = asked;
  const [record] = await storage.listSessions({ runId: ref.runId, limit: 1 });
  expect(session).toEqual({
    sessionId: record?.sessionId,
    runId: ref.runId,
    workflowId: (await storage.readRun(ref))?.workflowId,
    resources: {},
  });
  expect(context).toMatchObject({ epoch: 2 });
  expect(context!.deadlineMs - context!.suspendedAtMs).toBeLessThanOrEqual(60_000);
  expect(asked).toHaveLength(1);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no files');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no files'))],
] as const)('a hook that %s fails the session, with what it said as the cause', async (_, hook) => {
  const { storage, ref, states } = await stopped();
  await running(host(hook), storage);
  expect(await ended(storage, ref)).toMatchObject({ result: { reason: 'STATE_LOST', cause: 'no files' } });
  expect(await states()).toBe('');
  const failed = (await events(storage, ref)).find(({ type }) => type === 'SessionFailed');
  expect(failed).toMatchObject({
    message: 'worker host came back and cannot go on with the session: no files',
    cause: { name: 'Error', message: 'no files' },
  });
});

test('a hook that takes too long has refused, and is told to stop', async () => {
  const { storage, ref } = await stopped();
  let wasTold = false;
  const hook: OnReestablish = (_, { signal }) => {
    signal.addEventListener('abort', () => {
      wasTold = true;
    });
    return new Promise(() => undefined);
  };
  await running({ ...host(hook), onReestablishTimeout: 100 }, storage);
  expect(await ended(storage, ref)).toMatchObject({
    result: { reason: 'STATE_LOST', cause: 'onReestablish took longer than 100 ms (onReestablishTimeout)' },
  });
  expect(wasTold).toBe(true);
});

test('while hooks are asked the sessions stay suspended, and one that is slow keeps no other waiting', async () => {
  const { storage, refs, states } = await stopped(3);
  let goOn: () => void = () => undefined;
  const allowed = new Promise<void>((resolve) => (goOn = resolve));
  let slow: string | null = null;
  await running(
    host((session) => {
      slow ??= session.runId;
      return session.runId === slow ? allowed : undefined;
    }),
    storage,
  );
  await until(async () => (await states()).split(',').filter((state) => state === 'suspended').length === 1);
  const others = refs.filter(({ runId }) => runId !== slow);
  for (const ref of others) expect(await ended(storage, ref)).toMatchObject({ result: { attempt: 2 } });
  expect(await states()).toBe('suspended');
  goOn();
  for (const ref of refs) expect(await ended(storage, ref)).toMatchObject({ result: { attempt: 2 } });
});

test('a worker that has to stop while it asks leaves the session to the next one, which asks again', async () => {
  const { storage, ref, states } = await stopped();
  let asked = 0;
  const never = await running(
    host((_, { signal }) => {
      asked += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('it was told to stop')));
      });
    }),
    storage,
  );
  await until(() => asked === 1);
  await never.worker.shutdown({ grace: 0 });
  expect(await states()).toBe('suspended');
  await running(
    host(() => void (asked += 1)),
    storage,
  );
  expect(await ended(storage, ref)).toMatchObject({ result: { attempt: 2, epoch: 2 } });
  expect(asked).toBe(2);
});

test('a process that was declared lost while it asked is not heard', async () => {
  const { storage, ref, states } = await stopped();
  let refuse: (error: Error) => void = () => undefined;
  let asked = 0;
  await running(
    host(() => {
      asked += 1;
      // Its next life would take it at once.
      return new Promise((resolve, reject) => {
        if (asked > 1) resolve();
        else refuse = reject;
      });
    }),
    storage,
  );
  await until(() => asked === 1);
  const worker = (await storage.listWorkers()).find(
    ({ workerKey, state }) => workerKey === 'host' && state === 'active',
  );
  await storage.reapWorkers([worker!.workerId]);
  expect(await states()).toBe('suspended');
  refuse(new Error('too late'));
  expect(await ended(storage, ref)).toMatchObject({ result: { attempt: 2, epoch: 2 } });
  expect(asked).toBe(2);
});

test('time limits of the hook have to be above 0', async () => {
  await expect(running({ ...host(), onReestablishTimeout: 0 })).rejects.toMatchObject({
    path: 'onReestablishTimeout',
  });
});
