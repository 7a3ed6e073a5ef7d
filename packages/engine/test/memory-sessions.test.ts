// What is too slow to wait for on a real database: ageing, and many orders of claims, ends and losses.
import type { RunStarted, WorkerId } from '@baton/core';
import { createMemoryStorage, type Storage } from '@baton/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anySessionSteps, roomOfEach, sessionScene, takeSessionStep } from './conformance/session-steps.ts';
import { licencesTaken, takenBy, type SessionScene } from './conformance/session-steps.ts';
import { registered, withSession } from './conformance/under-test.ts';

const queue = { taskQueue: 'gpu' } satisfies Partial<RunStarted>;
const host = { leaseMs: 1_000, sessions: { maxConcurrentSessions: 3, resources: { gpu: 2 } } };

function world(): { readonly storage: Storage; readonly pass: (ms: number) => void } {
  let nowMs = 1_700_000_000_000;
  return {
    storage: createMemoryStorage({ clock: { nowMs: () => nowMs } }),
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

describe('sessions that wait', () => {
  it('are overtaken by smaller ones only for ten seconds', async () => {
    const { storage, pass } = world();
    const { workerId } = await registered(storage, 'gpu', { ...host, leaseMs: 60_000 });
    const claim = async () =>
      (await storage.claimSessions(workerId, ['gpu'], 10)).map(({ sessionId }) => sessionId);
    const small = async () => withSession(storage, { resources: { gpu: 1 } }, queue);

    const first = await small();
    expect(await claim()).toEqual([first.sessionId]);
    const large = await withSession(storage, { resources: { gpu: 2 } }, queue);
    const second = await small();
    expect(await claim()).toEqual([second.sessionId]);
    await storage.failSession(second.sessionId, 'OPERATOR', 'make room');
    pass(10_001);
    const third = await small();
    expect(await claim()).toEqual([]);
    await storage.failSession(first.sessionId, 'OPERATOR', 'make room');
    expect(await claim()).toEqual([large.sessionId]);
    await storage.failSession(large.sessionId, 'OPERATOR', 'make room');
    expect(await claim()).toEqual([third.sessionId]);
  });
});

describe('at every moment, whatever happens in whatever order', () => {
  it('no worker key holds more sessions or resources than it has, and no host', async () => {
    await fc.assert(
      fc.asyncProperty(anySessionSteps(60), async (chosen) => {
        const { storage, pass } = world();
        const lose = async ({ hosts }: SessionScene, lost: WorkerId) => {
          for (const ms of [700, 700]) {
            for (const { workerId } of hosts) if (workerId !== lost) await storage.heartbeatWorker(workerId);
            pass(ms);
          }
          await storage.reapWorkers();
        };
        const scene = await sessionScene({ storages: [storage], queue: 'gpu', leaseMs: 1_000, lose });
        for (const step of chosen) {
          await takeSessionStep(scene, step);
          const sessions = await storage.listSessions({ limit: 1_000 });
          for (const { workerKey } of scene.hosts) {
            const { slots, gpus } = takenBy(sessions, workerKey);
            expect(slots).toBeLessThanOrEqual(roomOfEach.maxConcurrentSessions);
            expect(gpus).toBeLessThanOrEqual(roomOfEach.resources.gpu);
          }
          expect(licencesTaken(sessions, scene.hosts)).toBeLessThanOrEqual(roomOfEach.hostResources.licence);
        }
      }),
      { numRuns: 150 },
    );
  });
});
