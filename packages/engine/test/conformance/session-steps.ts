// Random orders of what happens to sessions and their workers: asked for, claimed, completed, failed, workers lost and back.
import type { WorkerId } from '@baton/core';
import fc from 'fast-check';
import type { SessionRecord, Storage, WorkerRegistration } from '../../src/index.ts';
import { registered, transition, withSession, worker } from './under-test.ts';

/** What each worker of a scene offers. */
export const roomOfEach = { maxConcurrentSessions: 3, resources: { gpu: 2 }, hostResources: { licence: 3 } };

export interface SessionScene {
  /** Several stand for several processes; steps take turns. */
  readonly storages: readonly Storage[];
  readonly queue: string;
  readonly leaseMs: number;
  /** Lets the lease of this worker pass, and nobody else's. */
  readonly lose: (scene: SessionScene, lost: WorkerId) => Promise<unknown>;
  readonly asked: Awaited<ReturnType<typeof withSession>>[];
  hosts: readonly WorkerRegistration[];
}

/** Two workers of one host, and nothing asked for yet. */
export async function sessionScene(
  scene: Pick<SessionScene, 'storages' | 'queue' | 'leaseMs' | 'lose'>,
): Promise<SessionScene> {
  const { queue, leaseMs } = scene;
  const offer = { leaseMs, sessions: roomOfEach, hostId: queue };
  const [storage] = scene.storages;
  if (storage === undefined) throw new TypeError('A scene needs a storage');
  const hosts = [await registered(storage, queue, offer), await registered(storage, queue, offer)];
  return { ...scene, asked: [], hosts };
}

/** Each takes a number that chooses for it. */
const steps = {
  ask: async (scene: SessionScene, n: number) => {
    const onWorkerLost = n % 2 === 0 ? 'fail' : 'reestablish';
    const asked = { resources: { gpu: n % 3, licence: n % 2 }, onWorkerLost } as const;
    scene.asked.push(await withSession(storageOf(scene, n), asked, { taskQueue: scene.queue }));
  },
  claim: async (scene: SessionScene, n: number) => {
    await storageOf(scene, n).claimSessions(hostOf(scene, n).workerId, [scene.queue], 1 + n);
  },
  complete: async (scene: SessionScene, n: number) => {
    const run = scene.asked[n % Math.max(1, scene.asked.length)];
    if (run === undefined) return;
    await storageOf(scene, n).commit(transition(run.ref, 3, { releaseSessions: [run.sessionId] }));
  },
  fail: async (scene: SessionScene, n: number) => {
    const run = scene.asked[n % Math.max(1, scene.asked.length)];
    if (run !== undefined) await storageOf(scene, n).failSession(run.sessionId, 'OPERATOR', 'by hand');
  },
  stop: async (scene: SessionScene, n: number) => {
    await storageOf(scene, n).releaseWorker(hostOf(scene, n).workerId, n % 2 === 0 ? 'stopping' : 'stopped');
  },
  lose: async (scene: SessionScene, n: number) => {
    await scene.lose(scene, hostOf(scene, n).workerId);
  },
  comeBack: async (scene: SessionScene, n: number) => {
    const before = hostOf(scene, n);
    const { leaseMs, queue } = scene;
    const back = worker(queue, { leaseMs, sessions: roomOfEach, hostId: queue, workerKey: before.workerKey });
    const answer = await storageOf(scene, n).registerWorker(back);
    if ('nowMs' in answer) scene.hosts = scene.hosts.map((each) => (each === before ? back : each));
  },
  /** It has looked whether what they need is still there. */
  take: async (scene: SessionScene, n: number) => {
    const { workerId } = hostOf(scene, n);
    const waiting = await storageOf(scene, n).suspendedSessions(workerId, 1 + n);
    const returns = waiting.map(({ sessionId, epoch }, at) => {
      const refused = (n + at) % 3 === 0 ? { name: 'Error', message: 'it is gone' } : null;
      return { sessionId, epoch, refused };
    });
    await storageOf(scene, n + 1).reestablishSessions(workerId, returns);
  },
  sweep: async (scene: SessionScene, n: number) => {
    await storageOf(scene, n).sweepSessions(scene.asked.map(({ ref }) => ref.shard));
  },
};

export type SessionStep = readonly [keyof typeof steps, number];

const often = [...Array<'ask'>(7).fill('ask'), ...Array<'claim'>(8).fill('claim')];
const seldom = [
  'complete',
  'complete',
  'fail',
  'stop',
  'lose',
  'comeBack',
  'comeBack',
  'take',
  'take',
  'sweep',
] as const;

/** Half as many at least: short orders fill no worker. */
export function anySessionSteps(maxLength: number): fc.Arbitrary<readonly SessionStep[]> {
  const step = fc.tuple(fc.constantFrom(...often, ...seldom), fc.nat(7));
  return fc.array(step, { minLength: maxLength / 2, maxLength, size: 'max' });
}

export async function takeSessionStep(scene: SessionScene, [kind, n]: SessionStep): Promise<void> {
  await steps[kind](scene, n);
}

/** What the sessions of one worker key take together. */
export function takenBy(sessions: readonly SessionRecord[], key: string): { slots: number; gpus: number } {
  const held = sessions.filter(
    ({ workerKey, state }) => workerKey === key && (state === 'open' || state === 'suspended'),
  );
  const gpus = held.reduce((sum, { options }) => sum + (options.resources['gpu'] ?? 0), 0);
  return { slots: held.length, gpus };
}

/** What all sessions of the scene's host take of what it has. */
export function licencesTaken(sessions: readonly SessionRecord[], hosts: SessionScene['hosts']): number {
  const keys: ReadonlySet<string | null> = new Set(hosts.map(({ workerKey }) => workerKey));
  return sessions
    .filter(({ workerKey, state }) => keys.has(workerKey) && (state === 'open' || state === 'suspended'))
    .reduce((sum, { options }) => sum + (options.resources['licence'] ?? 0), 0);
}

function storageOf({ storages }: SessionScene, n: number): Storage {
  return storages[n % storages.length]!;
}

function hostOf({ hosts }: SessionScene, n: number): WorkerRegistration {
  return hosts[n % hosts.length]!;
}
