// Sessions that pass to the next run of a chain, and what becomes of them while they do.
import {
  runRef,
  type InboxId,
  type RunRef,
  type RunStarted,
  type SessionId,
  type WorkerId,
  type WorkerKey,
} from '@baton/core';
import {
  activity,
  continueAsNew,
  createSession,
  expectSignal,
  joinSession,
  workflow,
  type SessionInfo,
} from '@baton/workflow';
import { describe, expect, test } from 'vitest';
import { leavesUnheard } from '../src/owner/close-draft.ts';
import { newResident, type Pending } from '../src/owner/resident-run.ts';
import type { InboxBody } from '../src/storage.ts';
import { runId, shard } from './deciding-run.ts';
import { allShards, createWorld, type World } from './world.ts';

const remote = activity('remote', { startToClose: '1 minute', taskQueue: 'elsewhere' }, async () => 1);
const options = { creationTimeout: '1 minute', executionTimeout: '10 minutes' };

/** Hands its session over at the first signal, and says how work in it ends in the next run. */
const holder = workflow('holder', async (given: SessionInfo | null): Promise<string> => {
  if (given === null) {
    const { info } = await createSession(options);
    await expectSignal('go');
    return continueAsNew(info, { handOver: true });
  }
  try {
    await joinSession(given).run(() => remote());
    return 'done';
  } catch (error) {
    return (error as Error).name;
  }
});

interface Began {
  readonly world: World;
  readonly ref: RunRef;
  readonly sessionId: SessionId;
  readonly put: (body: InboxBody) => Promise<unknown>;
}

async function withSession(): Promise<Began> {
  const world = createWorld({ workflows: [holder] });
  const { ref } = await world.start('holder');
  const sessionId = `${ref.runId}/1` as SessionId;
  const put = (body: InboxBody) => world.memory.put({ ...ref, body, dedupKey: null });
  world.newOwner().setShards(allShards);
  await world.passes(100);
  const place = { workerId: 'w1' as WorkerId, workerKey: 'gpu-7' as WorkerKey, hostName: 'h', epoch: 1 };
  await put({ kind: 'sessionOpened', sessionId, ...place, expiresAtMs: world.scheduler.nowMs() + 600_000 });
  await world.passes(2_000);
  return { world, ref, sessionId, put };
}

async function nextRun({ world, ref }: Began) {
  const id = (await world.memory.readRun(ref))?.nextRunId;
  const next = runRef(id ?? '');
  const [first, ...events] = await world.events(next);
  const { sessions, given } = first as RunStarted;
  return { sessions, given, events };
}

const go = { kind: 'signal', name: 'go', payload: null } as const;

test('one that fails while its run begins anew has failed in the next run', async () => {
  const began = await withSession();
  const { sessionId, put, world } = began;
  // Both are there when the owner looks: the first makes the run end.
  await put(go);
  await put({ kind: 'sessionFailed', sessionId, reason: 'WORKER_LOST', message: 'gone' });
  await world.passes(2_000);
  const { sessions, given, events } = await nextRun(began);
  expect(sessions).toEqual([]);
  expect(given).toMatchObject([{ sessionId, status: 'failed', reason: 'WORKER_LOST' }]);
  expect(events).toMatchObject([{ type: 'RunCompleted', result: 'SessionFailedError' }]);
});

test.each([
  ['is suspended', [{ kind: 'sessionSuspended', epoch: 1 }], { status: 'suspended', epoch: 1 }],
  [
    'is suspended and comes back',
    [
      { kind: 'sessionSuspended', epoch: 1 },
      { kind: 'sessionReestablished', workerId: 'w2', hostName: 'other', epoch: 2 },
    ],
    { status: 'open', workerId: 'w2', hostName: 'other', epoch: 2 },
  ],
  ['drains', [{ kind: 'sessionDraining' }], { status: 'open', isDraining: true }],
] as const)('one that %s while its run begins anew is so in the next run', async (_, news, found) => {
  const began = await withSession();
  const { sessionId, put, world } = began;
  await put(go);
  for (const body of news) await put({ sessionId, ...body } as InboxBody);
  await world.passes(2_000);
  const { sessions, given } = await nextRun(began);
  expect(sessions).toEqual([sessionId]);
  expect(given).toMatchObject([{ sessionId, ...found }]);
});

test('one that had failed before, and is named in the input, has failed in the next run', async () => {
  const began = await withSession();
  const { sessionId, put, world } = began;
  await put({ kind: 'sessionFailed', sessionId, reason: 'WORKER_LOST', message: 'gone' });
  await world.passes(2_000);
  await put(go);
  await world.passes(2_000);
  const { sessions, events } = await nextRun(began);
  expect(sessions).toEqual([]);
  expect(events).toMatchObject([{ type: 'RunCompleted', result: 'SessionFailedError' }]);
});

describe('a run that was decided again, since something was said to it', () => {
  const pendingOf = (body: InboxBody): Pending => ({ kind: 'inbox', id: body.kind as InboxId, body });
  const again = (...bodies: readonly InboxBody[]) => ({
    ...newResident({ shard, runId }),
    ...{ redone: true, pending: bodies.map(pendingOf) },
  });
  const cancel = { kind: 'cancel', reason: '', by: 'person:1' } as const;

  test('may end although more signals have come, or it might never', () => {
    expect(leavesUnheard(again(go))).toBe(false);
    expect(leavesUnheard({ ...again(go), redone: false })).toBe(true);
  });

  test('may not end without its first cancel', () => {
    const run = again(go, cancel);
    expect(leavesUnheard(run)).toBe(true);
    const asked = { ...run.state, cancelRequested: { reason: '', by: 'person:1' as const } };
    expect(leavesUnheard({ ...run, state: asked })).toBe(false);
  });
});
