// Limits as authors and operators meet them: through workers on one storage.
import { limitSettings, runRef } from '@baton/core';
import { startRun } from '@baton/engine';
import { activity, workflow, type ActivityFunction } from '@baton/workflow';
import { afterEach, expect, test } from 'vitest';
import { ended, events, limit, memory, running, start, stopAll, until } from './harness.ts';

afterEach(stopAll);

const pause = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));

/** How many run now, and how many ever did at once. */
function gauge() {
  const seen = { now: 0, most: 0, started: [] as string[] };
  const run = async (what: string, ms = 30): Promise<void> => {
    seen.started.push(what);
    seen.most = Math.max(seen.most, ++seen.now);
    await pause(ms);
    seen.now -= 1;
  };
  return { seen, run };
}

function fanOut(name: string, act: ActivityFunction<string, void>, count: number) {
  return workflow(name, async () => {
    await Promise.all(Array.from({ length: count }, (_, at) => act(`${name} ${at}`)));
  });
}

async function modes(storage: ReturnType<typeof memory>, ref: Parameters<typeof events>[1]) {
  return (await events(storage, ref)).flatMap((event) =>
    event.type === 'ActivityScheduled' ? [event.mode] : [],
  );
}

test('a limit in an activity’s definition holds over all workers, and everything gets done', async () => {
  const storage = memory();
  const { seen, run } = gauge();
  const resize = activity('resize', { ...limit, limit: { maxConcurrent: 3 } }, (what: string) => run(what));
  const all = fanOut('all', resize, 15);
  for (let worker = 0; worker < 2; worker++)
    await running({ workflows: [all], activities: [resize] }, storage);
  await until(async () => (await storage.listLimits()).length === 1);
  const ref = await start(storage, all);
  expect(await ended(storage, ref)).toMatchObject({ type: 'RunCompleted' });
  expect(seen.most).toBe(3);
  // Never inline: only a claim can take a place.
  expect(new Set(await modes(storage, ref))).toEqual(new Set(['dispatched']));
  expect(await storage.listLimits()).toMatchObject([{ source: 'code', inUse: 0, waiting: 0 }]);
});

test('a limit that an operator sets holds within seconds, and stands before the one in the code', async () => {
  const storage = memory();
  const { seen, run } = gauge();
  const resize = activity('resize', limit, (what: string) => run(what));
  const all = fanOut('all', resize, 8);
  await running({ workflows: [all], activities: [resize] }, storage);
  await until(async () => {
    const ref = await start(storage, all);
    await ended(storage, ref);
    return (await modes(storage, ref)).every((mode) => mode === 'inline');
  });
  await storage.setLimit(
    { scope: 'activity', name: 'resize', settings: limitSettings({ maxConcurrent: 1 }) },
    'person:1',
  );
  await until(async () => {
    Object.assign(seen, { most: 0 });
    expect(await ended(storage, await start(storage, all))).toMatchObject({ type: 'RunCompleted' });
    return seen.most === 1;
  });
});

test('a limit on a task queue holds for everything in it', async () => {
  const storage = memory();
  const { seen, run } = gauge();
  const [a, b] = ['a', 'b'].map((name) => activity(name, limit, (what: string) => run(what)));
  const both = workflow('both', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? a : b)!(String(at))));
  });
  const options = {
    workflows: [both],
    activities: [a!, b!],
    taskQueueLimits: { default: { maxConcurrent: 2 } },
  };
  await running(options, storage);
  await until(async () => (await storage.listLimits()).length === 1);
  expect(await ended(storage, await start(storage, both))).toMatchObject({ type: 'RunCompleted' });
  expect(seen.most).toBe(2);
});

test('starts under a rate are spread, not lost', async () => {
  const storage = memory();
  const at: number[] = [];
  const call = activity('call', { ...limit, limit: { perSecond: 20, burst: 2 } }, () => {
    at.push(Date.now());
  });
  const all = workflow('all', async () => {
    await Promise.all(Array.from({ length: 12 }, () => call()));
  });
  await running({ workflows: [all], activities: [call] }, storage);
  await until(async () => (await storage.listLimits()).length === 1);
  expect(await ended(storage, await start(storage, all), 15_000)).toMatchObject({ type: 'RunCompleted' });
  expect(at).toHaveLength(12);
  // 12 starts, 2 of them at once: the other 10 take half a second at least.
  expect(at.at(-1)! - at[0]!).toBeGreaterThanOrEqual(450);
});

test('each tenant has its own places under a limit on every key', async () => {
  const storage = memory();
  const { seen, run } = gauge();
  const most = new Map<string, number>();
  const now = new Map<string, number>();
  const work = activity('work', limit, async (tenant: string) => {
    const count = (now.get(tenant) ?? 0) + 1;
    now.set(tenant, count);
    most.set(tenant, Math.max(most.get(tenant) ?? 0, count));
    await run(tenant);
    now.set(tenant, now.get(tenant)! - 1);
  });
  const all = workflow('all', async () => {
    const calls = ['a', 'b', 'c'].flatMap((tenant) =>
      Array.from({ length: 6 }, () => work.with({ limitKey: tenant })(tenant)),
    );
    await Promise.all(calls);
  });
  await storage.setLimit(
    { scope: 'key', name: '*', settings: limitSettings({ maxConcurrent: 2 }) },
    'person:1',
  );
  await running({ workflows: [all], activities: [work] }, storage);
  expect(await ended(storage, await start(storage, all))).toMatchObject({ type: 'RunCompleted' });
  expect(Object.fromEntries(most)).toEqual({ a: 2, b: 2, c: 2 });
  expect(seen.most).toBeGreaterThan(2);
});

test('with one slot, urgent work goes first and tenants take turns', async () => {
  const storage = memory();
  const { seen, run } = gauge();
  const work = activity('work', limit, (what: string) => run(what, 5));
  const all = workflow('all', async () => {
    const of = (tenant: string, count: number) =>
      Array.from({ length: count }, () => work.with({ fairnessKey: tenant })(tenant));
    await Promise.all([
      ...of('whale', 30),
      ...of('minnow', 3),
      work.with({ fairnessKey: 'whale', priority: 5 })('urgent'),
    ]);
  });
  await running({ workflows: [all], activities: [work], maxConcurrentActivities: 1 }, storage);
  expect(await ended(storage, await start(storage, all))).toMatchObject({ type: 'RunCompleted' });
  expect(seen.started[0]).toBe('urgent');
  expect(seen.started.slice(0, 10).filter((what) => what === 'minnow')).toHaveLength(3);
  expect(seen.started).toHaveLength(34);
});

test('activities and children have the priority of their run, unless they say otherwise', async () => {
  const storage = memory();
  const work = activity('work', limit, () => 'done');
  const child = workflow('child', () => work());
  const parent = workflow('parent', async () => {
    await Promise.all([work(), work.with({ priority: 1 })(), child()]);
  });
  await running({ workflows: [parent, child], activities: [work] }, storage);
  const { runId } = await startRun(storage, {
    workflow: 'parent',
    input: null,
    taskQueue: 'default',
    priority: 4,
  });
  expect(await ended(storage, runRef(runId))).toMatchObject({ type: 'RunCompleted' });
  const found = await events(storage, runRef(runId));
  const own = found.flatMap((event) => (event.type === 'ActivityScheduled' ? [event.options.priority] : []));
  expect(own).toEqual([4, 1]);
  const started = found.find((event) => event.type === 'ChildStarted');
  if (started?.type !== 'ChildStarted') throw new Error('no child');
  const ofChild = await events(storage, runRef(started.runId));
  expect(
    ofChild.flatMap((event) => (event.type === 'ActivityScheduled' ? [event.options.priority] : [])),
  ).toEqual([4]);
});
