import {
  anySessionSteps,
  licencesTaken,
  sessionScene,
  takenBy,
  takeSessionStep,
  type SessionScene,
} from '@baton/engine/conformance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openedDatabase } from './opened.ts';

const database = openedDatabase();
/** Steps that happen at the same time. */
const AT_ONCE = 4;

test('no worker, and no host, ever gives more sessions or resources than it has, and the counters are what the sessions take', async () => {
  const storages = await Promise.all([database.open(), database.open()]);
  let scenes = 0;
  await fc.assert(
    fc.asyncProperty(anySessionSteps(48), async (chosen) => {
      const queue = `rooms-${++scenes}`;
      const scene = await sessionScene({
        storages,
        queue,
        leaseMs: 60_000,
        lose: (_, lost) => storages[0].reapWorkers([lost]),
      });
      for (let first = 0; first < chosen.length; first += AT_ONCE) {
        const steps = chosen.slice(first, first + AT_ONCE);
        await Promise.all(steps.map((step) => takeSessionStep(scene, step)));
        await expectCountersToFit(scene.hosts.map(({ workerKey }) => workerKey));
        await expectHostToFit(scene);
      }
    }),
    { numRuns: 12 },
  );

  async function expectHostToFit({ queue, hosts }: SessionScene): Promise<void> {
    const sessions = await storages[0].listSessions({ limit: 1_000 });
    const counters = await database.rows<{ capacity: string; used: string }>(
      'select capacity, used from baton.reservation where worker_key = $1',
      [`host/${queue}`],
    );
    const taken = licencesTaken(sessions, hosts);
    expect(counters.map(({ capacity, used }) => [Number(capacity), Number(used)])).toEqual([[3, taken]]);
  }

  async function expectCountersToFit(keys: readonly string[]): Promise<void> {
    const sessions = await storages[0].listSessions({ limit: 1_000 });
    for (const key of keys) {
      const counters = await database.rows<{ resource: string; capacity: string; used: string }>(
        'select resource, capacity, used from baton.reservation where worker_key = $1 order by resource',
        [key],
      );
      const { slots, gpus } = takenBy(sessions, key);
      expect(counters.map(({ used }) => Number(used))).toEqual([gpus, slots]);
      expect(counters.map(({ capacity }) => Number(capacity))).toEqual([2, 3]);
    }
  }
}, 60_000);
