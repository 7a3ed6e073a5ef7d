import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { humanActivity, sleep, workflow } from '@baton/workflow';
import { byCookie, codeOf, refusal, startStudio, type Studio } from './studio.ts';
import { startWorker, type TestWorker } from './engine.ts';

let studio: Studio;
let worker: TestWorker;
const quick = workflow('quick', async (input: { n: number }) => Promise.resolve(input.n + 1));
const slow = workflow('slow', async () => {
  await sleep('1 hour');
});
const release = humanActivity('release', { title: 'Release?', assignees: [], requesterMayNotApprove: true });
const asks = workflow('asks', async () => release({}));

beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [quick, slow, asks], activities: [] });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

const HOUR = 3_600_000;
const nightly = { cron: ['0 2 * * *'], timeZone: 'Europe/Berlin' };
const api = () => studio.asAdmin.schedules;
const actionsOf = async (scheduleId: string) => (await api().actions.query({ scheduleId })).items;

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`Not within 20 s: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

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
    // Two were asked for.
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

describe('what can’t be scheduled', () => {
  test('is refused with the place of each problem, and previewed without an error', async () => {
    const spec = { cron: ['0 9 * * *', '99 9 * * *'], timeZone: 'Europe/Berlin' };
    const refused = await refusal(api().create.mutate({ ...input('Bad'), spec }));
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', problems: [{ path: 'spec.cron.1' }] });
    expect(await api().preview.query({ spec })).toMatchObject({
      ticksMs: [],
      problems: [{ path: 'cron.1', message: expect.stringContaining('For example') as string }],
    });
    expect(
      await api().preview.query({ spec: { ...spec, cron: ['0 9 * * *'], timeZone: 'Mars' } }),
    ).toMatchObject({
      problems: [{ path: 'timeZone' }],
    });
    expect(
      await api().preview.query({ spec: nightly, afterMs: Date.parse('2026-03-28T12:00:00Z'), count: 2 }),
    ).toEqual({
      cadence: 'Every day at 02:00 Europe/Berlin',
      problems: [],
      ticksMs: [Date.parse('2026-03-29T01:00:00Z'), Date.parse('2026-03-30T00:00:00Z')],
    });
  });

  test('is refused by name', async () => {
    const bad = (change: object) => codeOf(api().create.mutate({ ...input('Bad'), ...change }));
    expect(await bad({ spec: { every: '100 ms' } })).toBe('INVALID_INPUT');
    expect(await bad({ spec: { every: 'soon' } })).toBe('INVALID_INPUT');
    expect(await bad({ catchUpWindow: '1s' })).toBe('INVALID_INPUT');
    expect(await bad({ start: { workflow: 'graph' } })).toBe('INVALID_INPUT');
    expect(await bad({ start: { designId: crypto.randomUUID() } })).toBe('NOT_FOUND');
    expect(await bad({ scheduleId: 'no/slash' })).toBe('INVALID_INPUT');
  });

  test('viewers look, and change nothing', async () => {
    const viewer = await studio.person('viewer');
    const { scheduleId } = await api().create.mutate(input('Seen'));
    expect((await viewer.client.schedules.get.query({ scheduleId })).name).toBe('Seen');
    expect(await codeOf(viewer.client.schedules.trigger.mutate({ scheduleId }))).toBe('FORBIDDEN');
    expect(byCookie(studio.url, viewer.cookie)).toBeDefined();
  });
});

test('whoever set a schedule, or asked it for a run, may not approve what it starts, where four eyes are wanted', async () => {
  const [setter, asker] = [await studio.person('operator'), await studio.person('operator')];
  const { scheduleId } = await setter.client.schedules.create.mutate({
    ...input('Four eyes', 'asks'),
    spec: { every: '1s' },
    remaining: 1,
  });
  const [byClock] = await until(
    () => actionsOf(scheduleId),
    (all) => all.length === 1,
  );
  const asked = await asker.client.schedules.trigger.mutate({ scheduleId, overlap: 'allow' });
  const mayDecide = async (who: typeof setter, runId: string | null) => {
    const { items } = await until(
      () => who.client.humanTasks.list.query({ view: 'all' }),
      (page) => page.items.some((task) => task.runId === runId),
    );
    return items.find((task) => task.runId === runId)?.mayDecide;
  };
  if (asked.outcome !== 'started') throw new Error(asked.outcome);
  expect(await mayDecide(setter, byClock!.runId)).toBe(false);
  expect(await mayDecide(asker, byClock!.runId)).toBe(true);
  expect(await mayDecide(asker, asked.runId)).toBe(false);
  expect(await mayDecide(setter, asked.runId)).toBe(true);
});

test('the plain HTTP twins do the same', async () => {
  const headers = {
    authorization: `Bearer ${await studio.key(['schedules:read', 'schedules:write'])}`,
    'content-type': 'application/json',
  };
  const call = async (method: string, path: string, body?: object) => {
    const answer = await studio.fetch(`/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const made = await call('POST', '/schedules', { ...input('By HTTP'), paused: true });
  expect(made).toMatchObject({ scheduleId: 'by-http', paused: true });
  expect(await call('POST', '/schedules/by-http/trigger', {})).toMatchObject({ outcome: 'started' });
  expect(await call('GET', '/schedules/by-http/actions')).toMatchObject({ items: [{ origin: 'trigger' }] });
  expect(await call('POST', '/schedules/preview', { spec: { every: '1h' }, count: 1 })).toMatchObject({
    problems: [],
  });
  expect(await call('POST', '/schedules/by-http/delete', {})).toEqual({ accepted: true });
});

function input(name: string, workflowName = 'quick') {
  return { name, start: { workflow: workflowName, input: { n: 1 } }, spec: { every: '1 day' } };
}
