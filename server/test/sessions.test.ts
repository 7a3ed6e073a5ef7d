import { createSession, sleep, workflow } from '@baton/workflow';
import type { RunId } from '@baton/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type TestWorker } from './engine.ts';
import { codeOf, startStudio, type Studio } from './studio.ts';

interface Wanted {
  readonly taskQueue?: string;
  readonly resources?: Readonly<Record<string, number>>;
}

const holds = workflow('holds', async (options: Wanted) => {
  await using session = await createSession({
    creationTimeout: '1 hour',
    executionTimeout: '1 hour',
    ...options,
  });
  await session.run(() => sleep('1 hour'));
});

let studio: Studio;
let worker: TestWorker;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, {
    workflows: [holds],
    sessions: { enabled: true, resources: { gpu: 1 } },
  });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

const started = async (input: Wanted = {}): Promise<RunId> =>
  (await studio.asAdmin.runs.start.mutate({ workflow: 'holds', input: { ...input } })).runId;

const sessionOf = async (runId: RunId) =>
  (await studio.asAdmin.sessions.list.query({ open: true })).find((one) => one.runId === runId);

/** Once it is in this state. */
const seen = (runId: RunId, state: string) =>
  expect.poll(() => sessionOf(runId), { timeout: 20_000 }).toMatchObject({ state });

describe('the queue for workers', () => {
  test('says who waits for what, in which place and why', async () => {
    const holder = await started({ resources: { gpu: 1 } });
    await seen(holder, 'open');
    const next = await started({ resources: { gpu: 1 } });
    await seen(next, 'requested');
    const last = await started({ resources: { gpu: 1 } });
    await seen(last, 'requested');
    const nowhere = await started({ taskQueue: 'nowhere' });
    await seen(nowhere, 'requested');

    const named = { workflowName: 'holds', nodeName: null };
    expect(await sessionOf(holder)).toMatchObject({ ...named, waitsFor: null, position: null });
    expect(await sessionOf(next)).toMatchObject({ waitsFor: 'ALL_BUSY', position: 1 });
    expect(await sessionOf(last)).toMatchObject({ waitsFor: 'ALL_BUSY', position: 2 });
    expect(await sessionOf(nowhere)).toMatchObject({ waitsFor: 'NO_WORKERS', position: 1 });

    const { workerId } = (await studio.asAdmin.workers.list.query())[0]!;
    const detail = await studio.asAdmin.workers.get.query({ workerId });
    expect(detail.sessions.map(({ runId }) => runId)).toEqual([holder]);
    expect(detail.waiting.map(({ runId }) => runId)).toEqual([next, last]);

    const held = await sessionOf(holder);
    await studio.asAdmin.sessions.fail.mutate({ sessionId: held!.sessionId, reason: 'enough' });
    await seen(next, 'open');
    await expect
      .poll(() => sessionOf(last), { timeout: 20_000 })
      .toMatchObject({ waitsFor: 'ALL_BUSY', position: 1 });
  });

  test('a session that is not there is not found', async () => {
    expect(await codeOf(studio.asAdmin.sessions.get.query({ sessionId: 'x/1' }))).toBe('NOT_FOUND');
    const runId = await started();
    const sessionId = `${runId}/99`;
    expect(await codeOf(studio.asAdmin.sessions.get.query({ sessionId }))).toBe('NOT_FOUND');
  });
});
