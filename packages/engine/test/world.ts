// A small world for tests of the owner: memory storage, simulated time, one process that owns every shard.
import { makeRunId, shardOf, SHARD_COUNT } from '@baton/core';
import type { EventBody, Json, RunRef, RunStarted, Shard, WorkflowId } from '@baton/core';
import type { ActivityDefinition, WorkflowDefinition } from '@baton/workflow';
import { createMemoryStorage } from '../src/memory/create-memory-storage.ts';
import { createOwner } from '../src/owner/create-owner.ts';
import type { InlineAttempt, InlineExecutor, Owner, OwnerLimits, OwnerLogEntry } from '../src/owner/types.ts';
import { seededRng } from './rng.ts';
import { SimScheduler } from './sim-scheduler.ts';
import type { OwnedShards, Storage } from '../src/storage.ts';

export const everyShard = Array.from({ length: SHARD_COUNT }, (_, index) => index as Shard);
export const allShards: OwnedShards = new Map([['default', everyShard]]);

type Handler = (attempt: InlineAttempt) => void;

export interface WorldOptions {
  readonly workflows: readonly WorkflowDefinition[];
  /** Plain handlers; their failures are `Error`s. */
  readonly activities?: readonly ActivityDefinition[];
  /** Handlers that do with the attempt what they like. */
  readonly attempts?: Readonly<Record<string, Handler>>;
  readonly limits?: Partial<OwnerLimits>;
}

/** Each world's own: tests share nothing. */
export function createWorld(options: WorldOptions) {
  const rng = seededRng(1);
  const scheduler = new SimScheduler(rng, Date.UTC(2026, 0, 1));
  const memory = createMemoryStorage({ clock: scheduler });
  const counts = new Map<string, number>();
  const storage = counting(memory, counts);
  const log: OwnerLogEntry[] = [];
  const aborted: string[] = [];
  const workflows = new Map(options.workflows.map((definition) => [definition.name, definition]));
  const executed: string[] = [];
  const inline = inlineFor(options, executed, aborted);

  function newOwner(workerId = 'worker-1', over: Storage = storage): Owner {
    return createOwner({
      storage: over,
      resolver: (started) => workflows.get(started.workflow) ?? null,
      inline,
      workerId,
      clock: scheduler,
      scheduler,
      random: (n) => rng.bytes(n),
      log: (entry) => log.push(entry),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
  }

  async function start(workflow: string, input: Json = null, more: Partial<RunStarted> = {}) {
    const workflowId = (more.workflowId ?? `${workflow}-${counts.get('startRun') ?? 0}`) as WorkflowId;
    const event: RunStarted = {
      type: 'RunStarted',
      workflow,
      workflowId,
      taskQueue: 'default',
      input,
      ...more,
    };
    const shard = shardOf(workflowId);
    const ref: RunRef = { shard, runId: makeRunId(shard, scheduler.nowMs(), rng.bytes(8)) };
    const outcome = await storage.startRun({ ref, event, reusePolicy: 'allow', signals: [] });
    if (outcome.kind !== 'started') throw new Error('the workflow id is taken');
    return { ref, event, atMs: outcome.atMs, inboxId: outcome.inboxId };
  }

  const passes = (ms: number): Promise<void> => scheduler.runUntil(scheduler.nowMs() + ms);
  const events = async (ref: RunRef): Promise<readonly EventBody[]> =>
    (await memory.readHistory(ref, 0)).flatMap((row) => row.events);
  const types = async (ref: RunRef): Promise<readonly string[]> =>
    (await events(ref)).map(({ type }) => type);

  return {
    scheduler,
    storage,
    memory,
    counts,
    log,
    executed,
    aborted,
    workflows,
    newOwner,
    start,
    passes,
    events,
    types,
  };
}

export type World = ReturnType<typeof createWorld>;

function inlineFor(
  { activities = [], attempts = {} }: WorldOptions,
  executed: string[],
  aborted: string[],
): InlineExecutor {
  const functions = new Map(activities.map((activity) => [activity.name, activity]));
  return {
    accepts: (_queue, name) => functions.has(name) || name in attempts,
    start(attempt) {
      const { name, activityId, input } = attempt.task;
      executed.push(`${name}/${activityId}`);
      const handler = attempts[name];
      if (handler !== undefined) handler(attempt);
      else void run(attempt, functions.get(name)?.handler as (input: Json) => unknown, input);
      return (reason) => aborted.push(`${name}/${activityId} ${reason}`);
    },
  };
}

async function run(attempt: InlineAttempt, handler: (input: Json) => unknown, input: Json): Promise<void> {
  try {
    attempt.completed(((await handler(input)) ?? null) as Json);
  } catch (error) {
    const { name, message } = error as Error;
    attempt.failed({ name, message });
  }
}

/** Attempts of `echo` that end when the test says so. */
export function held() {
  const attempts: InlineAttempt[] = [];
  return { attempts, handlers: { echo: (attempt: InlineAttempt) => void attempts.push(attempt) } };
}

/** A run whose owner has begun its first attempt, which ends when the test says so. */
export async function inFirstStep(definition: WorkflowDefinition) {
  const { attempts, handlers } = held();
  const world = createWorld({ workflows: [definition], attempts: handlers });
  const owner = world.newOwner();
  owner.setShards(allShards);
  const run = await world.start(definition.name);
  owner.adopt(run);
  await world.passes(100);
  return { attempts, world, owner, run };
}

export async function statusOf(world: World, { ref }: { readonly ref: RunRef }): Promise<string | undefined> {
  return (await world.memory.readRun(ref))?.status;
}

/** Storage in which some calls go wrong: `instead` answers them. */
export function faulty(
  storage: Storage,
  instead: (name: keyof Storage, args: readonly never[]) => Promise<never> | null,
): Storage {
  return new Proxy(storage, {
    get(target, name: keyof Storage) {
      const method = Reflect.get(target, name) as (...args: readonly never[]) => unknown;
      return (...args: readonly never[]) => instead(name, args) ?? method(...args);
    },
  });
}

/** Counts calls by name, so that a test can say what something costs. */
function counting(storage: Storage, counts: Map<string, number>): Storage {
  return new Proxy(storage, {
    get(target, name: string) {
      const method = Reflect.get(target, name) as (...args: readonly never[]) => unknown;
      return (...args: readonly never[]) => {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        return method(...args);
      };
    },
  });
}
