import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sleep, workflow } from '@baton/workflow';
import { input, until } from './schedule-input.ts';
import { codeOf, refusal, startStudio, type Studio } from './studio.ts';
import { startWorker, type TestWorker } from './engine.ts';

let studio: Studio;
let worker: TestWorker;
const quick = workflow('quick', async (input: { n: number }) => Promise.resolve(input.n + 1));
const slow = workflow('slow', async () => {
  await sleep('1 hour');
});
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [quick, slow], activities: [] });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

const HOUR = 3_600_000;
const nightly = { cron: ['0 2 * * *'], timeZone: 'Europe/Berlin' };
const api = () => studio.asAdmin.schedules;
const actionsOf = async (scheduleId: string) => (await api().actions.query({ scheduleId })).items;

describe('a schedule', () => {
  test('is made with an id of its name, and says when it runs next', async () => {
    const made = await api().create.mutate({
      name: 'Nightly report: Köln',
      start: { workflow: 'quick', input: { n: 1 } },
      spec: nightly,
    });
    expect(made).toMatchObject({
      scheduleId: 'nightly-report-ko-ln',
      cadence: 'Every day at 02:00 Europe/Berlin',
      overlap: 'skip',
      catchUpMs: HOUR,
      revision: 1,
      start: { kind: 'workflow', workflow: 'quick' },
      counts: { started: 0, skipped: 0, missed: 0, failed: 0 },
      last: null,
    });
    expect(made.nextTicksMs).toHaveLength(10);
    expect(made.nextTicksMs[0]).toBe(made.nextTickMs);
    const { items } = await api().list.query({ text: 'köln' });
    expect(items).toMatchObject([{ name: 'Nightly report: Köln', timeZone: 'Europe/Berlin' }]);
    expect(await codeOf(api().create.mutate({ ...input('x'), scheduleId: made.scheduleId }))).toBe(
      'ALREADY_EXISTS',
    );
    const second = await api().create.mutate({ ...input('Nightly report: Köln') });
    expect(second.scheduleId).toMatch(/^nightly-report-ko-ln-\w+$/);
  });

  test('starts its runs when they are due, by its name', async () => {
    const { scheduleId } = await api().create.mutate({
      ...input('Every second'),
      spec: { every: '1s' },
      remaining: 2,
    });
    const done = await until(
      () => actionsOf(scheduleId),
      (items) => items.length === 2 && items.every(({ runStatus }) => runStatus === 'completed'),
    );
    expect(done).toMatchObject([
      { origin: 'tick', outcome: 'started', byName: null },
      { origin: 'tick', outcome: 'started' },
    ]);
    const { run, byName } = await studio.asAdmin.runs.get.query({ runId: done[0]!.runId! });
    expect(run).toMatchObject({
      workflowId: `${scheduleId}/${new Date(done[0]!.tickMs).toISOString()}`,
      by: `schedule:${scheduleId}`,
    });
    expect(byName).toBe('Schedule Every second');
    expect(await api().get.query({ scheduleId })).toMatchObject({
      remaining: 0,
      nextTickMs: null,
      nextTicksMs: [],
      counts: { started: 2 },
    });
  });

  test('that waits for the run before starts as soon as that is over', async () => {
    const { scheduleId } = await api().create.mutate({
      ...input('Buffered', 'slow'),
      spec: { every: '1s' },
      overlap: 'bufferOne',
      remaining: 2,
    });
    const { waitingTickMs } = await until(
      () => api().get.query({ scheduleId }),
      (schedule) => schedule.waitingTickMs !== null,
    );
    const [first] = await actionsOf(scheduleId);
    await studio.asAdmin.runs.terminate.mutate({ runId: first!.runId! });
    const began = Date.now();
    const items = await until(
      () => actionsOf(scheduleId),
      (all) => all.length === 2,
    );
    expect(Date.now() - began).toBeLessThan(4_000);
    expect(items[0]).toMatchObject({ outcome: 'started', tickMs: waitingTickMs, runStatus: 'running' });
  });

  test('that cancels the run before does so, and then starts', async () => {
    const { scheduleId } = await api().create.mutate({
      ...input('Cancelling', 'slow'),
      spec: { every: '1s' },
      overlap: 'cancelOther',
      remaining: 2,
    });
    const items = await until(
      () => actionsOf(scheduleId),
      (all) => all.filter(({ outcome }) => outcome === 'started').length === 2,
    );
    expect(items.at(-1)).toMatchObject({ runStatus: 'cancelled' });
    expect(items[0]).toMatchObject({ runStatus: 'running' });
  });
});

describe('changing a schedule', () => {
  test('keeps two people from overwriting each other', async () => {
    const { scheduleId, revision } = await api().create.mutate(input('Shared'));
    const changed = await api().update.mutate({ ...input('Shared', 'slow'), scheduleId, revision });
    expect(changed).toMatchObject({ revision: 2, start: { workflow: 'slow' } });
    const late = await refusal(api().update.mutate({ ...input('Mine'), scheduleId, revision }));
    expect(late).toMatchObject({ code: 'REVISION_CONFLICT', details: { revision: 2 } });
  });

  test('to the same times keeps the next one, to others names a new one', async () => {
    const made = await api().create.mutate({ ...input('Moved'), spec: { every: '1 day' } });
    const place = { scheduleId: made.scheduleId, revision: 1 };
    const same = await api().update.mutate({ ...input('Renamed'), spec: { every: '24h' }, ...place });
    expect(same.nextTickMs).toBe(made.nextTickMs);
    const other = await api().update.mutate({
      ...input('Renamed'),
      spec: { every: '24h', offset: '1h' },
      ...place,
      revision: 2,
    });
    expect(other.nextTickMs).not.toBe(made.nextTickMs);
  });

  test('pausing stops it, unpausing lets it go on from now', async () => {
    const { scheduleId } = await api().create.mutate({
      ...input('Held'),
      spec: { every: '1s' },
      overlap: 'allow',
    });
    await until(
      () => actionsOf(scheduleId),
      (all) => all.length > 0,
    );
    const paused = await api().pause.mutate({ scheduleId, note: 'Stock-taking' });
    expect(paused).toMatchObject({ paused: true, note: 'Stock-taking', nextTickMs: null, nextTicksMs: [] });
    const before = await actionsOf(scheduleId);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await actionsOf(scheduleId)).toHaveLength(before.length);
    const resumed = await api().unpause.mutate({ scheduleId });
    expect(resumed.nextTickMs).toBeGreaterThan(Date.now() - 2_000);
    await until(
      () => actionsOf(scheduleId),
      (all) => all.length > before.length,
    );
    expect((await api().get.query({ scheduleId })).counts.missed).toBe(0);
    await api().delete.mutate({ scheduleId });
    expect(await codeOf(api().get.query({ scheduleId }))).toBe('NOT_FOUND');
    expect((await studio.asAdmin.runs.get.query({ runId: before[0]!.runId! })).byName).toBe('Schedule held');
  });

  test('is recorded', async () => {
    const { scheduleId } = await api().create.mutate(input('Recorded'));
    await api().pause.mutate({ scheduleId, note: 'Why' });
    await api().trigger.mutate({ scheduleId });
    const { items } = await studio.asAdmin.audit.list.query({ limit: 20 });
    const about = items.filter(({ object }) => object === `schedule:${scheduleId}`);
    expect(about.map(({ action }) => action)).toEqual([
      'schedules.trigger',
      'schedules.pause',
      'schedules.create',
    ]);
  });
});

describe('asking for runs', () => {
  test('a trigger starts one now, once for a key', async () => {
    const { scheduleId } = await api().create.mutate({ ...input('Asked'), paused: true });
    const first = await api().trigger.mutate({ scheduleId, idempotencyKey: 'a' });
    expect(first).toMatchObject({ outcome: 'started' });
    expect(await api().trigger.mutate({ scheduleId, idempotencyKey: 'a' })).toEqual(first);
    expect(await actionsOf(scheduleId)).toMatchObject([{ origin: 'trigger', byName: 'ada' }]);
  });

  test('a backfill takes past times only, and a thousand at most', async () => {
    const { scheduleId } = await api().create.mutate({
      ...input('Filled'),
      spec: { every: '1h' },
      overlap: 'allow',
    });
    const toMs = Math.floor(Date.now() / HOUR) * HOUR;
    const range = { scheduleId, fromMs: toMs - 2 * HOUR, toMs };
    expect(await api().backfill.mutate(range)).toMatchObject({ started: 3, alreadyRun: 0 });
    expect(await api().backfill.mutate(range)).toMatchObject({ started: 0, alreadyRun: 3 });
    const long = await refusal(api().backfill.mutate({ ...range, fromMs: toMs - 1_001 * HOUR }));
    expect(long).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('more than 1,000') as string,
    });
    const ahead = await refusal(api().backfill.mutate({ ...range, toMs: Date.now() + HOUR }));
    expect(ahead.message).toContain('times that are past');
    const none = await refusal(api().backfill.mutate({ scheduleId, fromMs: toMs + 1, toMs: toMs + 2 }));
    expect(none.message).toContain('no tick in this range');
  });
});
