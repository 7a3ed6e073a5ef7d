// Named imports of Node's modules are the same functions as their properties: a workflow that uses them is as deterministic as with the globals.
import { exec } from 'node:child_process';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { lookup } from 'node:dns';
import { request } from 'node:http';
import { connect } from 'node:net';
import { performance as clock } from 'node:perf_hooks';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { sleep, workflow } from '@baton/workflow';
import { expect, test } from 'vitest';
import { createTestEnvironment } from '../src/testing/create-test-environment.ts';

const draws = workflow('draws', async () => {
  const before = [randomUUID(), randomBytes(4).toString('hex'), performance.now(), clock.now()];
  const since = process.hrtime();
  await sleep('90s');
  const [seconds] = process.hrtime(since);
  return {
    before,
    took: performance.now() - Number(before[2]),
    seconds,
    big: String(process.hrtime.bigint()),
  };
});

test('randomness and time of Node’s modules are those of the run', async () => {
  const environment = await createTestEnvironment({ workflows: [draws] });
  const run = await environment.start(draws, undefined, { workflowId: 'draws' });
  const { before, took, seconds, big } = await run.result();
  expect(took).toBeGreaterThanOrEqual(90_000);
  expect(seconds).toBeGreaterThanOrEqual(90);
  expect(before[2]).toBe(before[3]);
  expect(Number(BigInt(big) / 1_000_000n)).toBeGreaterThanOrEqual(Number(before[2]) + 90_000);
  expect(before[0]).toMatch(/^[0-9a-f-]{36}$/);
  await environment.close();
});

const refused: readonly (readonly [string, () => unknown, string])[] = [
  ['setTimeout of node:timers', () => startTimer(() => undefined, 1), 'sleep()'],
  ['setTimeout of node:timers/promises', () => wait(1), 'sleep()'],
  ['randomInt', () => randomInt(7), 'random()'],
  ['AbortSignal.timeout', () => AbortSignal.timeout(1), 'withTimeout()'],
  ['request of node:http', () => request('http://localhost'), 'an activity'],
  ['connect of node:net', () => connect(1), 'an activity'],
  ['lookup of node:dns', () => lookup('localhost', () => undefined), 'an activity'],
  ['BroadcastChannel', () => new BroadcastChannel('x'), 'an activity'],
  ['crypto.subtle', () => crypto.subtle.digest('SHA-256', new Uint8Array(1)), 'an activity'],
  ['exec of node:child_process', () => exec('true'), 'an activity'],
];

test.each(refused)('%s is refused in a workflow, and names what to use instead', async (_, call, use) => {
  const uses = workflow('uses', async () => {
    call();
  });
  const environment = await createTestEnvironment({ workflows: [uses] });
  const run = await environment.start(uses, undefined);
  const failure: unknown = await run.result().catch((error: unknown) => error);
  expect(failure).toMatchObject({
    name: 'NotDeterministicError',
    message: expect.stringContaining(use) as string,
  });
  await environment.close();
});

test('elsewhere in the process nothing changes', async () => {
  expect((await crypto.subtle.digest('SHA-256', new Uint8Array(1))).byteLength).toBe(32);
  new BroadcastChannel('x').close();
  await wait(1);
  await new Promise((resolve) => void startTimer(resolve, 1));
  expect(randomInt(7)).toBeLessThan(7);
  expect(randomBytes(4)).toHaveLength(4);
  expect(randomUUID()).not.toBe(randomUUID());
  expect(process.hrtime.bigint()).toBeLessThan(process.hrtime.bigint());
});
