// One run in a test: as the client's handle, and what only a test may see.
import {
  errorFrom,
  RunNotFoundError,
  runRef,
  stamp,
  type HistoryEvent,
  type Json,
  type JsonObject,
  type RunId,
  type RunRef,
  type RunStatus,
  type SessionFailureReason,
} from '@baton/core';
import {
  cancelRun,
  resetRun,
  runResult,
  signalRun,
  terminate,
  type ResetTo,
  type RunRecord,
} from '@baton/engine';
import { RunBlockedError, stuckError } from './stuck.ts';
import { openTasks, type DecideOptions, type TestTask } from './test-task.ts';
import { updateInTest } from './update-in-test.ts';
import type { World } from './world.ts';

/** An activity that is open and others can see: it is queued, claimed, asynchronous, or waits for a person. */
export interface TestActivity {
  readonly name: string;
  readonly activityId: string;
  readonly state: 'queued' | 'running' | 'async' | 'done';
  /** Attempts begun. */
  readonly attempt: number;
  /** As its handler's `ctx.token`. */
  readonly token: string;
  /** Details of its last heartbeat. */
  readonly checkpoint: Json | undefined;
  readonly lastError: Error | null;
}

/** A run of a test. Whatever it is told, the run has gone as far as it can without time passing when the promise resolves. */
export interface TestRun<Output> {
  readonly runId: RunId;
  readonly workflowId: string;
  /**
   * What the workflow returned. Skips all time in which nothing happens; follows the run along continue-as-new.
   *
   * @throws what the run failed with. @throws {RunStuckError} if it waits for what nobody will send. @throws {RunBlockedError}
   */
  readonly result: () => Promise<Output>;
  readonly signal: (name: string, payload?: unknown) => Promise<void>;
  /** @throws {UnknownQueryError} */
  readonly query: <T = Json>(name: string, ...args: readonly Json[]) => Promise<T>;
  /** Skips time until the update is answered. @throws what its handler or validator threw. */
  readonly update: <T = Json>(name: string, input?: unknown) => Promise<T>;
  readonly cancel: (reason?: string) => Promise<void>;
  readonly terminate: (reason?: string) => Promise<void>;
  /** A new run that begins with a part of this one's history; this one is terminated if it is open. Default: from its last decision on. */
  readonly reset: (to?: ResetTo) => Promise<TestRun<Output>>;
  readonly status: () => Promise<RunStatus>;
  readonly attributes: () => Promise<JsonObject>;
  /** Its events so far: what `replayHistory` takes. */
  readonly history: () => Promise<readonly HistoryEvent[]>;
  readonly activities: () => Promise<readonly TestActivity[]>;
  /** Ends its open sessions as an operator, or a lost worker, would. Default `WORKER_LOST`. */
  readonly failSessions: (reason?: SessionFailureReason) => Promise<void>;
  readonly humanTasks: () => Promise<readonly TestTask[]>;
  /** Decides the only open task of a person. @throws {TypeError} if there is none, or more than one. */
  readonly decide: (outcome: string, values?: JsonObject | null, options?: DecideOptions) => Promise<void>;
}

export function testRun<Output>(
  world: World,
  { runId, workflowId }: { readonly runId: RunId; readonly workflowId: string },
): TestRun<Output> {
  const { storage, settled } = world;
  const ref = runRef(runId);
  const by = 'person:test';
  /** Looks, when nothing can go on. */
  const still = async <T>(look: () => T | Promise<T>): Promise<T> => {
    await settled();
    return look();
  };
  const humanTasks = (): Promise<readonly TestTask[]> => still(() => openTasks(world, runId));
  return {
    runId,
    workflowId,
    result: () => {
      const result = resultOf<Output>(world, ref);
      // A test may look at it later, after it has moved time.
      result.catch(() => undefined);
      return result;
    },
    signal: async (name, payload = null) => {
      await world.go(signalRun(storage, ref, { name, payload }));
    },
    // The author's words for what the handlers answer.
    query: <T>(name: string, ...args: readonly Json[]) =>
      still(() => world.go(queryOf(world, ref, name, args)) as Promise<T>),
    update: <T>(name: string, input: unknown = null) =>
      updateInTest(world, ref, { name, input }) as Promise<T>,
    cancel: async (reason = 'cancelled by the test') => {
      await world.go(cancelRun(storage, ref, { reason, by }));
    },
    terminate: async (reason = 'terminated by the test') => {
      await world.go(terminate(storage, { ref, reason, by }));
    },
    reset: async (to = { to: 'lastDecision' }) => {
      const reason = 'reset by the test';
      return testRun(world, await world.go(resetRun(storage, ref, { to, reason, by, keepSignals: true })));
    },
    status: () => still(async () => (await recordOf(world, ref)).status),
    attributes: () => still(async () => (await recordOf(world, ref)).attributes),
    history: () => still(() => historyOf(world, ref)),
    activities: () => still(() => activitiesOf(world, ref)),
    failSessions: async (reason = 'WORKER_LOST') => world.go(failSessions(world, ref, reason)),
    humanTasks,
    decide: async (outcome, values, options) => only(await humanTasks()).decide(outcome, values, options),
  };
}

async function resultOf<Output>(world: World, ref: RunRef): Promise<Output> {
  const { storage, driver } = world;
  let outcome = await runResult(storage, ref);
  await driver.until({
    untilMs: Infinity,
    isDone: async () => {
      outcome = await runResult(storage, ref);
      if (outcome.status !== 'running') return true;
      const { blocked, workflowId } = await recordOf(world, outcome);
      if (blocked !== null) throw new RunBlockedError(`Run ${workflowId}`, blocked);
      return false;
    },
    isStuck: (hanging) => stuckError(world, runRef(outcome.runId), hanging),
  });
  if (outcome.status === 'completed') return outcome.result as Output;
  if (outcome.status === 'running') throw new TypeError('A run that was awaited has ended');
  throw errorFrom(outcome.failure);
}

async function queryOf({ worker }: World, ref: RunRef, name: string, args: readonly Json[]): Promise<Json> {
  const owner = worker.owner();
  if (owner === null) throw new TypeError('The test environment is closed');
  return owner.query(ref, name, args);
}

async function recordOf({ storage }: World, { runId }: { readonly runId: RunId }): Promise<RunRecord> {
  const record = await storage.readRun(runRef(runId));
  if (record === null) throw new RunNotFoundError(runId);
  return record;
}

async function historyOf({ storage }: World, ref: RunRef): Promise<readonly HistoryEvent[]> {
  return (await storage.readHistory(ref, 0)).flatMap(stamp);
}

async function activitiesOf({ storage, tokens }: World, ref: RunRef): Promise<readonly TestActivity[]> {
  const pending = await storage.pendingActivities(ref);
  return pending.map(({ name, activityId, state, attempt, heartbeat, lastFailure }) => ({
    ...{ name, activityId, state, attempt },
    token: tokens.activityToken({ runId: ref.runId, activityId }),
    checkpoint: heartbeat?.details,
    lastError: lastFailure === null ? null : errorFrom(lastFailure),
  }));
}

async function failSessions(
  { storage }: World,
  { runId }: RunRef,
  reason: SessionFailureReason,
): Promise<void> {
  const sessions = await storage.listSessions({ runId, open: true, limit: MOST_SESSIONS });
  for (const { sessionId } of sessions) await storage.failSession(sessionId, reason, 'The test said so');
}

const MOST_SESSIONS = 1_000;

function only(tasks: readonly TestTask[]): TestTask {
  const [task] = tasks;
  if (task !== undefined && tasks.length === 1) return task;
  const found = task === undefined ? 'is none' : `are ${tasks.map(({ name }) => name).join(', ')}`;
  throw new TypeError(`decide() takes the only open task; there ${found}`);
}
