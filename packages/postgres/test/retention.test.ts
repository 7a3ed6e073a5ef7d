// Closed runs leave: which, with what, in which steps, and whom that keeps from nothing.
import { randomBytes } from 'node:crypto';
import { makeRunId, shardOf, type RunId, type RunRef } from '@baton/core';
import type { Transition } from '@baton/engine';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresStorage } from '../src/storage.ts';
import { openedDatabase } from './opened.ts';
import { append, complete, startRequest } from './runs.ts';

const database = openedDatabase();
const DAY_MS = 86_400_000;
const by = 'person:ada';

let storage: PostgresStorage;
beforeAll(async () => {
  storage = await database.open();
});
beforeEach(async () => {
  await database.rows('delete from baton.run');
  await database.rows('delete from baton.history');
  await storage.retention.set({ keepDays: 30 }, by);
});

interface OldRun {
  readonly workflowId: string;
  readonly startedDaysAgo: number;
  /** `null`: it is open. */
  readonly closedDaysAgo: number | null;
  readonly parent?: RunRef;
  readonly events?: number;
}

/** A run as it would stand in the database had it been started then. */
async function oldRun({
  workflowId,
  startedDaysAgo,
  closedDaysAgo,
  parent,
  events = 1,
}: OldRun): Promise<RunRef> {
  const shard = shardOf(workflowId);
  const ref = { shard, runId: makeRunId(shard, Date.now() - startedDaysAgo * DAY_MS, randomBytes(8)) };
  const request = startRequest(workflowId, { ref });
  const withParent = parent === undefined ? {} : { parent: { ...parent, childId: 'c1' } };
  await storage.startRun({ ...request, event: { ...request.event, ...withParent } });
  if (parent !== undefined) await set(ref, 'parent_run_id = $3', [parent.runId]);
  for (let seq = 2; seq <= events; seq++) await storage.commit(append(ref, seq));
  if (closedDaysAgo !== null) {
    expect(await storage.commit(complete(ref, Math.max(2, events + 1)))).toBe('committed');
    await set(ref, `closed_at = now() - $3::float8 * interval '1 day'`, [closedDaysAgo]);
  }
  return ref;
}

async function set(ref: RunRef, change: string, values: unknown[]): Promise<void> {
  await database.rows(`update baton.run set ${change} where shard = $1 and id = $2`, [
    ref.shard,
    ref.runId,
    ...values,
  ]);
}

/** Continues as new: the same workflow id, the next run. */
async function continued(ref: RunRef, workflowId: string, closedDaysAgo: number): Promise<RunRef> {
  const next = startRequest(workflowId, {
    ref: {
      shard: ref.shard,
      runId: makeRunId(ref.shard, Date.now() - closedDaysAgo * DAY_MS, randomBytes(8)),
    },
  });
  const transition: Transition = complete(ref, 2, {
    events: [{ type: 'RunContinuedAsNew', nextRunId: next.ref.runId, input: null } as never],
    close: { status: 'continuedAsNew', next: { ref: next.ref, event: next.event } },
  });
  expect(await storage.commit(transition)).toBe('committed');
  await set(ref, `closed_at = now() - $3::float8 * interval '1 day'`, [closedDaysAgo]);
  return next.ref;
}

/** Batches until nothing is due. */
async function sweepAll(by: PostgresStorage = storage): Promise<{ left: number; emptied: number }> {
  const total = { left: 0, emptied: 0 };
  for (;;) {
    const swept = await by.retention.sweep();
    if (swept === null) return total;
    total.left += swept.left;
    total.emptied += swept.emptied;
  }
}

async function historyRows(runId: RunId): Promise<number> {
  const [row] = await database.rows<{ n: number }>(
    'select count(*)::integer as n from baton.history where run_id = $1',
    [runId],
  );
  return row?.n ?? 0;
}

describe('closed runs', () => {
  it('leave with their history when their end is old enough; open and young ones stay', async () => {
    const old = await oldRun({ workflowId: 'old', startedDaysAgo: 50, closedDaysAgo: 31 });
    const young = await oldRun({ workflowId: 'young', startedDaysAgo: 50, closedDaysAgo: 29 });
    const open = await oldRun({ workflowId: 'open', startedDaysAgo: 400, closedDaysAgo: null });
    expect(await sweepAll()).toEqual({ left: 1, emptied: 0 });
    expect(await storage.readRun(old)).toBeNull();
    expect(await historyRows(old.runId)).toBe(0);
    for (const ref of [young, open]) {
      expect(await storage.readRun(ref)).not.toBeNull();
      expect(await historyRows(ref.runId)).toBeGreaterThan(0);
    }
  });

  it('take their human tasks, the record of these and their sessions along', async () => {
    const ref = await oldRun({ workflowId: 'asked', startedDaysAgo: 50, closedDaysAgo: 31 });
    const key = [ref.shard, ref.runId];
    await database.rows(
      `insert into baton.human_task (shard, run_id, activity_id, workflow, workflow_id, title, spec, assignees, priority, state, created_at, closed_at)
       values ($1, $2, 'a1', 'w', 'asked', 't', '{}', '{}', 0, 'completed', now(), now())`,
      key,
    );
    await database.rows(
      `insert into baton.human_task_event (shard, run_id, activity_id, id, at, kind, actor)
       values ($1, $2, 'a1', baton.new_id(), now(), 'completed', 'person:ada')`,
      key,
    );
    await database.rows(
      `insert into baton.session (shard, id, run_id, task_queue, state, options, resources, amounts, requested_at, closed_at)
       values ($1, $2::uuid::text || '/1', $2, 'q', 'closed', '{}', '{}', '{}', now(), now())`,
      key,
    );
    await sweepAll();
    for (const table of ['run', 'history', 'human_task', 'human_task_event', 'session']) {
      const column = table === 'run' ? 'id' : 'run_id';
      expect(
        await database.rows(`select from baton.${table} where ${column} = $1`, [ref.runId]),
        table,
      ).toEqual([]);
    }
  });

  it('stay for ever where the setting says so', async () => {
    const ref = await oldRun({ workflowId: 'kept', startedDaysAgo: 5_000, closedDaysAgo: 4_000 });
    await storage.retention.set({ keepDays: null }, by);
    expect(await storage.retention.sweep()).toBeNull();
    expect(await storage.readRun(ref)).not.toBeNull();
  });

  it('stay while the run that started them is open, since its page leads to them', async () => {
    const parent = await oldRun({ workflowId: 'parent', startedDaysAgo: 60, closedDaysAgo: null });
    const child = await oldRun({ workflowId: 'child', startedDaysAgo: 59, closedDaysAgo: 58, parent });
    expect((await sweepAll()).left).toBe(0);
    await storage.commit(complete(parent, 2));
    await set(parent, `closed_at = now() - interval '31 days'`, []);
    await storage.retention.set({ keepDays: 30 }, by);
    expect((await sweepAll()).left).toBe(2);
    expect(await storage.readRun(child)).toBeNull();
  });
});

describe('links of a chain', () => {
  it('lose their history, and lead on to the open end as long as there is one', async () => {
    const first = await oldRun({ workflowId: 'chain', startedDaysAgo: 90, closedDaysAgo: null });
    const second = await continued(first, 'chain', 60);
    const third = await continued(second, 'chain', 40);
    expect(await sweepAll()).toEqual({ left: 0, emptied: 2 });
    expect(await historyRows(first.runId)).toBe(0);
    expect(await storage.readRun(first)).toMatchObject({ status: 'continuedAsNew', nextRunId: second.runId });
    expect(await storage.readRun(second)).toMatchObject({ status: 'continuedAsNew', nextRunId: third.runId });

    await storage.commit(complete(third, 2));
    await set(third, `closed_at = now() - interval '31 days'`, []);
    await storage.retention.set({ keepDays: 30 }, by);
    expect(await sweepAll()).toEqual({ left: 3, emptied: 0 });
    expect(await storage.findRun('chain')).toBeNull();
  });
});

describe('sweepers', () => {
  it('share the work: each run leaves once, whoever takes it', async () => {
    for (let n = 0; n < 60; n++)
      await oldRun({ workflowId: `shared-${n}`, startedDaysAgo: 50, closedDaysAgo: 40 });
    const others = await Promise.all([database.open(), database.open()]);
    const counts = await Promise.all([storage, ...others].map((each) => sweepAll(each)));
    // A shard that another holds at that moment is not waited for: it is still due.
    const rest = await sweepAll();
    expect([...counts, rest].reduce((sum, { left }) => sum + left, 0)).toBe(60);
    expect(await database.rows('select from baton.run')).toEqual([]);
    expect(await database.rows('select from baton.history')).toEqual([]);
  });

  it('that die in the middle of a batch leave the run whole, and the next one takes it', async () => {
    const ref = await oldRun({ workflowId: 'cut', startedDaysAgo: 50, closedDaysAgo: 40, events: 5 });
    const dying = new pg.Client({ connectionString: database.url() });
    await dying.connect();
    dying.on('error', () => undefined);
    await dying.query('begin');
    const { rows } = await dying.query<{ pid: number }>('select pg_backend_pid() as pid');
    await dying.query('select from baton.retention where shard = $1 for update', [ref.shard]);
    await dying.query('delete from baton.history where shard = $1 and run_id = $2', [ref.shard, ref.runId]);
    expect((await sweepAll()).left).toBe(0);
    await database.rows('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await expect.poll(() => historyRows(ref.runId)).toBe(6);
    await expect.poll(async () => (await sweepAll()).left).toBe(1);
    expect(await historyRows(ref.runId)).toBe(0);
  });

  it('take no more than their budget at a time, and a run that is larger alone', async () => {
    const large = await oldRun({ workflowId: 'large', startedDaysAgo: 52, closedDaysAgo: 40 });
    const small = makeRunId(large.shard, Date.now() - 51 * DAY_MS, randomBytes(8));
    await database.rows(
      `insert into baton.run (shard, id, started_at, closed_at, workflow_id, workflow, task_queue, status)
       values ($1, $2, now() - interval '51 days', now() - interval '40 days', 'small', 'w', 'q', 'completed')`,
      [large.shard, small],
    );
    await database.rows(
      `insert into baton.history (at, seq, count, shard, run_id, events)
       select now(), seq, 1, $1, id, '[]' from unnest($2::uuid[], array[6000, 3]) as r (id, n) cross join lateral generate_series(10, n + 10) as s (seq)`,
      [large.shard, [large.runId, small]],
    );
    await database.rows("update baton.retention set due_at = now() + interval '1 day' where shard <> $1", [
      large.shard,
    ]);
    expect(await storage.retention.sweep()).toMatchObject({ left: 1 });
    expect(await storage.readRun(large)).toBeNull();
    expect(await storage.retention.sweep()).toMatchObject({ left: 1 });
    expect(await database.rows('select from baton.history')).toEqual([]);
  });

  it('wait for nobody, and nobody waits for them: runs start, go on and end in the middle of a batch', async () => {
    const ref = await oldRun({ workflowId: 'busy', startedDaysAgo: 50, closedDaysAgo: 40 });
    const open = await oldRun({ workflowId: 'goes on', startedDaysAgo: 50, closedDaysAgo: null });
    const sweeper = new pg.Client({ connectionString: database.url() });
    await sweeper.connect();
    // All that a sweep locks, held open.
    await sweeper.query('begin');
    await sweeper.query('select from baton.retention for update');
    await sweeper.query('delete from baton.history where shard = $1 and run_id = $2', [ref.shard, ref.runId]);
    await sweeper.query('delete from baton.run where shard = $1 and id = $2', [ref.shard, ref.runId]);
    // The very workflow id of the run that is leaving.
    const again = startRequest('busy');
    expect((await storage.startRun(again)).kind).toBe('started');
    expect(await storage.commit(append(again.ref, 2))).toBe('committed');
    expect(await storage.commit(complete(open, 2))).toBe('committed');
    await sweeper.query('commit');
    await sweeper.end();
    // The other way round: somebody holds a closed run, as a reset does.
    const held = await oldRun({ workflowId: 'held', startedDaysAgo: 50, closedDaysAgo: 40 });
    const holder = new pg.Client({ connectionString: database.url() });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from baton.run where shard = $1 and id = $2 for update', [
      held.shard,
      held.runId,
    ]);
    await storage.retention.set({ keepDays: 30 }, by);
    await sweepAll();
    expect(await storage.readRun(held)).not.toBeNull();
    await holder.query('commit');
    await holder.end();
    await storage.retention.set({ keepDays: 30 }, by);
    await sweepAll();
    expect(await storage.readRun(held)).toBeNull();
  });
});

describe('the setting', () => {
  it('is on record with who changed it', async () => {
    await storage.retention.set({ keepDays: 7 }, 'person:grace');
    expect(await storage.retention.read()).toEqual({ keepDays: 7 });
    const [row] = await database.rows<{ actor: string; details: unknown }>(
      `select actor, details from baton.audit_event where action = 'retention.set' order by id desc limit 1`,
    );
    expect(row).toEqual({ actor: 'person:grace', details: { keepDays: 7 } });
  });

  it('keeps runs for 90 days until somebody says otherwise', async () => {
    await database.rows(`delete from baton.setting where key = 'retention'`);
    expect(await storage.retention.read()).toEqual({ keepDays: 90 });
  });
});
