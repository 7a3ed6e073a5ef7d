// Retention as people meet it: the setting, the page of a run that has left, and lists without it.
import { randomBytes } from 'node:crypto';
import { encodeEvents, makeRunId, shardOf, type RunStarted, type WorkflowId } from '@baton/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresStorage } from '@baton/postgres';
import { startRetentionRunner } from '../retention/retention-runner.ts';
import { codeOf, refusal, startStudio, type Studio } from './studio.ts';

let studio: Studio;
let db: pg.Client;
beforeAll(async () => {
  studio = await startStudio();
  db = new pg.Client({ connectionString: studio.databaseUrl });
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await studio.stop();
});

const shard = shardOf('old');
const event: RunStarted = {
  type: 'RunStarted',
  workflow: 'w',
  workflowId: 'old' as WorkflowId,
  taskQueue: 'q',
  input: null,
};
const old = makeRunId(shard, Date.now() - 100 * 86_400_000, randomBytes(8));

describe('the setting', () => {
  test('is 90 days at first, read by all, set by administrators only, and on record', async () => {
    const operator = await studio.person('operator');
    expect(await operator.client.retention.get.query()).toEqual({ keepDays: 90, defaultKeepDays: 90 });
    expect(await codeOf(operator.client.retention.set.mutate({ keepDays: 1 }))).toBe('FORBIDDEN');
    expect(await studio.asAdmin.retention.set.mutate({ keepDays: 45 })).toMatchObject({ keepDays: 45 });
    const { items } = await studio.asAdmin.audit.list.query({ action: 'retention.' });
    expect(items[0]).toMatchObject({ action: 'retention.set', details: { keepDays: 45 } });
    expect(await codeOf(studio.asAdmin.retention.set.mutate({ keepDays: 0 }))).toBe('INVALID_INPUT');
  });
});

describe('a run that is old enough', () => {
  test('leaves by itself, and its page says why it is gone', async () => {
    await db.query(
      `insert into baton.run (shard, id, started_at, closed_at, workflow_id, workflow, task_queue, status)
       values ($1, $2, now() - interval '100 days', now() - interval '99 days', 'old', 'w', 'q', 'completed')`,
      [shard, old],
    );
    await db.query(
      `insert into baton.history (at, seq, count, shard, run_id, events)
       values (now(), 1, 1, $1, $2, $3)`,
      [shard, old, encodeEvents([event])],
    );
    expect((await studio.asAdmin.runs.get.query({ runId: old })).run.workflowId).toBe('old');
    const storage = await createPostgresStorage({ databaseUrl: studio.databaseUrl, throwAway: true });
    const failures: unknown[] = [];
    const runner = startRetentionRunner({
      retention: storage.retention,
      failed: (error) => failures.push(error),
      lookMs: 10,
    });
    await expect.poll(() => storage.readRun({ shard, runId: old }), { timeout: 10_000 }).toBeNull();
    await runner.stop();
    await storage.close();
    expect(failures).toEqual([]);
    const { code, message } = await refusal(studio.asAdmin.runs.get.query({ runId: old }));
    expect(code).toBe('RUN_NOT_FOUND');
    expect(message).toContain('closed runs are kept for 45 days (Settings, Retention)');
    expect((await studio.asAdmin.runs.list.query({})).items).toEqual([]);
  });

  test('is not named where a run can’t have left, since it would be too young', async () => {
    const young = makeRunId(shard, Date.now(), randomBytes(8));
    const { message } = await refusal(studio.asAdmin.runs.get.query({ runId: young }));
    expect(message).toBe(`There is no run ${young}`);
  });
});

describe('a link of a chain whose history has left', () => {
  test('is in no list; its page says that it has left', async () => {
    const link = makeRunId(shard, Date.now() - 101 * 86_400_000, randomBytes(8));
    await db.query(
      `insert into baton.run (shard, id, started_at, closed_at, workflow_id, workflow, task_queue, status, next_run_id, left_at)
       values ($1, $2, now() - interval '101 days', now() - interval '100 days', 'old', 'w', 'q', 'continuedAsNew', $3, now())`,
      [shard, link, old],
    );
    expect((await studio.asAdmin.runs.list.query({})).items).toEqual([]);
    expect((await refusal(studio.asAdmin.runs.get.query({ runId: link }))).message).toContain('has left');
    expect(await codeOf(studio.asAdmin.runs.reset.mutate({ runId: link, reason: '' }))).toBe('RUN_NOT_FOUND');
  });
});
