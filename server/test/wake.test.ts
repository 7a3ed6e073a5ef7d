import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { makeWake } from '../live/wake.ts';

test('a bell that rings often leaves nothing behind on the signal', async () => {
  const wake = makeWake();
  const { signal } = new AbortController();
  for (let i = 0; i < 50; i++) {
    const rung = wake.wait(signal);
    wake.ring();
    expect(await rung).toBe(true);
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('rings while nobody listens are one', async () => {
  const wake = makeWake();
  const abort = new AbortController();
  wake.ring();
  wake.ring();
  expect(await wake.wait(abort.signal)).toBe(true);
  const second = wake.wait(abort.signal);
  abort.abort();
  expect(await second).toBe(false);
});
