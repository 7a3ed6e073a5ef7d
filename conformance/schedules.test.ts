// §1.16 of the semantics through the client, against the real server and a worker.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { workflow } from '@baton/workflow';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const double = workflow('double', async ({ n }: { n: number }) => Promise.resolve(2 * n));

test('a schedule is made, runs, is paused, triggered, filled, changed and deleted by the client', async () => {
  await world.worker({ workflows: [double] });
  const { schedules } = world.client;
  const made = await schedules.create({
    scheduleId: 'doubling',
    name: 'Doubling',
    start: { workflow: double, input: { n: 21 } },
    times: { every: '1s' },
    overlap: 'allow',
  });
  expect(made).toMatchObject({ cadence: 'Every second', overlap: 'allow', revision: 1 });
  await until(async () => (await schedules.get('doubling')).counts.started >= 2);

  const paused = await schedules.pause('doubling', 'Enough');
  expect(paused).toMatchObject({ paused: true, note: 'Enough', nextTickMs: null });
  const { items } = await schedules.actions('doubling');
  const [last] = items;
  const run = world.client.run<number>(last?.runId ?? '');
  expect(await run.result()).toBe(42);
  const record = await world.storage.findRun(`doubling/${new Date(last?.tickMs ?? 0).toISOString()}`);
  expect(record).toMatchObject({ runId: last?.runId, by: 'schedule:doubling' });

  const asked = await schedules.trigger('doubling', { idempotencyKey: 'once' });
  expect(asked).toMatchObject({ outcome: 'started' });
  expect(await schedules.trigger('doubling', { idempotencyKey: 'once' })).toEqual(asked);

  // Older than the schedule: none of them has had a run.
  const to = new Date(Math.floor(((items.at(-1)?.tickMs ?? 0) - 60_000) / 1_000) * 1_000);
  const range = { from: new Date(to.getTime() - 4_000), to };
  expect(await schedules.backfill('doubling', range)).toMatchObject({ started: 5, alreadyRun: 0 });
  expect(await schedules.backfill('doubling', range)).toMatchObject({ started: 0, alreadyRun: 5 });

  const { revision } = await schedules.get('doubling');
  const settings = {
    name: 'Doubling at night',
    start: { workflow: double, input: { n: 1 } },
    times: { cron: '30 2 * * *', timeZone: 'Europe/Berlin' },
  };
  const changed = await schedules.update({ scheduleId: 'doubling', revision }, settings);
  expect(changed).toMatchObject({
    cadence: 'Every day at 02:30 Europe/Berlin',
    paused: true,
    overlap: 'skip',
  });
  const late = await failureOf(schedules.update({ scheduleId: 'doubling', revision }, settings));
  expect(late.code).toBe('REVISION_CONFLICT');
  expect((await schedules.unpause('doubling')).nextTicksMs).toHaveLength(10);
  expect((await schedules.list({ text: 'at night' })).items).toHaveLength(1);

  await schedules.delete('doubling');
  expect((await failureOf(schedules.get('doubling'))).code).toBe('NOT_FOUND');
});

test('a preview tells the next times, or what is wrong and where', async () => {
  const { schedules } = world.client;
  const after = new Date('2026-10-24T12:00:00Z');
  const told = await schedules.preview(
    { cron: '30 2 * * *', timeZone: 'Europe/Berlin' },
    { after, count: 2 },
  );
  expect(told.ticksMs.map((tick) => new Date(tick).toISOString())).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
  const wrong = await schedules.preview({ cron: ['0 9 * * *', '0 25 * * *'] });
  expect(wrong).toMatchObject({ ticksMs: [], problems: [{ path: 'cron.1' }] });
});
