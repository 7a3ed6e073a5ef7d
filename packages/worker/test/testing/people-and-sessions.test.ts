import {
  activity,
  CancelledError,
  createSession,
  getSessionInfo,
  humanActivity,
  nonCancellable,
  sleep,
  TimeoutError,
  withSession,
  workflow,
} from '@baton/workflow';
import { parseDesign } from '@baton/core';
import { afterEach, expect, test } from 'vitest';
import { createTestEnvironment, type TestEnvironment, type TestEnvironmentOptions } from '../../src/index.ts';

const limit = { startToClose: '1 minute' } as const;
const session = { creationTimeout: '1 minute', executionTimeout: '1 hour' } as const;

let open: TestEnvironment[] = [];
afterEach(async () => {
  await Promise.all(open.map((env) => env.close()));
  open = [];
});

async function environment(options: TestEnvironmentOptions): Promise<TestEnvironment> {
  const env = await createTestEnvironment(options);
  open.push(env);
  return env;
}

const approve = humanActivity<{ version: string }>('approve', {
  title: 'Release {{ input.version }}',
  assignees: ['role:release'],
  dueIn: '2 days',
  timeout: '5 days',
  form: { type: 'object', properties: { canary: { type: 'boolean' } }, required: ['canary'] },
});
const release = workflow('release', async (version: string) => {
  const { outcome, values, by } = await approve({ version });
  return { outcome, values, by };
});

test('a person is asked, and answers', async () => {
  const env = await environment({ workflows: [release] });
  const run = await env.start(release, '1.2');
  expect(await env.humanTasks()).toMatchObject([
    {
      name: 'approve',
      title: 'Release 1.2',
      assignees: ['role:release'],
      dueAt: new Date('2026-01-03T00:00:00Z'),
    },
  ]);
  await expect(run.decide('approve', {})).rejects.toMatchObject({ code: 'FORM_INVALID' });
  await expect(run.decide('maybe', { canary: true })).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
  await run.decide('approve', { canary: true }, { by: 'person:ana' });
  expect(await run.result()).toEqual({ outcome: 'approve', values: { canary: true }, by: 'person:ana' });
  expect(await env.humanTasks()).toEqual([]);
  await expect(run.decide('approve')).rejects.toThrow('there is none');
});

test('a person who never answers is waited for as long as the task says', async () => {
  const env = await environment({ workflows: [release] });
  const run = await env.start(release, '1.2');
  const failed = (await run.result().catch((error: unknown) => error)) as Error;
  expect(failed.cause).toBeInstanceOf(TimeoutError);
  expect(env.now()).toBe(Date.UTC(2026, 0, 6));
});

const where = activity('where', limit, async (_, ctx) => ctx.session?.hostName ?? null);

test('activities of a session run in it', async () => {
  const uses = workflow('uses', async () => {
    await using opened = await createSession(session);
    return [await opened.run(() => where()), opened.run(() => getSessionInfo()?.state), await where()];
  });
  const env = await environment({ workflows: [uses], activities: [where] });
  expect(await (await env.start(uses)).result()).toEqual(['test', 'open', null]);
});

test('a session that is lost is opened anew by withSession', async () => {
  let sessions = 0;
  const uses = workflow('uses', () =>
    withSession(session, async () => {
      sessions += 1;
      await sleep('10 minutes');
      return where();
    }),
  );
  const env = await environment({ workflows: [uses], activities: [where] });
  const run = await env.start(uses);
  await env.advance('5 minutes');
  await run.failSessions();
  expect(await run.result()).toBe('test');
  expect(sessions).toBe(2);
});

test('a worker that is lost comes back, and sessions that asked for it go on', async () => {
  const attempts: number[] = [];
  const long = activity('long', { ...limit, heartbeat: '20s' }, async (_, ctx) => {
    attempts.push(ctx.info.attempt);
    if (ctx.info.attempt === 1) await env.sleep('10 minutes', { signal: ctx.signal });
    return ctx.session?.epoch;
  });
  const uses = workflow('uses', async () => {
    await using opened = await createSession({ ...session, onWorkerLost: 'reestablish' });
    return await opened.run(() => long());
  });
  const env: TestEnvironment = await environment({ workflows: [uses], activities: [long] });
  const run = await env.start(uses);
  await env.loseWorker();
  expect(await run.result()).toBe(2);
  expect(attempts).toEqual([1, 2]);
  const types = (await run.history()).map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['SessionSuspended', 'SessionReestablished']));
});

test('a hook of the worker that came back may refuse its sessions, in real time', async () => {
  const asked: string[] = [];
  const long = activity('long', { ...limit, heartbeat: '20s' }, async (_, ctx) => {
    if (ctx.info.attempt === 1) await env.sleep('10 minutes', { signal: ctx.signal });
    return ctx.session?.epoch;
  });
  const uses = workflow('uses', () =>
    withSession({ ...session, onWorkerLost: 'reestablish' }, () => long(), { retryOn: ['STATE_LOST'] }),
  );
  const env: TestEnvironment = await environment({
    workflows: [uses],
    activities: [long],
    onReestablish: async ({ workflowId }, { epoch }) => {
      await new Promise((resolve) => void setTimeout(resolve, 20));
      asked.push(`${workflowId} ${epoch}`);
      if (workflowId === 'uses-1') throw new Error('the disk is empty');
    },
  });
  const [refused, kept] = [await env.start(uses), await env.start(uses)];
  await env.loseWorker();
  expect(await kept.result()).toBe(2);
  expect(asked.toSorted()).toEqual(['uses-1 2', 'uses-2 2']);
  expect(await refused.result()).toBe(1);
  const failed = (await refused.history()).find(({ type }) => type === 'SessionFailed');
  expect(failed).toMatchObject({ reason: 'STATE_LOST', cause: { message: 'the disk is empty' } });
});

test('a session that no worker takes fails when its time is over, and one that takes too long, too', async () => {
  const asks = workflow('asks', async (name: string) => {
    try {
      await using opened = await createSession({
        ...session,
        ...(name === 'never' ? { resources: { gpu: 9 } } : {}),
      });
      opened.run(() => env.now());
      await sleep('2 hours');
      await opened.run(() => where());
      return 'used';
    } catch (error) {
      return (error as Error).name;
    }
  });
  const env: TestEnvironment = await environment({
    workflows: [asks],
    activities: [where],
    sessions: { enabled: true, maxConcurrentSessions: 1 },
  });
  expect(await (await env.start(asks, 'never')).result()).toBe('SessionCreationTimeoutError');
  expect(await (await env.start(asks, 'long')).result()).toBe('SessionFailedError');
});

test('a run that is cancelled cleans up, and its handlers hear of it', async () => {
  const heard: unknown[] = [];
  const long = activity(
    'long',
    { startToClose: '1 day', heartbeat: '1 minute', cancellation: 'wait' },
    async (_, ctx) => {
      try {
        for (;;) {
          ctx.heartbeat();
          await env.sleep('20s', { signal: ctx.signal });
        }
      } catch (error) {
        heard.push(ctx.signal.reason);
        throw error;
      }
    },
  );
  const tidies = workflow('tidies', async () => {
    try {
      await long();
    } finally {
      await nonCancellable(() => sleep('1 hour'));
    }
  });
  const env: TestEnvironment = await environment({ workflows: [tidies], activities: [long] });
  const run = await env.start(tidies);
  await env.advance('10 minutes');
  expect(await run.status()).toBe('running');
  await run.cancel('no longer wanted');
  expect(heard).toEqual(['WORKFLOW_CANCELLED']);
  await expect(run.result()).rejects.toBeInstanceOf(CancelledError);
  expect(await run.status()).toBe('cancelled');
});

test('a silent handler misses its heartbeat, and heartbeats reach the workflow', async () => {
  const encode = activity<number, string, { frame: number }>(
    'encode',
    { startToClose: '1 hour', heartbeat: '30s', retry: { maxAttempts: 2, initial: '1s' } },
    async (frames, ctx) => {
      for (let frame = ctx.checkpoint?.frame ?? 0; frame < frames; frame++) {
        ctx.heartbeat({ frame });
        await env.sleep(frame === 3 && ctx.info.attempt === 1 ? '10 minutes' : '10s', { signal: ctx.signal });
      }
      return `attempt ${ctx.info.attempt}`;
    },
  );
  const watches = workflow('watches', async (frames: number) => {
    const seen: number[] = [];
    const encoding = encode(frames);
    encoding.onHeartbeat(({ frame }) => seen.push(frame));
    return [await encoding, seen];
  });
  const env: TestEnvironment = await environment({ workflows: [watches], activities: [encode] });
  const [result, seen] = (await (await env.start(watches, 8)).result()) as [string, number[]];
  expect(result).toBe('attempt 2');
  expect(seen).toEqual([...seen].sort());
  expect(seen.length).toBeGreaterThan(3);
});

test('time limits of runs pass, too', async () => {
  const short = workflow('short', { runTimeout: '1 hour' }, async () => sleep('1 day'));
  const env = await environment({ workflows: [short] });
  const run = await env.start(short);
  await expect(run.result()).rejects.toMatchObject({ code: 'RUN_TIMED_OUT' });
  expect(env.now()).toBe(Date.UTC(2026, 0, 1, 1));
  await expect((await env.start(short, undefined, { runTimeout: '1 minute' })).result()).rejects.toThrow();
});

test('a drawn workflow is tested as it is run', async () => {
  const { design } = parseDesign({
    schema: 1,
    nodes: [
      { id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: {} },
      { id: 'nap', kind: 'timer', name: 'Nap', position: { x: 0, y: 0 }, config: { duration: '1 day' } },
      {
        id: 'end',
        kind: 'end',
        name: 'End',
        position: { x: 0, y: 0 },
        config: { output: '{{ input.n + 1 }}' },
      },
    ],
    edges: [
      { id: 'a', source: 'start', sourcePort: 'out', target: 'nap', targetPort: 'in' },
      { id: 'b', source: 'nap', sourcePort: 'out', target: 'end', targetPort: 'in' },
    ],
    notes: [],
  });
  const env = await environment({});
  const run = await env.startDesign(design!, { n: 1 });
  expect(await run.result()).toBe(2);
});
