import { randomBytes } from 'node:crypto';
import { makeRunId, type RunRef, type SessionId, type WorkerId, type WorkerKey } from '@baton/core';
import type { Transition } from '@baton/engine';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { PostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';
import { append, startRequest } from './runs.ts';

const database = openedDatabase();

async function openSession(storage: PostgresStorage, workerId: WorkerId) {
  const request = startRequest('holder');
  await storage.startRun(request);
  const sessionId = `${request.ref.runId}/1` as SessionId;
  const options = {
    ...{ creationTimeoutMs: 60_000, executionTimeoutMs: 60_000, idleTimeoutMs: null, taskQueue: null },
    ...{ onWorkerLost: 'fail' as const, reestablishTimeoutMs: 1_000, workerKey: null, resources: {} },
  };
  const session = { sessionId, options, taskQueue: 'default', label: null };
  await storage.commit(append(request.ref, 2, { addSessions: [session] }));
  expect(await storage.claimSessions(workerId, ['default'], 1)).toHaveLength(1);
  return { ...request, sessionId };
}

/** The run continues as new, and its session passes to the next. */
function handingOver(
  { ref, event, sessionId }: Awaited<ReturnType<typeof openSession>>,
  consume: Transition['consume'],
) {
  const next: RunRef = { shard: ref.shard, runId: makeRunId(ref.shard, Date.now(), randomBytes(8)) };
  const started = { ...event, continuedFrom: ref.runId, sessions: [sessionId] };
  const closing = append(ref, 3, {
    consume,
    events: [{ type: 'RunContinuedAsNew', nextRunId: next.runId, workflow: event.workflow, input: null }],
    close: { status: 'continuedAsNew', next: { ref: next, event: started } },
  });
  return { next, closing };
}

async function waitFor(blocked: number): Promise<void> {
  const waiting = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (;;) {
    const [found] = await database.rows<{ n: number }>(waiting);
    if (found?.n === blocked) return;
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

test('a worker that drains while a session is handed over tells the run that has it then', async () => {
  const [owner, other] = await Promise.all([database.open(), database.open()]);
  const workerId = 'drains' as WorkerId;
  await owner.registerWorker({
    ...{ workerId, workerKey: 'drains-key' as WorkerKey, hostName: 'host', hostId: 'host', pid: 1 },
    ...{ taskQueues: ['default'], workflows: [], activities: [], maxConcurrentActivities: 1 },
    ...{
      sessions: { maxConcurrentSessions: 1, resources: {} },
      leaseMs: 60_000,
      ownsRuns: true,
      buildId: '1',
    },
  });
  const run = await openSession(owner, workerId);
  const inbox = () => owner.pollInbox(new Map([['default', [run.ref.shard]]]), null, 100);
  const { next, closing } = handingOver(
    run,
    (await inbox()).map(({ id }) => id),
  );

  const client = new pg.Client({ connectionString: database.url() });
  await client.connect();
  await client.query('begin');
  await client.query('select from baton.run where id = $1 for update', [run.ref.runId]);
  const closed = owner.commit(closing);
  await waitFor(1);
  const drained = other.releaseWorker(workerId, 'draining');
  await waitFor(2);
  await client.query('commit');
  await client.end();

  expect(await closed).toBe('committed');
  await drained;
  const told = (await inbox()).filter(({ body }) => body.kind === 'sessionDraining');
  expect(told).toMatchObject([{ runId: next.runId, body: { sessionId: run.sessionId } }]);
});
