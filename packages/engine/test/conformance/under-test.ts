// What the suite is given, and the small things it makes from it.
import { randomBytes, randomUUID } from 'node:crypto';
import {
  defaultActivityOptions,
  makeRunId,
  shardOf,
  type ActivityId,
  type EventBody,
  type InboxId,
  type RunRef,
  type RunStarted,
  type SessionId,
  type SessionOptions,
  type WorkerId,
  type WorkerKey,
  type WorkflowId,
} from '@baton/core';
import type {
  ActivityTarget,
  ActivityTask,
  InboxBody,
  InboxRow,
  NewActivityRow,
  Storage,
  StartRequest,
  Transition,
  WorkerRegistration,
} from '@baton/engine';

export interface StorageUnderTest {
  readonly storage: Storage;
  /** Lets this much time pass for the storage: sets its clock forward, or waits. Only ever some hundred milliseconds. */
  readonly pass: (ms: number) => Promise<void>;
}

export type Given = () => StorageUnderTest;

/** A run that has just been started, on a queue of its own. */
export interface Started {
  readonly ref: RunRef;
  readonly queue: string;
  readonly workflowId: WorkflowId;
  readonly wake: InboxId;
  readonly event: RunStarted;
}

export function unique(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 13)}`;
}

export function startRequest(changes: Partial<RunStarted> = {}): StartRequest {
  const workflowId = changes.workflowId ?? (unique('wf') as WorkflowId);
  const shard = shardOf(workflowId);
  const ref = { shard, runId: makeRunId(shard, Date.now(), randomBytes(8)) };
  const event: RunStarted = {
    type: 'RunStarted',
    workflow: 'order',
    taskQueue: unique('queue'),
    input: { id: 1 },
    ...changes,
    workflowId,
  };
  return { ref, event, reusePolicy: 'allow', signals: [] };
}

export async function started(storage: Storage, changes: Partial<RunStarted> = {}): Promise<Started> {
  const request = startRequest(changes);
  const outcome = await storage.startRun(request);
  if (outcome.kind !== 'started') throw new Error(`wanted a new run, found ${outcome.run.runId}`);
  const { event, ref } = request;
  return { ref, queue: event.taskQueue, workflowId: event.workflowId, wake: outcome.inboxId, event };
}

const nothing: Omit<Transition, 'shard' | 'runId' | 'seq' | 'events' | 'atMs'> = {
  consume: [],
  addWake: null,
  addActivities: [],
  closeActivities: [],
  cancelActivities: [],
  addTimers: [],
  removeTimers: [],
  addSessions: [],
  releaseSessions: [],
  outbox: [],
  attributes: null,
  close: null,
};

export const mark: EventBody = { type: 'Marked', kind: 'note', value: 'x' };
export const completed: EventBody = { type: 'RunCompleted', result: 'ok' };

/** A transition at `seq` with a mark as its only event, unless told otherwise. */
export function transition(ref: RunRef, seq: number, changes: Partial<Transition> = {}): Transition {
  return { ...ref, seq, atMs: Date.now(), events: [mark], ...nothing, ...changes };
}

/** The run's last transition, completing it. */
export function closing(ref: RunRef, seq: number, changes: Partial<Transition> = {}): Transition {
  return transition(ref, seq, {
    events: [completed],
    close: { status: 'completed', next: null },
    ...changes,
  });
}

export function activityRow(run: Started, changes: Partial<NewActivityRow> = {}): NewActivityRow {
  const nowMs = Date.now() - 1;
  return {
    activityId: '1' as ActivityId,
    name: 'charge',
    queue: run.queue,
    input: { amount: 5 },
    options: { ...defaultActivityOptions, startToCloseMs: 60_000 },
    workflow: 'order',
    workflowId: run.workflowId,
    label: null,
    sessionId: null,
    human: null,
    state: 'queued',
    attempt: 0,
    workerId: null,
    availableAtMs: nowMs,
    scheduledAtMs: nowMs,
    startedAtMs: null,
    lastFailure: null,
    ...changes,
  };
}

/** A started run whose activity `1` waits for a worker; its next event is 3. */
export async function withActivity(
  storage: Storage,
  changes: Partial<NewActivityRow> = {},
  start: Partial<RunStarted> = {},
): Promise<Started> {
  const run = await started(storage, start);
  const row = activityRow(run, {
    scheduledAtMs: await storage.now(),
    availableAtMs: await storage.now(),
    ...changes,
  });
  await storage.commit(transition(run.ref, 2, { addActivities: [row] }));
  return run;
}

export function worker(queue: string, changes: Partial<WorkerRegistration> = {}): WorkerRegistration {
  return {
    workerId: unique('worker') as WorkerId,
    workerKey: unique('key') as WorkerKey,
    hostName: 'host-1',
    hostId: 'host-1',
    pid: 1,
    taskQueues: [queue],
    workflows: ['order'],
    activities: [{ name: 'charge', description: null, input: null, output: null }],
    maxConcurrentActivities: 10,
    sessions: null,
    leaseMs: 60_000,
    ownsRuns: true,
    buildId: '1',
    ...changes,
  };
}

export async function registered(
  storage: Storage,
  queue: string,
  changes: Partial<WorkerRegistration> = {},
): Promise<WorkerRegistration> {
  const registration = worker(queue, changes);
  const answer = await storage.registerWorker(registration);
  if ('refused' in answer) throw new Error(answer.refused);
  return registration;
}

/** A registered worker that has claimed the run's activity. */
export async function claimed(
  storage: Storage,
  run: Started,
): Promise<{ readonly task: ActivityTask; readonly target: ActivityTarget; readonly workerId: WorkerId }> {
  const { workerId } = await registered(storage, run.queue);
  const [task] = await storage.claimActivities(workerId, [run.queue], ['charge'], 1);
  if (task === undefined) throw new Error('nothing to claim');
  return { task, target: targetOf(task), workerId };
}

/** As an attempt token names it. */
export function targetOf({ shard, runId, activityId, attempt, epoch }: ActivityTask): ActivityTarget {
  return { shard, runId, activityId, attempt, epoch };
}

/** As an activity token names it: whatever the attempt. */
export function anyAttempt(run: Started, activityId = '1'): ActivityTarget {
  return { ...run.ref, activityId: activityId as ActivityId, attempt: null, epoch: null };
}

export async function inboxOf(storage: Storage, run: Started): Promise<readonly InboxRow[]> {
  const rows = await storage.pollInbox(new Map([[run.queue, [run.ref.shard]]]), null, 100);
  // Others of its queue may be in its shard.
  return rows.filter(({ runId }) => runId === run.ref.runId);
}

/** What lies in the run's inbox, but for wake rows. */
export async function messagesOf(storage: Storage, run: Started): Promise<readonly InboxBody[]> {
  const rows = await inboxOf(storage, run);
  return rows.map(({ body }) => body).filter(({ kind }) => kind !== 'wake');
}

export function sessionOptions(changes: Partial<SessionOptions> = {}): SessionOptions {
  return {
    creationTimeoutMs: 60_000,
    executionTimeoutMs: 60_000,
    idleTimeoutMs: null,
    taskQueue: null,
    resources: {},
    onWorkerLost: 'fail',
    reestablishTimeoutMs: 60_000,
    workerKey: null,
    ...changes,
  };
}

/** A started run that has asked for a session; its next event is 3. */
export async function withSession(
  storage: Storage,
  changes: Partial<SessionOptions> = {},
  start: Partial<RunStarted> = {},
): Promise<Started & { readonly sessionId: SessionId }> {
  const run = await started(storage, start);
  const sessionId = `${run.ref.runId}/1` as SessionId;
  const options = sessionOptions(changes);
  await storage.commit(
    transition(run.ref, 2, { addSessions: [{ sessionId, options, taskQueue: run.queue, label: null }] }),
  );
  return { ...run, sessionId };
}
