// Random claims, ends, deaths and closings under limits: at no moment is there one attempt too many, and in the end every place is free.
import { defaultActivityOptions, defaultRetry, limitSettings, type ActivityId } from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityTask, Storage, WorkerRegistration } from '@baton/engine';
import { limitNamed, person } from './limits.ts';
import {
  activityRow,
  closing,
  registered,
  started,
  targetOf,
  transition,
  unique,
  type Given,
  type Started,
} from './under-test.ts';

type Step =
  | { readonly kind: 'claim'; readonly worker: number; readonly count: number }
  | { readonly kind: 'complete' | 'fail' | 'retry' | 'async' | 'close'; readonly which: number }
  | { readonly kind: 'terminate'; readonly run: number }
  | { readonly kind: 'kill' | 'stop'; readonly worker: number }
  | { readonly kind: 'lower' | 'raise' };

const index = fc.nat({ max: 20 });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('claim' as const),
        worker: index,
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom('complete', 'fail', 'retry', 'async', 'close'),
        which: index,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('terminate' as const), run: index }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('kill', 'stop'), worker: index }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('lower', 'raise') }) },
  ),
  { minLength: 5, maxLength: 30 },
);

const RUNS = 4;
const ACTIVITIES = 6;

export function describeLimitLaws(given: Given): void {
  describe('under limits', () => {
    it('never is one attempt too many, and no place is lost, whatever happens', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const world = await newWorld(given().storage);
          for (const step of all) await take(world, step);
          await finish(world);
        }),
        { numRuns: 12, endOnFailure: true },
      );
    }, 120_000);

    it('claims, ends and deaths at the same time break neither', async () => {
      const world = await newWorld(given().storage);
      const many = fc.sample(steps, { numRuns: 6, seed: 7 });
      await Promise.all(
        many.map(async (list) => {
          for (const step of list) if (step.kind !== 'terminate') await take(world, step);
        }),
      );
      await finish(world);
    }, 120_000);
  });
}

interface World {
  readonly storage: Storage;
  readonly queue: string;
  readonly names: readonly string[];
  readonly runs: { readonly run: Started; seq: number; closed: boolean }[];
  readonly workers: WorkerRegistration[];
  open: ActivityTask[];
  capacity: number;
}

const tenants = ['a', 'b'];

async function newWorld(storage: Storage): Promise<World> {
  const [queue, one, two] = [unique('queue'), unique('one'), unique('two')];
  await storage.setLimit(
    { scope: 'queue', name: queue, settings: limitSettings({ maxConcurrent: 5 }) },
    person,
  );
  await storage.setLimit(
    { scope: 'activity', name: one, settings: limitSettings({ maxConcurrent: 2 }) },
    person,
  );
  for (const tenant of tenants) {
    const rule = { scope: 'key' as const, name: `${queue}-${tenant}` };
    await storage.setLimit({ ...rule, settings: limitSettings({ maxConcurrent: 3 }) }, person);
  }
  const world: World = { storage, queue, names: [one, two], runs: [], workers: [], open: [], capacity: 5 };
  for (let at = 0; at < RUNS; at++) world.runs.push({ run: await backlog(world), seq: 3, closed: false });
  for (let at = 0; at < 2; at++) world.workers.push(await registered(storage, queue));
  return world;
}

async function backlog({ storage, queue, names }: World): Promise<Started> {
  const run = await started(storage, { taskQueue: queue });
  const retry = { ...defaultRetry, initialMs: 0, maxMs: 0 };
  const addActivities = Array.from({ length: ACTIVITIES }, (_, at) =>
    activityRow(run, {
      activityId: String(at + 1) as ActivityId,
      name: names[at % 2] ?? '',
      options: {
        ...defaultActivityOptions,
        startToCloseMs: 600_000,
        retry,
        limitKey: `${queue}-${tenants[at % 3] ?? 'c'}`,
        ...(at % 2 === 0 ? {} : { fairnessKey: tenants[at % 3] ?? 'c' }),
      },
    }),
  );
  await storage.commit(transition(run.ref, 2, { addActivities }));
  return run;
}

async function take(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'claim':
      await claim(world, step.worker, step.count);
      break;
    case 'terminate':
      await terminate(world, step.run);
      break;
    case 'kill':
    case 'stop':
      await lose(world, step);
      break;
    case 'lower':
    case 'raise':
      await resize(world, step.kind === 'lower' ? 1 : 5);
      break;
    default:
      await end(world, step);
  }
  await check(world);
}

async function claim({ storage, queue, names, workers, ...world }: World, worker: number, count: number) {
  const chosen = workers[worker % workers.length];
  if (chosen === undefined) return;
  world.open.push(...(await storage.claimActivities(chosen.workerId, [queue], names, count)));
}

async function end(world: World, { kind, which }: Extract<Step, { which: number }>): Promise<void> {
  const task = world.open[which % Math.max(1, world.open.length)];
  if (task === undefined) return;
  const { storage } = world;
  const failure = { name: 'Error', message: 'x' };
  const target = targetOf(task);
  if (kind !== 'async') world.open.splice(world.open.indexOf(task), 1);
  if (kind === 'complete') await storage.completeActivity(target, 1, {});
  else if (kind === 'fail') await storage.endAttempt(target, { kind: 'final', failure }, {});
  else if (kind === 'retry')
    await storage.endAttempt(target, { kind: 'retry', failure, availableAtMs: 0 }, {});
  else if (kind === 'async') await storage.makeAsync(target);
  else await close(world, task);
}

async function close({ storage, runs }: World, { runId, activityId }: ActivityTask): Promise<void> {
  const found = runs.find(({ run }) => run.ref.runId === runId);
  if (found === undefined || found.closed) return;
  const seq = found.seq++;
  await storage.commit(transition(found.run.ref, seq, { closeActivities: [{ activityId, human: null }] }));
}

async function terminate({ storage, runs }: World, at: number): Promise<void> {
  const found = runs[at % runs.length];
  if (found === undefined || found.closed) return;
  found.closed = true;
  await storage.commit(closing(found.run.ref, found.seq, { close: { status: 'terminated', next: null } }));
}

async function lose(world: World, { kind, worker }: Extract<Step, { kind: 'kill' | 'stop' }>): Promise<void> {
  const { storage, workers, queue } = world;
  const at = worker % workers.length;
  const [gone] = workers.splice(at, 1, await registered(storage, queue));
  if (gone === undefined) return;
  if (kind === 'kill') await storage.reapWorkers([gone.workerId]);
  else await storage.releaseWorker(gone.workerId, 'stopped');
}

async function resize(world: World, capacity: number): Promise<void> {
  world.capacity = capacity;
  const settings = limitSettings({ maxConcurrent: capacity });
  await world.storage.setLimit({ scope: 'queue', name: world.queue, settings }, person);
}

/** The truth is the activities, not the counters. */
async function check({ storage, runs, names, queue }: World): Promise<void> {
  const rows = (await Promise.all(runs.map(({ run }) => storage.pendingActivities(run.ref)))).flat();
  const busy = rows.filter(({ state }) => state === 'running' || state === 'async');
  expect(busy.length).toBeLessThanOrEqual(5);
  expect(busy.filter(({ name }) => name === names[0]).length).toBeLessThanOrEqual(2);
  for (const tenant of tenants) {
    const key = `${queue}-${tenant}`;
    expect(busy.filter(({ options }) => options.limitKey === key).length).toBeLessThanOrEqual(3);
  }
}

/** Every run ends; then nothing may be held, and the audit has nothing to say. */
async function finish(world: World): Promise<void> {
  const { storage, queue, names, runs } = world;
  const mine = [
    `queue:${queue}`,
    ...names.map((name) => `activity:${name}`),
    ...tenants.map((t) => `key:${queue}-${t}`),
  ];
  const wrong = async () => (await storage.auditLimits()).filter(({ limit }) => mine.includes(limit));
  expect(await wrong()).toEqual([]);
  for (let at = 0; at < runs.length; at++) await terminate(world, at);
  expect(await wrong()).toEqual([]);
  expect(await limitNamed(storage, 'queue', queue)).toMatchObject({ inUse: 0, waiting: 0 });
  expect(await limitNamed(storage, 'activity', names[0] ?? '')).toMatchObject({ inUse: 0 });
  for (const tenant of tenants)
    expect(await limitNamed(storage, 'key', `${queue}-${tenant}`)).toMatchObject({ inUse: 0 });
}
