import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createQuoteService, type Callback } from '../async-callback/service.ts';

async function serving(callback: Partial<Callback>) {
  const calls = {
    complete: vi.fn<Callback['complete']>(callback.complete ?? (async () => undefined)),
    fail: vi.fn<Callback['fail']>(callback.fail ?? (async () => undefined)),
    beat: vi.fn<Callback['beat']>(callback.beat ?? (async () => false)),
  };
  const log = vi.fn<(message: string) => void>();
  const server = createQuoteService({ callback: calls, workMs: 20, log });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const post = (body: unknown) =>
    fetch(`http://127.0.0.1:${port}/quotes`, { method: 'POST', body: JSON.stringify(body) });
  return { ...calls, log, post };
}

it('a request is taken at once and answered later, with heartbeats between', async () => {
  const service = await serving({});
  const response = await service.post({ token: 't', item: 'gear', quantity: 100 });
  expect(response.status).toBe(202);
  expect(service.complete).not.toHaveBeenCalled();
  await vi.waitFor(() =>
    expect(service.complete).toHaveBeenCalledWith('t', { item: 'gear', quantity: 100, totalCents: 130_500 }),
  );
  expect(service.beat.mock.calls.map(([, percent]) => percent)).toEqual([25, 50, 75, 100]);
});

it('what is not sold fails for good', async () => {
  const service = await serving({});
  await service.post({ token: 't', item: 'moon', quantity: 1 });
  await vi.waitFor(() =>
    expect(service.fail).toHaveBeenCalledWith('t', {
      name: 'UnknownItem',
      message: 'There is no moon',
      nonRetryable: true,
    }),
  );
});

it('work stops when the heartbeat says that nobody waits', async () => {
  const service = await serving({ beat: async () => true });
  await service.post({ token: 't', item: 'gear', quantity: 1 });
  await vi.waitFor(() => expect(service.log).toHaveBeenCalled());
  expect(service.beat).toHaveBeenCalledTimes(1);
  expect(service.complete).not.toHaveBeenCalled();
});

it('anything else is refused', async () => {
  const service = await serving({});
  for (const body of [{}, { token: 't', item: 'gear', quantity: 0 }, 'x'.repeat(20_000)]) {
    expect((await service.post(body)).status).toBe(400);
  }
});
