// Two web processes on one database, killed again and again: each tick of a schedule happens once.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStudio, type Studio } from './studio.ts';

let studio: Studio;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  studio = await startStudio({ ticks: false });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await studio.stop();
});

async function webProcess(): Promise<ChildProcess> {
  const main = fileURLToPath(new URL('./web-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', main, studio.databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
  children.delete(child);
}

async function query<R>(sql: string, values: unknown[] = []): Promise<readonly R[]> {
  const client = new pg.Client({ connectionString: studio.databaseUrl });
  await client.connect();
  const { rows } = await client.query(sql, values);
  await client.end();
  return rows as R[];
}

const ticksOf = (scheduleId: string) =>
  query<{ tick: Date; started: number; runs: number }>(
    `select tick_at as tick, count(*) filter (where outcome = 'started')::int as started,
       (select count(*)::int from baton.run where run.workflow_id = max(action.workflow_id)) as runs
     from baton.schedule_action as action
     where schedule_id = $1
     group by tick_at
     order by tick_at`,
    [scheduleId],
  );

test('a tick each second happens once each second, whoever is killed', async () => {
  const { scheduleId } = await studio.asAdmin.schedules.create.mutate({
    name: 'Each second',
    start: { workflow: 'report' },
    spec: { every: '1s' },
    overlap: 'allow',
  });
  let [one, two] = await Promise.all([webProcess(), webProcess()]);
  for (let round = 0; round < 3; round++) {
    const before = (await ticksOf(scheduleId)).length;
    // At a moment of its own in each round, also in the middle of a tick.
    await sleep(1_000 - (Date.now() % 1_000) + 3 * round);
    await kill(one);
    while ((await ticksOf(scheduleId)).length < before + 2) await sleep(20);
    one = two;
    two = await webProcess();
  }
  await Promise.all([kill(one), kill(two)]);

  const ticks = await ticksOf(scheduleId);
  expect(ticks.length).toBeGreaterThan(6);
  expect(ticks.filter(({ started, runs }) => started !== 1 || runs !== 1)).toEqual([]);
  const gaps = ticks
    .slice(1)
    .filter(({ tick }, n) => tick.getTime() - (ticks[n]?.tick.getTime() ?? 0) !== 1_000);
  expect(gaps).toEqual([]);
  const runs = await query<{ runs: number }>(
    `select count(*)::int as runs from baton.run where started_by = 'schedule:each-second'`,
  );
  expect(runs).toEqual([{ runs: ticks.length }]);
}, 120_000);

test('a process that is killed between starting the run and recording the tick leaves neither, and the other does both', async () => {
  const { scheduleId } = await studio.asAdmin.schedules.create.mutate({
    name: 'Cut in the middle',
    start: { workflow: 'report' },
    spec: {
      every: '1s',
      endAtMs: Math.ceil(Date.now() / 1_000) * 1_000 + 4_000,
      startAtMs: Math.ceil(Date.now() / 1_000) * 1_000 + 4_000,
    },
  });
  const blocker = new pg.Client({ connectionString: studio.databaseUrl });
  await blocker.connect();
  // The run is there when the transaction meets this lock, its history and the record of the tick are not.
  await blocker.query('begin; lock table baton.inbox in share row exclusive mode');
  const first = await webProcess();
  const waits = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%baton.inbox%'`;
  while ((await query(waits)).length === 0) await sleep(10);
  await kill(first);
  const second = await webProcess();
  await blocker.query('rollback');
  await blocker.end();

  while ((await ticksOf(scheduleId)).length === 0) await sleep(20);
  await kill(second);
  expect(await ticksOf(scheduleId)).toMatchObject([{ started: 1, runs: 1 }]);
}, 120_000);
