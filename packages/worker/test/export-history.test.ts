import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { exportHistory } from '../src/export-history.ts';

/** A server that tells two events at a time. */
async function studio(): Promise<string> {
  const events = [1, 2, 3, 4, 5].map((seq) => ({ seq, atMs: seq, type: 'TimerFired', timerId: String(seq) }));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://studio');
    const isAllowed =
      request.headers.authorization === 'Bearer key' && pathname === '/base/api/v1/runs/run-1/history';
    const rest = events.filter(({ seq }) => seq > Number(searchParams.get('afterSeq')));
    const shown = rest.slice(0, 2);
    response.statusCode = isAllowed ? 200 : 404;
    response.end(
      JSON.stringify(
        isAllowed
          ? { runId: 'run-1', events: shown, lastSeq: shown.at(-1)?.seq, more: rest.length > 2 }
          : { error: { message: 'There is no such run', code: -32_000, data: { code: 'RUN_NOT_FOUND' } } },
      ),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`;
}

test('all pages of a history are one', async () => {
  const url = await studio();
  const { runId, events } = await exportHistory({ url, apiKey: 'key', runId: 'run-1' });
  expect(runId).toBe('run-1');
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});

test('what the server says is told', async () => {
  const url = await studio();
  await expect(exportHistory({ url, apiKey: 'key', runId: 'run-2' })).rejects.toThrow(
    'RUN_NOT_FOUND: There is no such run',
  );
});
