// What a schedule may be, who may change it, and who may decide what it starts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { humanActivity, workflow } from '@baton/workflow';
import { startWorker, type TestWorker } from './engine.ts';
import { input, until } from './schedule-input.ts';
import { codeOf, refusal, startStudio, type Studio } from './studio.ts';

let studio: Studio;
let worker: TestWorker;
const release = humanActivity('release', { title: 'Release?', assignees: [], requesterMayNotApprove: true });
const asks = workflow('asks', async () => release({}));

beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [asks], activities: [] });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

const nightly = { cron: ['0 2 * * *'], timeZone: 'Europe/Berlin' };
const api = () => studio.asAdmin.schedules;
const actionsOf = async (scheduleId: string) => (await api().actions.query({ scheduleId })).items;

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
