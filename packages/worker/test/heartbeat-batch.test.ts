import type { ActivityId } from '@baton/core';
import { nodeScheduler, type HeartbeatRequest, type Storage } from '@baton/engine';
import { makeRunId, runRef, type Shard } from '@baton/core';
import { expect, test } from 'vitest';
import { createHeartbeatBatch } from '../src/activity/heartbeat-batch.ts';

const target = { ...runRef(makeRunId(0 as Shard, 0, new Uint8Array(8))), attempt: 1, epoch: null };
const beat = (n: number): HeartbeatRequest => ({
  ...target,
  activityId: String(n) as ActivityId,
  details: n,
  sequence: 1,
});

/** A storage whose statements end when the test says so. */
function slowStorage() {
  const statements: { readonly sizes: number; readonly answer: () => void; readonly fail: () => void }[] = [];
  const heartbeat: Storage['heartbeat'] = (requests) =>
    new Promise((resolve, reject) => {
      const answers = requests.map(() => ({ kind: 'ok', cancelRequested: null }) as const);
      statements.push({
        sizes: requests.length,
        answer: () => resolve(answers),
        fail: () => reject(new Error('away')),
      });
    });
  return { statements, send: createHeartbeatBatch({ heartbeat }, nodeScheduler) };
}

test('beats that come while a statement is on its way go together in the next one', async () => {
  const { statements, send } = slowStorage();
  const first = [send(beat(1)), send(beat(2))];
  await expect.poll(() => statements.length).toBe(1);
  const second = Array.from({ length: 40 }, (_, n) => send(beat(n + 3)));
  statements[0]?.answer();
  await Promise.all(first);
  await expect.poll(() => statements.length).toBe(2);
  statements[1]?.answer();
  expect(await Promise.all(second)).toHaveLength(40);
  expect(statements.map(({ sizes }) => sizes)).toEqual([2, 40]);
});

test('a statement that fails fails its beats, and the next ones go', async () => {
  const { statements, send } = slowStorage();
  const lost = send(beat(1));
  await expect.poll(() => statements.length).toBe(1);
  statements[0]?.fail();
  await expect(lost).rejects.toThrow('away');
  const next = send(beat(2));
  await expect.poll(() => statements.length).toBe(2);
  statements[1]?.answer();
  expect(await next).toMatchObject({ kind: 'ok' });
});
