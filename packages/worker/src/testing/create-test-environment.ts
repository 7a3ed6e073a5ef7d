// The engine in a test: the real owner and the real worker on a storage in memory, with a clock that skips the time in which nothing happens.
import {
  makeRunId,
  RunNotFoundError,
  shardOf,
  toMs,
  type Design,
  type Duration,
  type Json,
  type JsonObject,
} from '@baton/core';
import {
  createMemoryStorage,
  createTokenSigner,
  GRAPH_WORKFLOW,
  startRun,
  type StartRun,
} from '@baton/engine';
import {
  isInActivity,
  type ActivityCheckpoint,
  type ActivityOutput,
  type WorkflowDefinition,
  type WorkflowInput,
  type WorkflowOutput,
} from '@baton/workflow';
import { withBuiltins } from '../builtin/builtin-activities.ts';
import { noPeers } from '../lease/host-peers.ts';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import type { OnReestablish } from '../on-reestablish.ts';
import { settingsOf, type WorkerSessionOptions } from '../settings.ts';
import { workerOf } from '../worker.ts';
import { completions } from './completions.ts';
import { Driver } from './driver.ts';
import { loseWorker, type LoseOptions } from './lose-worker.ts';
import { definitionsOf, type TestActivities } from './mock.ts';
import { RunningHandlers, type SleepOptions } from './running-handlers.ts';
import { ENDLESS_LEASE_MS, TestClock } from './test-clock.ts';
import { testMachine } from './test-machine.ts';
import { testRun, type TestRun } from './test-run.ts';
import { openTasks, type TestTask } from './test-task.ts';
import type { World } from './world.ts';

export interface TestEnvironmentOptions {
  readonly workflows?: readonly WorkflowDefinition[];
  /** The real ones, `mock(activity, handler)`s, or an object of functions by the names of the activities. */
  readonly activities?: TestActivities;
  /** The queues that the worker serves. Default `["default"]`. */
  readonly taskQueues?: readonly string[];
  /** Default: enabled, with room for 1,000. */
  readonly sessions?: WorkerSessionOptions;
  /** As `createWorker` has it: asked after `loseWorker` for each session that waits for the worker. Runs in real time. */
  readonly onReestablish?: OnReestablish;
  readonly onReestablishTimeout?: Duration;
  /** When time begins. Default 2026-01-01, 00:00 UTC. */
  readonly now?: Date;
  /** How long a handler may take in real time before a test is told that it hangs. Default 2 seconds. */
  readonly patience?: Duration;
  /** Told what the worker logs. Default: nothing is. */
  readonly log?: Log;
}

export interface TestStartOptions {
  /** Default: the workflow's name and a number. */
  readonly workflowId?: string;
  /** Default: the first of the environment. */
  readonly taskQueue?: string;
  readonly runTimeout?: Duration;
  readonly attributes?: JsonObject;
}

interface Startable {
  readonly name: string;
  readonly handler: (input: never) => unknown;
}
/** The input may be left out where it may be `undefined`. */
type StartArgs<In> = undefined extends In
  ? [input?: In, options?: TestStartOptions]
  : [input: In, options?: TestStartOptions];

interface Completable {
  readonly handler: (...args: never) => unknown;
}

/**
 * The engine in a test. Time stands still but where the test waits for something: `run.result()` and `run.update()` skip whatever time
 * nothing happens in, `advance` and `sleep` as much as they say. Handlers run in real time, in which the clock stands.
 *
 * What the test does (`start`, `signal`, `cancel`, a decision, a completion) resolves when the runs have gone on from it as far as they can
 * without time passing.
 */
export interface TestEnvironment extends AsyncDisposable {
  /** Starts a run. @throws {WorkflowAlreadyStartedError} */
  readonly start: <W extends Startable>(
    workflow: W,
    ...input: StartArgs<WorkflowInput<W>>
  ) => Promise<TestRun<WorkflowOutput<W>>>;
  /** Starts a run of a drawn workflow. */
  readonly startDesign: (design: Design, input?: Json, options?: TestStartOptions) => Promise<TestRun<Json>>;
  /** A run by its workflow id: a child, or the next one of a chain. @throws {RunNotFoundError} */
  readonly run: <Output = Json>(workflowId: string) => Promise<TestRun<Output>>;
  /** Milliseconds since 1970, by the clock of the runs. */
  readonly now: () => number;
  /** Moves time on, by a duration or to an instant, and lets happen what happens on the way. Answers `now()`. */
  readonly advance: (time: Duration | Date) => Promise<number>;
  /** In a test: as `advance`. In the handler of an activity: waits on the clock of the runs, so that the test needn't. */
  readonly sleep: (duration: Duration, options?: SleepOptions) => Promise<void>;
  /** The open tasks of people, of all runs. */
  readonly humanTasks: () => Promise<readonly TestTask[]>;
  /** Completes the activity that the token (`ctx.token`) speaks for. @throws {RefusedError} {InvalidTokenError} */
  readonly completeActivity: <A extends Completable>(
    token: string,
    value: ActivityOutput<A>,
  ) => Promise<void>;
  /** Fails the current attempt; the retry policy says whether another follows. */
  readonly failActivity: (token: string, error: unknown) => Promise<void>;
  readonly heartbeatActivity: <A extends Completable>(
    token: string,
    details?: ActivityCheckpoint<A>,
  ) => Promise<{ readonly cancelRequested: boolean }>;
  readonly reportCancelled: (token: string) => Promise<void>;
  /**
   * As if the worker's process had died and come back: what ran on it is lost, and goes on as its retry policy says; its sessions fail, or
   * are re-established. Handlers that run are told to stop. A moment of time passes.
   */
  readonly loseWorker: (options?: LoseOptions) => Promise<void>;
  /** Stops the worker and forgets everything. */
  readonly close: () => Promise<void>;
}

const START_OF_TIME = new Date('2026-01-01T00:00:00Z');
/** Tokens are for this environment only. */
const KEYS = { current: { id: 'test', secret: 'the secret of every test environment' } };

/** A test environment. `await using env = await createTestEnvironment({ workflows, activities })` closes it at the end of the block. */
export async function createTestEnvironment(options: TestEnvironmentOptions): Promise<TestEnvironment> {
  const clock = new TestClock((options.now ?? START_OF_TIME).getTime());
  const storage = createMemoryStorage({ clock });
  const handlers = new RunningHandlers(clock);
  const machine = testMachine(clock);
  const tokens = createTokenSigner(KEYS);
  const designs = new Map<string, Design>();
  const { onReestablish: hook } = options;
  const settings = settingsOf(
    {
      ...{ taskQueues: ['default'], sessions: { enabled: true }, log: () => undefined, ...options },
      activities: withBuiltins(definitionsOf(options.activities ?? [])).map((each) => handlers.watch(each)),
      ...(hook === undefined ? {} : { onReestablish: handlers.watchHook(hook) }),
      workerKey: 'test',
      designs: async ({ designId }) => designs.get(designId) ?? null,
    },
    { storage, engine: storage, tokens, peers: noPeers, machine },
  );
  const patienceMs = toMs(options.patience ?? '2s', 'patience');
  const driver = new Driver({ clock, storage, handlers, patienceMs });
  // The worker is never lost here: there is nobody who could take over.
  const worker = workerOf({ ...settings, leaseMs: ENDLESS_LEASE_MS });
  const settled = (): Promise<void> => driver.passed(clock.nowMs());
  const world: World = {
    ...{ clock, storage, driver, worker, tokens, settled },
    newId: machine.newId,
    go: async (call) => {
      call.catch(() => undefined);
      // Some calls need the engine to go on before they can answer, and lead to more once they have.
      await settled();
      const answer = await call;
      await settled();
      return answer;
    },
  };
  const ended = worker.run();
  await settled();
  return environmentOf(world, {
    machine,
    handlers,
    designs,
    ended,
    taskQueue: settings.taskQueues[0] ?? 'default',
  });
}

interface Parts {
  readonly machine: Machine;
  readonly handlers: RunningHandlers;
  readonly designs: Map<string, Design>;
  /** Resolves when the worker has stopped. */
  readonly ended: Promise<void>;
  readonly taskQueue: string;
}

function environmentOf(world: World, parts: Parts): TestEnvironment {
  const { clock, storage, driver } = world;
  const { handlers, designs } = parts;
  const begin = starter(world, parts);
  const advance = async (time: Duration | Date): Promise<number> => {
    await driver.passed(time instanceof Date ? time.getTime() : clock.nowMs() + toMs(time));
    return clock.nowMs();
  };
  const close = closer(world, parts.ended);
  return {
    start: (workflow, ...[input, options]) => begin({ workflow: workflow.name, input }, options),
    startDesign: (design, input = null, options = {}) => {
      const designId = `design-${designs.size + 1}`;
      designs.set(designId, design);
      return begin({ workflow: GRAPH_WORKFLOW, input, design: { designId, version: 1 } }, options);
    },
    run: async (workflowId) => {
      await world.settled();
      const run = await storage.findRun(workflowId);
      if (run === null) throw new RunNotFoundError(workflowId);
      return testRun(world, run);
    },
    now: () => clock.nowMs(),
    advance,
    sleep: async (duration, options = {}) => {
      if (isInActivity()) await handlers.sleep(duration, options);
      else await advance(duration);
    },
    humanTasks: async () => {
      await world.settled();
      return openTasks(world);
    },
    ...completions(world),
    loseWorker: (options) => loseWorker(world, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Begin = <Output>(
  what: Pick<StartRun, 'workflow' | 'input' | 'design' | 'runTimeoutMs'>,
  options?: TestStartOptions,
) => Promise<TestRun<Output>>;

function starter(world: World, { machine, taskQueue }: Parts): Begin {
  const { clock, storage, worker } = world;
  let runs = 0;
  return async (what, options = {}) => {
    const workflowId = options.workflowId ?? `${what.workflow}-${++runs}`;
    const { runTimeout, attributes } = options;
    const started = await startRun(storage, {
      ...what,
      workflowId,
      by: 'person:test',
      taskQueue: options.taskQueue ?? taskQueue,
      runId: makeRunId(shardOf(workflowId), clock.nowMs(), machine.randomBytes(8)),
      ...given('runTimeoutMs', runTimeout === undefined ? undefined : toMs(runTimeout, 'runTimeout')),
      ...given('attributes', attributes),
    });
    if (started.adopt !== null) worker.owner()?.adopt(started.adopt);
    await world.settled();
    return testRun(world, started);
  };
}

function closer({ worker, driver, storage }: World, ended: Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    let isOver = false;
    void worker.shutdown({ grace: 0 }).then(() => (isOver = true));
    await driver.ending(() => isOver);
    await ended;
    await storage.close();
  };
  return () => (closing ??= close());
}

/** An option only if it is there. */
function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
