import {
  defaultActivityOptions,
  type ActivityId,
  type SessionId,
  type WorkerId,
  type WorkerKey,
} from '@baton/core';
import type { NewActivityRow, WorkerRegistration } from '@baton/engine';
import { describe, expect, it } from 'vitest';
import type { PostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';
import { append, complete, startRequest } from './runs.ts';

const database = openedDatabase();

function activity(workflowId: string, activityId: string, queue: string): NewActivityRow {
  const nowMs = Date.now() - 1_000;
  return {
    activityId: activityId as ActivityId,
    name: 'work',
    queue,
    input: null,
    options: { ...defaultActivityOptions, startToCloseMs: 60_000 },
    workflow: 'test',
    workflowId,
    label: null,
    sessionId: null,
    human: null,
    state: 'queued',
    attempt: 0,
    workerId: null,
    availableAtMs: nowMs,
    scheduledAtMs: nowMs,
    startedAtMs: null,
    lastFailure: null,
  };
}

async function register(storage: PostgresStorage, name: string, changes: Partial<WorkerRegistration> = {}) {
  const workerId = name as WorkerId;
  const answer = await storage.registerWorker({
    workerId,
    workerKey: `${name}-key` as WorkerKey,
    hostName: 'host',
    hostId: 'host',
    pid: 1,
    taskQueues: ['default'],
    workflows: [],
    activities: [],
    maxConcurrentActivities: 10,
    sessions: null,
    leaseMs: 60_000,
    ownsRuns: true,
    buildId: '1',
    ...changes,
  });
  expect(answer).toHaveProperty('nowMs');
  return workerId;
}

describe('workers that compete', () => {
  it('claim each attempt once, and never more than they asked for', async () => {
    const storages = await Promise.all([database.open(), database.open(), database.open()]);
    const workers = await Promise.all(storages.map((storage, n) => register(storage, `claimer-${n}`)));
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const request = startRequest(`claimed-${n}`);
        await storages[0].startRun(request);
        const rows = Array.from({ length: 5 }, (_one, k) => activity(`claimed-${n}`, String(k + 1), 'busy'));
        await storages[0].commit(append(request.ref, 2, { addActivities: rows }));
      }),
    );
    const claimed: string[] = [];
    await Promise.all(
      storages.flatMap((storage, n) =>
        Array.from({ length: 3 }, async () => {
          for (;;) {
            const tasks = await storage.claimActivities(workers[n]!, ['busy'], ['work'], 7);
            expect(tasks.length).toBeLessThanOrEqual(7);
            claimed.push(...tasks.map(({ runId, activityId }) => `${runId} ${activityId}`));
            if (tasks.length === 0 && claimed.length >= 300) return;
          }
        }),
      ),
    );
    expect(claimed).toHaveLength(300);
    expect(new Set(claimed).size).toBe(300);
  });

  it('never hold more sessions and resources than they offer, whatever comes and goes', async () => {
    const storages = await Promise.all([database.open(), database.open()]);
    const sessions = { maxConcurrentSessions: 3, resources: { gpu: 4 } };
    const host = await register(storages[0], 'host', { sessions, taskQueues: ['gpus'] });
    const requests = Array.from({ length: 40 }, (_, n) => startRequest(`session-${n}`));
    const options = {
      ...{ creationTimeoutMs: 60_000, executionTimeoutMs: 60_000, idleTimeoutMs: null, taskQueue: null },
      ...{ onWorkerLost: 'fail' as const, reestablishTimeoutMs: 1_000, workerKey: null },
    };
    await Promise.all(
      requests.map(async ({ ref, event }, n) => {
        await storages[0].startRun({ ref, event, reusePolicy: 'allow', signals: [] });
        const sessionId = `${ref.runId}/1` as SessionId;
        const asked = { ...options, resources: { gpu: 1 + (n % 3) } };
        const session = { sessionId, options: asked, taskQueue: 'gpus', label: null };
        await storages[0].commit(append(ref, 2, { addSessions: [session] }));
      }),
    );
    const refs = new Map(requests.map(({ ref }) => [ref.runId, ref]));
    let ended = 0;
    const watch = { on: true };
    const seen: { used: string; capacity: string }[] = [];
    const watcher = (async () => {
      while (watch.on) {
        seen.push(
          ...(await database.rows<{ used: string; capacity: string }>(
            'select used, capacity from baton.reservation',
          )),
        );
      }
    })();
    await Promise.all(
      [...storages, ...storages].map(async (storage) => {
        while (ended < requests.length) {
          const opened = await storage.claimSessions(host, ['gpus'], 2);
          for (const { runId, sessionId } of opened) {
            const ref = refs.get(runId)!;
            const inbox = await storage.pollInbox(new Map([['default', [ref.shard]]]), null, 1_000);
            const consume = inbox.filter((row) => row.runId === runId).map(({ id }) => id);
            // By its workflow, or by the end of the run.
            const release = ended % 2 === 0 ? { releaseSessions: [sessionId] } : {};
            const end = ended % 2 === 0 ? append(ref, 3, release) : complete(ref, 3, { consume });
            expect(await storage.commit(end)).toBe('committed');
            ended++;
          }
        }
      }),
    );
    watch.on = false;
    await watcher;
    expect(seen.every(({ used, capacity }) => Number(used) >= 0 && Number(used) <= Number(capacity))).toBe(
      true,
    );
    expect(await database.rows('select from baton.reservation where used <> 0')).toEqual([]);
    expect(await storages[0].listSessions({ open: true, limit: 100 })).toEqual([]);
  });

  it('share the shards of a queue, each shard with one owner', async () => {
    const storages = await Promise.all([database.open(), database.open(), database.open()]);
    const workers = await Promise.all(
      storages.map((storage, n) => register(storage, `owner-${n}`, { taskQueues: ['shared'] })),
    );
    let held: number[][] = [];
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(storages.map((storage, n) => storage.heartbeatWorker(workers[n]!)));
      held = answers.map(({ shards }) => shards.map(({ shard }) => shard));
    }
    expect(held.map(({ length }) => length).sort()).toEqual([20, 22, 22]);
    expect(new Set(held.flat()).size).toBe(64);
    await storages[2].releaseWorker(workers[2]!, 'stopped');
    // Two that reach for the same shard at once settle it with the next heartbeat.
    for (let round = 0; round < 3; round++) {
      const left = await Promise.all([0, 1].map((n) => storages[n]!.heartbeatWorker(workers[n]!)));
      held = left.map(({ shards }) => shards.map(({ shard }) => shard));
    }
    expect(held.map(({ length }) => length)).toEqual([32, 32]);
    expect(new Set(held.flat()).size).toBe(64);
  });
});
