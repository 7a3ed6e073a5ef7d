import { runRef, type Json, type RunId, type RunRef } from '@baton/core';
import { continueAsNew, expectSignal, isCancellation, sleep, workflow } from '@baton/workflow';
import { expect, test } from 'vitest';
import { deliverOutbox } from '../src/sweeps/deliver-outbox.ts';
import { allShards, createWorld, everyShard, type World } from './world.ts';

/** Begins anew with each signal, and says what it has seen once it is cancelled. */
const relay = workflow('relay', async (seen: readonly Json[]): Promise<readonly Json[]> => {
  let next: Json;
  try {
    next = await expectSignal('add');
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return seen;
  }
  return next === 'sleep' ? (await sleep('1h'), seen) : continueAsNew([...seen, next]);
});

async function chainOf(world: World, first: RunRef): Promise<readonly RunRef[]> {
  const chain = [first];
  for (let id: RunId | null | undefined = first.runId; id;) {
    id = (await world.memory.readRun(runRef(id)))?.nextRunId;
    if (id) chain.push(runRef(id));
  }
  return chain;
}

async function resultOf(world: World, first: RunRef): Promise<unknown> {
  const last = (await chainOf(world, first)).at(-1)!;
  return (await world.events(last)).at(-1);
}

function send(world: World, ref: RunRef, payload: Json, requestId: string): Promise<string> {
  const body = { kind: 'signal', name: 'add', payload, requestId } as const;
  return world.memory.put({ ...ref, body, dedupKey: `signal:${requestId}` });
}

test('signals that wait while a run begins anew are the next run’s, in order and once', async () => {
  const world = createWorld({ workflows: [relay] });
  const run = await world.start('relay', []);
  for (const n of [1, 2, 3, 4, 5]) await send(world, run.ref, n, `request ${n}`);
  const owner = world.newOwner();
  owner.setShards(allShards);
  await world.passes(8_000);
  const chain = await chainOf(world, run.ref);
  expect(chain).toHaveLength(6);
  const last = chain.at(-1)!;
  // Sent again, since the first answer was lost: the chain knows it, whichever of its runs has read it.
  for (const n of [1, 3, 5]) await send(world, last, n, `request ${n}`);
  await world.memory.put({ ...last, body: { kind: 'cancel', reason: '', by: 'person:1' }, dedupKey: null });
  await world.passes(2_000);
  expect(await resultOf(world, run.ref)).toEqual({ type: 'RunCompleted', result: [1, 2, 3, 4, 5] });
});

test('a cancel that waits behind a signal is seen before the run begins anew', async () => {
  const world = createWorld({ workflows: [relay] });
  const run = await world.start('relay', ['first']);
  await send(world, run.ref, 1, 'request 1');
  await world.memory.put({
    ...run.ref,
    body: { kind: 'cancel', reason: '', by: 'person:1' },
    dedupKey: null,
  });
  const owner = world.newOwner();
  owner.setShards(allShards);
  await world.passes(2_000);
  expect(await resultOf(world, run.ref)).toEqual({ type: 'RunCompleted', result: ['first'] });
});

test('children of a run that begins anew end by their close policy', async () => {
  const child = workflow('child', async () => sleep('1h'));
  const parent = workflow('parent', async (): Promise<void> => {
    await child.with({ workflowId: 'stays', parentClosePolicy: 'abandon' })().started;
    await child.with({ workflowId: 'ends' })().started;
    continueAsNew([], { workflow: relay });
  });
  const world = createWorld({ workflows: [relay, child, parent] });
  const run = await world.start('parent');
  const owner = world.newOwner();
  owner.setShards(allShards);
  for (let i = 0; i < 8; i++) {
    await world.passes(200);
    await deliverOutbox({ storage: world.memory, shards: everyShard, failed: () => undefined });
    owner.wake();
  }
  const chain = await chainOf(world, run.ref);
  expect(await world.memory.readRun(chain.at(-1)!)).toMatchObject({ workflow: 'relay', status: 'running' });
  expect(await world.memory.findRun('stays')).toMatchObject({ status: 'running' });
  expect(await world.memory.findRun('ends')).toMatchObject({ status: 'terminated' });
});
