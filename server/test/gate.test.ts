import { afterEach, expect, test, vi } from 'vitest';
import { Gate } from '../http/gate.ts';

const limits = { atOnce: 2, bytesAtOnce: 100, waiting: 2, waitMs: 60_000 };
afterEach(() => vi.useRealTimers());

const refused = { code: 'OVERLOADED', details: { retryAfterS: 1 } };

test('who comes first enters first; a place is free once its call has left', async () => {
  const gate = new Gate(limits);
  const [first, second] = [await gate.enter(0), await gate.enter(0)];
  const order: string[] = [];
  const third = gate.enter(0).then((leave) => (order.push('third'), leave));
  const fourth = gate.enter(0).then((leave) => (order.push('fourth'), leave));
  expect(gate.load).toMatchObject({ inside: 2, waiting: 2 });
  first();
  const leaveThird = await third;
  expect(order).toEqual(['third']);
  leaveThird();
  second();
  (await fourth)();
  expect(order).toEqual(['third', 'fourth']);
  expect(gate.load).toMatchObject({ inside: 0, waiting: 0 });
});

test('a call leaves once, however often it says so', async () => {
  const gate = new Gate(limits);
  const leave = await gate.enter(10);
  await gate.enter(10);
  leave();
  leave();
  expect(gate.load.inside).toBe(1);
});

test('when enough wait, others are refused at once', async () => {
  const gate = new Gate(limits);
  const leaves = [await gate.enter(0), await gate.enter(0)];
  const waiting = [gate.enter(0), gate.enter(0)];
  await expect(gate.enter(0)).rejects.toMatchObject(refused);
  for (const leave of leaves) leave();
  await Promise.all(waiting);
});

test('who has waited long enough is refused, and is in nobody’s way any more', async () => {
  const gate = new Gate({ ...limits, waitMs: 20 });
  const leave = await gate.enter(60);
  await expect(gate.enter(60)).rejects.toMatchObject(refused);
  await expect(gate.enter(40)).resolves.toBeTypeOf('function');
  leave();
  expect(gate.load).toMatchObject({ inside: 1, waiting: 0 });
});

test('who has gone away waits no longer', async () => {
  const gate = new Gate(limits);
  const leaves = [await gate.enter(0), await gate.enter(0)];
  const gone = new AbortController();
  const waiting = gate.enter(0, () => gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject(refused);
  for (const leave of leaves) leave();
  expect(gate.load).toMatchObject({ inside: 0, waiting: 0 });
});

test('bytes count, too; what is larger than all enters alone', async () => {
  const gate = new Gate({ ...limits, atOnce: 10 });
  const large = await gate.enter(1_000);
  const small = gate.enter(1);
  expect(gate.load).toMatchObject({ inside: 1, waiting: 1 });
  large();
  const leaveSmall = await small;
  const another = gate.enter(1_000);
  expect(gate.load).toMatchObject({ inside: 1, waiting: 1 });
  leaveSmall();
  (await another)();
});

test('after slow calls, quick ones find more places again', async () => {
  let slowMs = 0;
  const gate = new Gate({
    ...{ atOnce: 10, bytesAtOnce: 100, waiting: 0, waitMs: 0, atLeast: 2 },
    get slowMs() {
      return slowMs;
    },
  });
  for (let i = 0; i < 200; i++) (await gate.enter(0))();
  expect(gate.load.atOnce).toBe(2);
  slowMs = 60_000;
  for (let i = 0; i < 200; i++) (await gate.enter(0))();
  expect(gate.load.atOnce).toBe(10);
});

test('no more wait than get a place in half of their time, as long as calls take what they took lately', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const gate = new Gate({ ...limits, waiting: 1_000, waitMs: 58 });
  for (let i = 0; i < 1_000; i++) {
    const leave = await gate.enter(0);
    vi.advanceTimersByTime(10);
    leave();
  }
  const leaves = [await gate.enter(0), await gate.enter(0)];
  // Two places for 29 ms, of calls that take 10.
  const waiting = Array.from({ length: 5 }, () => gate.enter(0));
  expect(gate.isFull).toBe(false);
  waiting.push(gate.enter(0));
  expect(gate.isFull).toBe(true);
  await expect(gate.enter(0)).rejects.toMatchObject(refused);
  for (const leave of leaves) leave();
  for (const entered of waiting) (await entered)();
  expect(gate.isFull).toBe(false);
});
