import { activity, expectSignal, workflow } from '@baton/workflow';
import { expect, test } from 'vitest';
import type { Storage } from '../src/storage.ts';
import { allShards, createWorld, held } from './world.ts';

const echo = activity('echo', { startToClose: '1 minute' }, (text: string) => `${text}!`);
const answers = workflow('answers', async () => {
  await expectSignal('ask');
  return echo('a');
});

test('a wake row that is read while it is being deleted is not taken for one that stays', async () => {
  const { handlers } = held();
  const world = createWorld({ workflows: [answers], attempts: handlers });
  const { memory, scheduler } = world;
  const later = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      scheduler.after(ms, () => void call().then(resolve, reject));
    });
  // The row is read before it is deleted, and deleted before the transition is stored that counts on it.
  const slow: Storage = {
    ...memory,
    discardInbox: (discards) => later(60, () => memory.discardInbox(discards)),
    commit: (transition) => later(120, () => memory.commit(transition)),
  };
  const owner = world.newOwner('dead', slow);
  owner.setShards(allShards);
  const run = await world.start('answers');
  owner.adopt(run);
  // It waits for the signal, and its wake row is on its way out.
  await world.passes(20);
  const signal = { kind: 'signal', name: 'ask', payload: null, requestId: '1' } as const;
  await memory.put({ ...run.ref, body: signal, dedupKey: null });
  owner.wake();
  await world.passes(300);

  expect(await world.types(run.ref)).toEqual(['RunStarted', 'SignalReceived', 'ActivityScheduled']);
  const left = await memory.pollInbox(allShards, null, 10);
  expect(left.map(({ body }) => body.kind)).toEqual(['wake']);
});
