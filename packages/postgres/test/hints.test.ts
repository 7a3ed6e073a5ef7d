import type { Hint } from '@baton/engine';
import { describe, expect, it } from 'vitest';
import { hintsOf, makePendingHints } from '../src/hints/pending.ts';
import type { PostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';
import { startProxy } from '../src/testing-proxy.ts';
import { append, newRef, startRequest } from './runs.ts';

const database = openedDatabase();

/** Resolves with the first hint that fits. */
function heard(storage: PostgresStorage, fits: (hint: Hint) => boolean): Promise<Hint> {
  return new Promise((resolve) => {
    const stop = storage.onHint((hint) => {
      if (!fits(hint)) return;
      stop();
      resolve(hint);
    });
  });
}

/** Until its channel listens: then it is told to look at everything. */
async function listening(storage: PostgresStorage): Promise<PostgresStorage> {
  await heard(storage, (hint) => hint.kind === 'inbox' && hint.shards.length === 64);
  return storage;
}

describe('hints', () => {
  it('tell other processes of new rows of history and of the inbox', async () => {
    const [writer, reader] = await Promise.all([
      database.open().then(listening),
      database.open().then(listening),
    ]);
    const request = startRequest('hinted');
    const { ref } = request;
    const inbox = heard(reader, (hint) => hint.kind === 'inbox' && hint.shards.includes(ref.shard));
    const started = heard(reader, (hint) => hint.kind === 'history' && hint.runs.includes(ref.runId));
    await writer.startRun(request);
    await Promise.all([inbox, started]);

    const own = heard(writer, (hint) => hint.kind === 'history');
    const others = heard(reader, (hint) => hint.kind === 'history' && hint.runs.includes(ref.runId));
    const at = performance.now();
    await writer.commit(append(ref, 2));
    await Promise.all([own, others]);
    // Milliseconds on an idle machine; the poll that stands behind it is a second.
    expect(performance.now() - at).toBeLessThan(900);
  });

  it('after a lost connection say that everything may be new', async () => {
    const proxy = await startProxy(database.url());
    const storage = await listening(await database.open(proxy.url));
    const again = heard(storage, (hint) => hint.kind === 'inbox' && hint.shards.length === 64);
    proxy.restore();
    expect(await again).toBeDefined();
    await storage.close();
    await proxy.close();
  });

  it('fit into a notification however much happened, and still reach those who follow a run', () => {
    const pending = makePendingHints('a');
    const refs = Array.from({ length: 1_000 }, (_, n) => newRef(`follow-${n}`));
    pending.add({ kind: 'history', runs: refs.map(({ runId }) => runId) });
    pending.add({
      kind: 'queue',
      queues: Array.from({ length: 500 }, (_, n) => `queue-${n}-${'x'.repeat(60)}`),
    });
    const messages = pending.take();
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(8_000);
    const followed = [refs[17]!.runId];
    const hints = messages.flatMap((message) => hintsOf(message, followed));
    expect(hints).toContainEqual({ kind: 'history', runs: followed });
    expect(pending.take()).toEqual([]);
  });
});
