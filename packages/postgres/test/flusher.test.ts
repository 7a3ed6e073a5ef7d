import type { TimerId } from '@baton/core';
import type { CommitOutcome } from '@baton/engine';
import { describe, expect, it } from 'vitest';
import { StorageUnavailableError } from '../src/connection/errors.ts';
import type { PostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';
import { startProxy } from '../src/testing-proxy.ts';
import { append, complete, queue, startRequest } from './runs.ts';

const database = openedDatabase();

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function started(storage: PostgresStorage, workflowId: string) {
  const request = startRequest(workflowId);
  const outcome = await storage.startRun(request);
  if (outcome.kind !== 'started') throw new Error(`${workflowId} is taken`);
  return { ref: request.ref, wake: outcome.inboxId, request };
}

function count(outcomes: readonly CommitOutcome[], which: CommitOutcome): number {
  return outcomes.filter((outcome) => outcome === which).length;
}

describe('the flusher', () => {
  it('writes a thousand runs at once, each whole', async () => {
    const storage = await database.open();
    const runs = await Promise.all(Array.from({ length: 1_000 }, (_, n) => started(storage, `many-${n}`)));
    for (const seq of [2, 3]) {
      const outcomes = await Promise.all(runs.map(({ ref }) => storage.commit(append(ref, seq))));
      expect(count(outcomes, 'committed')).toBe(1_000);
    }
    const ends = await Promise.all(
      runs.map(({ ref, wake }) => storage.commit(complete(ref, 4, { consume: [wake] }))),
    );
    expect(count(ends, 'committed')).toBe(1_000);
    const [rows] = await database.rows(
      `select count(*)::int as rows, count(distinct run_id)::int as runs from baton.history
       where run_id in (select id from baton.run where workflow_id like 'many-%' and status = 'completed')`,
    );
    expect(rows).toEqual({ rows: 4_000, runs: 1_000 });
    expect(await database.rows(`select from baton.inbox`)).toEqual([]);
  });

  it('lets a later transition of a run wait for the earlier', async () => {
    const storage = await database.open();
    const { ref } = await started(storage, 'pipelined');
    const outcomes = await Promise.all([2, 3, 4, 5].map((seq) => storage.commit(append(ref, seq))));
    expect(outcomes).toEqual(['committed', 'committed', 'committed', 'committed']);
  });

  it('in a storm of conflicts writes each place once, and only losers hear of it', async () => {
    const storages = await Promise.all([database.open(), database.open(), database.open()]);
    const runs = await Promise.all(Array.from({ length: 40 }, (_, n) => started(storages[0], `storm-${n}`)));
    for (let seq = 2; seq < 12; seq++) {
      const outcomes = await Promise.all(
        runs.map(({ ref }) => Promise.all(storages.map((storage) => storage.commit(append(ref, seq))))),
      );
      for (const ofRun of outcomes) expect([...ofRun].sort()).toEqual(['committed', 'conflict', 'conflict']);
    }
  });

  it('clears away what a run leaves, whether or not its owner believes that there is something', async () => {
    const storage = await database.open();
    const addTimers = [{ timerId: '1' as TimerId, fireAtMs: Date.now() + 60_000 }];
    for (const leaves of [
      undefined,
      { activities: false, timers: false },
      { activities: true, timers: true },
    ]) {
      const { ref } = await started(storage, 'leaves');
      await storage.commit(append(ref, 2, { addTimers }));
      const close = { status: 'completed', next: null, ...(leaves && { leaves }) } as const;
      expect(await storage.commit(complete(ref, 3, { close }))).toBe('committed');
      expect(await database.rows(`select from baton.timer where run_id = '${ref.runId}'`)).toEqual([]);
      expect((await storage.readRun(ref))?.status).toBe('completed');
    }
  });

  it('a transition that the database refuses spoils no other', async () => {
    const storage = await database.open();
    const runs = await Promise.all(Array.from({ length: 20 }, (_, n) => started(storage, `spoilt-${n}`)));
    const outcomes = await Promise.allSettled(
      runs.map(({ ref }, n) => storage.commit(append(ref, 2, n === 7 ? { events: [] } : {}))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(19);
    expect(outcomes[7]).toMatchObject({ status: 'rejected', reason: { constraint: 'history_seq' } });
  });

  it('never loses a signal that comes while a run closes', async () => {
    const [owner, sender] = await Promise.all([database.open(), database.open()]);
    const body = { kind: 'signal', name: 'paid', payload: null } as const;
    let refused = 0;
    let closedFirst = 0;
    for (let round = 0; round < 60; round++) {
      const runs = await Promise.all(
        Array.from({ length: 8 }, (_, n) => started(owner, `race-${round}-${n}`)),
      );
      // Either may begin a little earlier, or a connection that is quicker would win each time.
      const lead = Math.random() * 6 - 3;
      const closes = runs.map(async ({ ref }) => {
        if (lead < 0) await pause(-lead);
        return owner.commit(complete(ref, 2));
      });
      const puts = runs.map(async ({ ref }) => {
        if (lead > 0) await pause(lead);
        return sender.put({ ...ref, body, dedupKey: null });
      });
      const [closed, put] = await Promise.all([Promise.all(closes), Promise.all(puts)]);
      for (const [at, { ref }] of runs.entries()) {
        if (closed[at] === 'committed') {
          closedFirst++;
          expect(['runClosed', 'accepted']).toContain(put[at]);
          // Accepted and committed can't both be.
          expect(put[at]).toBe('runClosed');
        } else {
          refused++;
          expect([closed[at], put[at]]).toEqual(['unseen', 'accepted']);
          const inbox = await owner.pollInbox(new Map([[queue, [ref.shard]]]), null, 1_000);
          const seen = inbox.filter((row) => row.runId === ref.runId);
          expect(seen.map((row) => row.body.kind)).toEqual(['wake', 'signal']);
          const again = complete(ref, 2, { consume: seen.map(({ id }) => id) });
          expect(await owner.commit(again)).toBe('committed');
        }
      }
    }
    // Else the race was never run.
    expect(refused).toBeGreaterThan(0);
    expect(closedFirst).toBeGreaterThan(0);
  });

  it('reads back what it wrote when the answers are lost, and writes the rest', async () => {
    const proxy = await startProxy(database.url());
    const storage = await database.open(proxy.url);
    const other = await database.open();
    const runs = await Promise.all(Array.from({ length: 50 }, (_, n) => started(storage, `lost-${n}`)));
    const foreign = runs[0]!.ref;
    for (let seq = 2; seq < 8; seq++) {
      const late = seq === 7;
      if (late) expect(await other.commit(append(foreign, seq))).toBe('committed');
      proxy.mute();
      const commits = Promise.all(runs.map(({ ref }) => storage.commit(append(ref, seq))));
      const start = storage.startRun(startRequest(`lost-start-${seq}`));
      await pause(60);
      proxy.restore();
      const outcomes = await commits;
      expect(count(outcomes, 'committed')).toBe(late ? 49 : 50);
      if (late) expect(outcomes[0]).toBe('conflict');
      expect((await start).kind).toBe('started');
    }
    for (const { ref } of runs) {
      const rows = await other.readHistory(ref, 0);
      expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
    await storage.close();
    await proxy.close();
  });

  it('reads throw a typed error while the database is away, and work again by themselves', async () => {
    const proxy = await startProxy(database.url());
    const storage = await database.open(proxy.url);
    const { ref } = await started(storage, 'away');
    await proxy.close();
    await expect(storage.readRun(ref)).rejects.toThrow(StorageUnavailableError);
    await expect(storage.readRun(ref)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      retryable: true,
    });
    const commit = storage.commit(append(ref, 2));
    await pause(50);
    await storage.close();
    await expect(commit).rejects.toThrow(StorageUnavailableError);
  });
});
