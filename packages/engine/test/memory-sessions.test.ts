// What is too slow to wait for on a real database: ageing, and many orders of claims, ends and losses.
import { type RunStarted, type SessionId } from '@baton/core';
import {
  createMemoryStorage,
  type SessionRecord,
  type Storage,
  type WorkerRegistration,
} from '@baton/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registered, transition, withSession, worker } from './conformance/under-test.ts';

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

type Session = Awaited<ReturnType<typeof withSession>>;

/** What a step may choose from. */
interface Scene {
  readonly storage: Storage;
  readonly pass: (ms: number) => void;
  readonly asked: Session[];
  hosts: readonly WorkerRegistration[];
}

/** Each takes a number that chooses for it. */
const steps = {
  ask: async ({ storage, asked }: Scene, n: number) => {
    const onWorkerLost = n % 2 === 0 ? 'fail' : 'reestablish';
    asked.push(await withSession(storage, { resources: { gpu: n % 3 }, onWorkerLost }, queue));
  },
  claim: async (scene: Scene, n: number) => {
    await scene.storage.claimSessions(hostOf(scene, n).workerId, ['gpu'], 1 + n);
  },
  complete: async ({ storage, asked }: Scene, n: number) => {
    const run = asked[n % Math.max(1, asked.length)];
    if (run !== undefined) await storage.commit(transition(run.ref, 3, { releaseSessions: [run.sessionId] }));
  },
  fail: async ({ storage, asked }: Scene, n: number) => {
    const run = asked[n % Math.max(1, asked.length)];
    if (run !== undefined) await storage.failSession(run.sessionId, 'OPERATOR', 'by hand');
  },
  lose: async (scene: Scene, n: number) => {
    const lost = hostOf(scene, n);
    for (const ms of [700, 700]) {
      for (const { workerId } of scene.hosts)
        if (workerId !== lost.workerId) await scene.storage.heartbeatWorker(workerId);
      scene.pass(ms);
    }
    await scene.storage.reapWorkers();
  },
  comeBack: async (scene: Scene, n: number) => {
    const before = hostOf(scene, n);
    const back = worker('gpu', { ...host, workerKey: before.workerKey });
    const answer = await scene.storage.registerWorker(back);
    if ('nowMs' in answer) scene.hosts = scene.hosts.map((each) => (each === before ? back : each));
  },
  sweep: async ({ storage, asked }: Scene) => {
    await storage.sweepSessions(asked.map(({ ref }) => ref.shard));
  },
};
const kinds = ['ask', 'ask', 'claim', 'claim', 'complete', 'fail', 'lose', 'comeBack', 'sweep'] as const;
const anySteps = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(7)), { maxLength: 60 });

function hostOf({ hosts }: Scene, n: number): WorkerRegistration {
  return hosts[n % hosts.length]!;
}

describe('at every moment, whatever happens in whatever order', () => {
  it('no worker key holds more sessions or resources than it has', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (chosen) => {
        const { storage, pass } = world();
        const hosts = [await registered(storage, 'gpu', host), await registered(storage, 'gpu', host)];
        const scene: Scene = { storage, pass, asked: [], hosts };
        for (const [kind, n] of chosen) {
          await steps[kind](scene, n);
          await check(storage);
        }
      }),
      { numRuns: 150 },
    );
  });
});

async function check(storage: Storage): Promise<void> {
  const held = (await storage.listSessions({ limit: 1_000 })).filter(
    ({ state }) => state === 'open' || state === 'suspended',
  );
  const byKey = new Map<string, SessionRecord[]>();
  for (const session of held)
    byKey.set(session.workerKey!, [...(byKey.get(session.workerKey!) ?? []), session]);
  for (const sessions of byKey.values()) {
    expect(sessions.length).toBeLessThanOrEqual(host.sessions.maxConcurrentSessions);
    const gpus = sessions.reduce((sum, { options }) => sum + (options.resources['gpu'] ?? 0), 0);
    expect(gpus).toBeLessThanOrEqual(host.sessions.resources.gpu);
  }
  const ids: readonly SessionId[] = held.map(({ sessionId }) => sessionId);
  expect(new Set(ids).size).toBe(ids.length);
}
