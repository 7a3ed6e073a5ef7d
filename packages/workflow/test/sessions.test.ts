import type { GivenSession, Json, WorkerKey } from '@baton/core';
import { expect, test } from 'vitest';
import {
  CancelledError,
  SessionFailedError,
  activity,
  completeSession,
  continueAsNew,
  createSession,
  getSessionInfo,
  joinSession,
  recreateSession,
  withSession,
  workflow,
  type SessionInfo,
} from '../src/index.ts';
import { limit, sessionId, started } from './driver.ts';

const act = activity('act', limit, async (input: number) => input);
const child = workflow(
  'child',
  async (input: { readonly deep: readonly SessionInfo[] }) => input.deep.length,
);
const options = { creationTimeout: '1 minute', executionTimeout: '10 minutes' };
const lost = (n: number) =>
  ({
    type: 'SessionFailed',
    sessionId: sessionId(n),
    reason: 'WORKER_LOST',
    message: 'worker lost',
  }) as const;
const given = ({ sessionId: id, workerId, hostName, epoch }: SessionInfo): GivenSession => ({
  ...{ sessionId: id, workerId, workerKey: 'gpu-7' as WorkerKey, hostName, epoch },
  ...{ status: 'open', isDraining: false, expiresAtMs: null, reason: null },
  options: {
    ...{ creationTimeoutMs: 60_000, executionTimeoutMs: 600_000, idleTimeoutMs: null, taskQueue: null },
    ...{ resources: {}, onWorkerLost: 'fail', reestablishTimeoutMs: 60_000, workerKey: null },
  },
});
const nameOf = (error: unknown) => (error as Error).name;

test('activities in the session carry it, and leaving the block completes it', async () => {
  const run = await started(
    workflow('w', async () => {
      await using session = await createSession({ ...options, resources: { gpu: 1 } });
      await session.run(() => act(1));
      await act(2);
    }),
  );
  expect(run.last()).toMatchObject([
    {
      type: 'RequestSession',
      sessionId: sessionId(1),
      options: { creationTimeoutMs: 60_000, resources: { gpu: 1 } },
    },
  ]);
  await run.opens(1);
  expect(run.last()).toMatchObject([{ type: 'ScheduleActivity', sessionId: sessionId(1) }]);
  await run.completes('1');
  expect(run.last()[0]).not.toHaveProperty('sessionId');
  await run.completes('2');
  expect(run.types()).toEqual(['CompleteSession', 'CompleteRun']);
});

test.each([
  [{ executionTimeout: '1s' }, 'creationTimeout'],
  [{ creationTimeout: 0, executionTimeout: '1s' }, 'creationTimeout'],
  [{ creationTimeout: '1s' }, 'executionTimeout'],
  [{ ...options, resources: { gpu: 0 } }, 'resources.gpu'],
])('a session needs good options: %o', async (bad, path) => {
  const run = await started(workflow('w', () => createSession(bad as typeof options)));
  expect(run.types()).toEqual(['FailRun']);
  expect(run.end()).toMatchObject({ failure: { name: 'ValidationError', fields: { path } } });
});

test('a session inside an open one is refused; after it is completed or failed, or beside it, it is not', async () => {
  const run = await started(
    workflow('w', async () => {
      const session = await createSession(options);
      const inner = await session.run(() => createSession(options)).catch(nameOf);
      await completeSession(session);
      void session.run(() => createSession(options));
      void createSession(options);
      return inner;
    }),
  );
  await run.opens(1);
  expect(run.types()).toEqual(['CompleteSession', 'RequestSession', 'RequestSession', 'CompleteRun']);
  expect(run.end()).toMatchObject({ result: 'SessionAlreadyOpenError' });
});

test('a lost worker cancels what is in flight, and refuses what comes after', async () => {
  const seen: unknown[] = [];
  const run = await started(
    workflow('w', async () => {
      const session = await createSession(options);
      await session.run(() => act(1)).catch((error: unknown) => seen.push(error));
      await session.run(() => act(2)).catch((error: unknown) => seen.push(error));
      await completeSession(session);
    }),
  );
  await run.opens(1);
  await run.happens(lost(1));
  expect(run.types()).toEqual(['CompleteRun']);
  expect(seen[0]).toBeInstanceOf(CancelledError);
  expect((seen[0] as Error).cause).toMatchObject({ name: 'SessionFailedError', reason: 'WORKER_LOST' });
  expect(seen[1]).toBeInstanceOf(SessionFailedError);
});

test('completing a session cancels what runs in it, and refuses what comes after', async () => {
  const run = await started(
    workflow('w', async () => {
      const session = await createSession(options);
      const inFlight = session.run(() => act(1)).catch(nameOf);
      await completeSession(session);
      await completeSession(session);
      return [await inFlight, await session.run(() => act(2)).catch(nameOf)];
    }),
  );
  await run.opens(1);
  expect(run.types()).toEqual(['ScheduleActivity', 'CancelActivity', 'CompleteSession', 'CompleteRun']);
  expect(run.last()[1]).toMatchObject({ reason: 'SESSION_COMPLETED' });
  expect(run.end()).toMatchObject({ result: ['CancelledError', 'SessionClosedError'] });
});

test('a creation that fails says why and where it stood', async () => {
  const run = await started(workflow('w', () => createSession(options)));
  await run.happens({
    type: 'SessionCreationFailed',
    sessionId: sessionId(1),
    reason: 'ALL_BUSY',
    position: 3,
    message: 'all are full',
  });
  expect(run.end()).toMatchObject({
    type: 'FailRun',
    failure: { name: 'SessionCreationTimeoutError', fields: { reason: 'ALL_BUSY', position: 3 } },
  });
});

test('a run that is cancelled while it waits for a session gives the request back', async () => {
  const run = await started(workflow('w', () => createSession(options)));
  await run.cancel();
  expect(run.types()).toEqual(['CompleteSession', 'CancelRun']);
});

test('getSessionInfo is the innermost session, and its token makes one on the same worker', async () => {
  const run = await started(
    workflow('w', async () => {
      const outside = getSessionInfo();
      const session = await createSession({ ...options, taskQueue: 'gpu' });
      const inside = session.run(() => getSessionInfo());
      await completeSession(session);
      const bad = await recreateSession('bs1.zz.0', options).catch(nameOf);
      await recreateSession(session.info.recreateToken, options);
      return { outside, inside: inside?.hostName ?? null, bad };
    }),
  );
  await run.opens(1);
  expect(run.last()).toMatchObject([
    { type: 'CompleteSession' },
    { type: 'RequestSession', options: { workerKey: 'gpu-7', taskQueue: 'gpu' } },
  ]);
  await run.opens(2);
  expect(run.end()).toMatchObject({ result: { outside: null, inside: 'host-7', bad: 'ValidationError' } });
});

test('a session asks for a build, and its token asks for it again unless another is given', async () => {
  const run = await started(
    workflow('w', async () => {
      const session = await createSession({ ...options, buildId: 'v2' });
      await completeSession(session);
      const bad = await createSession({ ...options, buildId: 'two words' }).catch(nameOf);
      const again = await recreateSession(session.info.recreateToken, options);
      await completeSession(again);
      await recreateSession(session.info.recreateToken, { ...options, buildId: 'v3' });
      return bad;
    }),
  );
  expect(run.last()).toMatchObject([{ type: 'RequestSession', options: { buildId: 'v2', workerKey: null } }]);
  await run.opens(1);
  expect(run.last().at(-1)).toMatchObject({ options: { buildId: 'v2', workerKey: 'gpu-7' } });
  await run.opens(2);
  expect(run.last().at(-1)).toMatchObject({ options: { buildId: 'v3', workerKey: 'gpu-7' } });
  await run.opens(3);
  expect(run.end()).toMatchObject({ result: 'ValidationError' });
});

test('withSession starts again on a lost worker, and cleans up before it lets go', async () => {
  const run = await started(
    workflow('w', () => withSession(options, () => act(1), { maxAttempts: 2, cleanup: () => act(99) })),
  );
  await run.opens(1);
  await run.happens(lost(1));
  expect(run.last()).toMatchObject([
    { type: 'RecordPatch' },
    // Nothing can be cleaned up there: people are told.
    { type: 'Mark', kind: 'cleanupSkipped', value: { sessionId: sessionId(1), state: 'failed' } },
    { type: 'RequestSession', sessionId: sessionId(2) },
  ]);
  await run.opens(2);
  await run.completes('2', 5);
  expect(run.last()).toMatchObject([
    { type: 'StartTimer' },
    { type: 'ScheduleActivity', input: 99, sessionId: sessionId(2) },
  ]);
  await run.completes('3');
  expect(run.types()).toEqual(['CancelTimer', 'CompleteSession', 'CompleteRun']);
  expect(run.end()).toMatchObject({ result: 5 });
});

test('withSession cleans up on the worker after a cancel', async () => {
  const run = await started(
    workflow('w', () => withSession(options, () => act(1), { cleanup: () => act(99) })),
  );
  await run.opens(1);
  await run.cancel();
  expect(run.types()).toEqual(['CancelActivity', 'StartTimer', 'ScheduleActivity']);
  await run.completes('2');
  expect(run.types()).toEqual(['CancelTimer', 'CompleteSession', 'CancelRun']);
});

test("a handed over session stays open, and is the next run's", async () => {
  let info!: SessionInfo;
  const first = await started(
    workflow('w', async () => {
      await using session = await createSession(options);
      info = session.info;
      return continueAsNew(session, { handOver: true });
    }),
  );
  await first.opens(1);
  expect(first.last()).toMatchObject([
    { type: 'ContinueAsNew', handOver: true, input: { sessionId: sessionId(1) } },
  ]);
  const next = await started(
    workflow('w', async (handed: SessionInfo) => {
      await using session = joinSession(handed);
      await session.run(() => act(1));
    }),
    JSON.parse(JSON.stringify(info)) as Json,
    {
      sessions: [sessionId(1)],
      given: [given(info)],
    },
  );
  expect(next.last()).toMatchObject([{ type: 'ScheduleActivity', sessionId: sessionId(1) }]);
  await next.completes('1');
  expect(next.types()).toEqual(['CompleteSession', 'CompleteRun']);
});

test('a session that came from the parent is entered, not completed, and its end is heard of', async () => {
  let info!: SessionInfo;
  const parent = await started(
    workflow('w', async () => {
      const session = await createSession(options);
      info = session.info;
      return child({ deep: [session.info] });
    }),
  );
  await parent.opens(1);
  expect(parent.last()).toMatchObject([{ type: 'StartChild', sessions: [sessionId(1)] }]);
  const run = await started(
    workflow('child', async () => {
      const session = joinSession(info);
      const running = await session.run(() => act(1)).catch(nameOf);
      await session.complete();
      return [running, await session.run(() => act(2)).catch(nameOf)];
    }),
    null,
    { given: [given(info)] },
  );
  await run.happens({ type: 'SessionEnded', sessionId: sessionId(1) });
  expect(run.types()).toEqual(['CompleteRun']);
  expect(run.end()).toMatchObject({ result: ['CancelledError', 'SessionClosedError'] });
});

test('a session that failed before it was given has failed, and one that was not given is refused', async () => {
  const info = { sessionId: sessionId(1), workerId: 'w1', hostName: 'h', epoch: 1 } as SessionInfo;
  const run = await started(
    workflow('child', async () => {
      const failed = await joinSession(info)
        .run(() => act(1))
        .catch(nameOf);
      try {
        joinSession({ ...info, sessionId: sessionId(2) });
        return 'entered';
      } catch (error) {
        return [failed, nameOf(error)];
      }
    }),
    null,
    { given: [{ ...given(info), status: 'failed', reason: 'WORKER_LOST' }] },
  );
  expect(run.end()).toMatchObject({ result: ['SessionFailedError', 'ValidationError'] });
});
