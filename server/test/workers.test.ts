import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type TestWorker } from './engine.ts';
import { codeOf, startStudio, type Studio } from './studio.ts';

let studio: Studio;
let worker: TestWorker;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { sessions: { enabled: true } });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

describe('draining a worker', () => {
  test('is for operators, is shown with the worker, and is audited', async () => {
    const viewer = await studio.person('viewer');
    const operator = await studio.person('operator');
    const [active] = await studio.asAdmin.workers.list.query();
    const { workerId } = active!;
    expect(await codeOf(viewer.client.workers.drain.mutate({ workerId }))).toBe('FORBIDDEN');
    const drained = await operator.client.workers.drain.mutate({ workerId });
    expect(drained.worker.state).toBe('draining');
    const { items } = await studio.asAdmin.audit.list.query({ limit: 50 });
    expect(items.find(({ action }) => action === 'workers.drain')).toMatchObject({
      object: `worker:${workerId}`,
      details: { workerKey: active!.workerKey },
    });
  });

  test('of a worker that is not there is refused', async () => {
    expect(await codeOf(studio.asAdmin.workers.drain.mutate({ workerId: 'nobody' }))).toBe('NOT_FOUND');
  });
});
