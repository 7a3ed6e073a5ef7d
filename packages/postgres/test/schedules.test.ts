// Ticks against the real database: once, whole or not at all, whoever looks and whoever is killed.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { scheduleWorld, minute, NOON, startOf } from './schedule-world.ts';

const world = scheduleWorld();
const { database, made, runsOf, actionsOf, stateOf, ended, fire } = world;

describe('a due tick', () => {
  it('starts its run with input, name and author, puts it before its owner, and moves the schedule on', async () => {
    const id = await made({ id: 'plain', input: { report: 'daily' } });
    const fired = await fire(NOON);
    expect(fired).toMatchObject({ nowMs: NOON });
    const [run] = await runsOf(id);
    expect(run).toMatchObject({ workflow_id: 'plain/2026-11-22T12:00:00.000Z', status: 'running', wakes: 1 });
    expect(startOf(run)).toMatchObject([
      { workflow: 'report', taskQueue: 'default', input: { report: 'daily' }, by: 'schedule:plain' },
    ]);
    expect(await actionsOf(id)).toMatchObject([{ outcome: 'started', origin: 'tick', tick: '12:00' }]);
    expect(await stateOf(id)).toMatchObject({ next_tick_at: new Date(minute(1)), started: 1, waits: false });
  });

  it('happens once, though eight look at the same time', async () => {
    const id = await made({ id: 'crowd', overlap: 'allow' });
    const stores = [
      world.store(),
      ...(await Promise.all([database.open(), database.open()])).map((other) => other.schedules),
    ];
    for (let tick = 0; tick < 5; tick++) {
      await Promise.all(Array.from({ length: 8 }, (_, n) => fire(minute(tick), stores[n % 3])));
    }
    expect(await runsOf(id)).toHaveLength(5);
    expect(await stateOf(id)).toMatchObject({ started: 5, skipped: 0 });
    expect((await actionsOf(id)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('started'));
  });

  it('is left alone before its time', async () => {
    const id = await made({ id: 'early' });
    await fire(NOON - 1);
    expect(await runsOf(id)).toEqual([]);
  });

  it('leaves nothing behind when its process is cut off in the middle, and happens in the next one', async () => {
    const id = await made({ id: 'cut' });
    // The schedule's row is locked when the transaction meets this lock, and nothing of the run or the record of the tick is there.
    const blocker = new pg.Client({ connectionString: database.url() });
    await blocker.connect();
    await blocker.query('begin; lock table baton.inbox in share row exclusive mode');
    const cut = await database.open();
    const lost = fire(NOON, cut.schedules);
    const waiting = `select pid from pg_locks where not granted and relation = 'baton.inbox'::regclass`;
    while ((await database.rows(waiting)).length === 0) await sleep(5);
    // Others don't wait for it: the row is locked, so it is being looked at.
    expect(await fire(NOON)).toMatchObject({ looked: 0 });
    await database.rows(`select pg_terminate_backend(pid) from (${waiting}) as blocked`);
    await blocker.query('rollback');
    await blocker.end();
    expect((await lost).errors).toMatchObject([{ code: 'STORAGE_UNAVAILABLE' }]);
    expect(await runsOf(id)).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ started: 0, next_tick_at: new Date(NOON) });
    await fire(NOON);
    expect(await runsOf(id)).toHaveLength(1);
    expect(await stateOf(id)).toMatchObject({ started: 1 });
  });

  it('that can’t start says why, and the schedule goes on', async () => {
    const designId = 'no-such-design';
    const id = await made({ id: 'broken', designId });
    await fire(NOON);
    expect(await actionsOf(id)).toMatchObject([
      { outcome: 'failed', message: expect.stringContaining('not there any more') as string },
    ]);
    expect(await stateOf(id)).toMatchObject({ failed: 1, started: 0, next_tick_at: new Date(minute(1)) });
  });
});

describe('a design', () => {
  const document = (title: string) => ({
    schema: 1,
    nodes: [
      {
        id: 'start',
        kind: 'start',
        name: 'Start',
        position: { x: 0, y: 0 },
        config: { input: { type: 'object', properties: { [title]: { type: 'string' } }, required: [title] } },
      },
      { id: 'end', kind: 'end', name: 'End', position: { x: 1, y: 0 }, config: {} },
    ],
    edges: [{ id: 'e', source: 'start', sourcePort: 'out', target: 'end', targetPort: 'in' }],
  });
  const publish = (id: string, version: number, title: string) =>
    database.rows(
      `with v as (
         insert into baton.design_version (design_id, version, document, published_by) values ($1, $2, $3, 'p')
       )
       update baton.design set published_version = $2 where id = $1`,
      [id, version, JSON.stringify(document(title))],
    );

  it('runs in its latest version, until that asks for another input', async () => {
    await database.rows(
      `insert into baton.design (id, name, draft, created_by, updated_by) values ('d1', 'Reports', '{}', 'p', 'p')`,
    );
    const id = await made({ id: 'drawn', designId: 'd1', overlap: 'allow', input: { title: 'x' } });
    await fire(minute(0));
    await publish('d1', 1, 'title');
    await fire(minute(1));
    await publish('d1', 2, 'headline');
    await fire(minute(2));
    expect(await actionsOf(id)).toMatchObject([
      { outcome: 'failed', message: 'The design Reports was never published: publish it' },
      { outcome: 'started' },
      {
        outcome: 'failed',
        message: expect.stringMatching(/^Version 2 of Reports asks for another input: input/) as string,
      },
    ]);
    const [run] = await runsOf(id);
    expect(startOf(run)).toMatchObject([{ workflow: 'graph', design: { designId: 'd1', version: 1 } }]);
  });
});

describe('when the run before is still open', () => {
  it('skip drops the tick, and goes on when it has ended', async () => {
    const id = await made({ id: 'skipping' });
    await fire(minute(0));
    await fire(minute(1));
    await ended(id);
    await fire(minute(2));
    expect((await actionsOf(id)).map(({ outcome, tick }) => `${tick} ${outcome}`)).toEqual([
      '12:00 started',
      '12:01 skipped',
      '12:02 started',
    ]);
    expect(await stateOf(id)).toMatchObject({ started: 2, skipped: 1 });
  });

  it('skipped neighbours are one line of the history', async () => {
    const id = await made({ id: 'skipping-long' });
    for (let n = 0; n < 6; n++) await fire(minute(n));
    await ended(id);
    await fire(minute(6));
    await fire(minute(7));
    expect(await actionsOf(id)).toMatchObject([
      { outcome: 'started', tick: '12:00' },
      { outcome: 'skipped', tick: '12:01', count: 5 },
      { outcome: 'started', tick: '12:06' },
      { outcome: 'skipped', tick: '12:07', count: 1 },
    ]);
    expect(await stateOf(id)).toMatchObject({ started: 2, skipped: 6 });
  });

  it('allow starts beside it', async () => {
    const id = await made({ id: 'allowing', overlap: 'allow' });
    for (const n of [0, 1, 2]) await fire(minute(n));
    expect(await runsOf(id)).toHaveLength(3);
  });

  it('bufferOne keeps one tick and starts it after the end, also by another process', async () => {
    const id = await made({ id: 'buffering', overlap: 'bufferOne' });
    await fire(minute(0));
    const fired = await fire(minute(1));
    expect([...fired.waitingFor.keys()]).toContain(id);
    await fire(minute(2));
    expect(await runsOf(id)).toHaveLength(1);
    expect(await stateOf(id)).toMatchObject({ waits: true, skipped: 1 });

    await ended(id);
    const other = (await database.open()).schedules;
    await fire(minute(2) + 2_000, other);

    expect((await runsOf(id)).map(({ workflow_id }) => workflow_id)).toEqual([
      'buffering/2026-11-22T12:00:00.000Z',
      'buffering/2026-11-22T12:01:00.000Z',
    ]);
    expect(await stateOf(id)).toMatchObject({ waits: false, next_tick_at: new Date(minute(3)) });
  });

  it('cancelOther asks it to stop, and starts when it has ended', async () => {
    const id = await made({ id: 'cancelling', overlap: 'cancelOther' });
    await fire(minute(0));
    await fire(minute(1));
    const asked = await database.rows<{ body: string }>(
      `select inbox.body from baton.inbox join baton.run on run.id = inbox.run_id
       where run.started_by = 'schedule:cancelling' and kind = 'cancel'`,
    );
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { kind: 'cancel', by: 'schedule:cancelling' },
    ]);
    expect(await runsOf(id)).toHaveLength(1);
    await fire(minute(1) + 2_000);
    await ended(id, 'cancelled');
    await fire(minute(1) + 4_000);
    expect((await runsOf(id)).map(({ status }) => status)).toEqual(['cancelled', 'running']);
  });
});
