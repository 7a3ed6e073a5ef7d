import { createRemoteWorker } from '@baton/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startStudio, type Studio } from './studio.ts';

let studio: Studio;
beforeAll(async () => void (studio = await startStudio()));
afterAll(() => studio.stop());

describe('what the key of a remote worker may', () => {
  test('one without the scope has no worker', async () => {
    const worker = createRemoteWorker({
      ...{ url: studio.url, apiKey: await studio.key(['runs:read']), log: () => undefined },
      ...{ taskQueues: ['far'], activities: [] },
    });
    await expect(worker.run()).rejects.toMatchObject({ name: 'WorkerRefusedError', code: 'FORBIDDEN' });
  });

  test('none speaks for the worker of another', async () => {
    const registration = {
      workerId: crypto.randomUUID(),
      workerKey: `key-${crypto.randomUUID()}`,
      hostName: 'somewhere',
      hostId: 'somewhere',
      pid: 1,
      taskQueues: ['far-away'],
      activities: [],
      maxConcurrentActivities: 1,
      sessions: null,
      leaseMs: 10_000,
      version: '',
    };
    const mine = studio.client({ authorization: `Bearer ${await studio.key(['workers:run'])}` });
    const registered = await mine.remote.register.mutate(registration);
    if ('refused' in registered) throw new Error('It was refused');
    const { worker } = registered;
    expect(await mine.remote.heartbeat.mutate({ worker })).toMatchObject({ held: true });
    const other = studio.client({ authorization: `Bearer ${await studio.key(['workers:run'])}` });
    expect(await codeOf(other.remote.heartbeat.mutate({ worker }))).toBe('INVALID_TOKEN');
    const forged = `${worker.slice(0, -2)}${worker.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await codeOf(mine.remote.heartbeat.mutate({ worker: forged }))).toBe('INVALID_TOKEN');
    expect(
      await codeOf(
        mine.remote.end.mutate({ worker, attempt: 'made up', outcome: { kind: 'completed', result: 1 } }),
      ),
    ).toBe('INVALID_TOKEN');
  });
});
