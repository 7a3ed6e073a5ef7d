// A worker on a storage in memory, and the calls that a service would make.
import { randomBytes } from 'node:crypto';
import {
  makeRunId,
  runRef,
  shardOf,
  type EventBody,
  type Json,
  type RunRef,
  type WorkflowId,
} from '@baton/core';
import { createMemoryStorage, type RunRecord, type Storage } from '@baton/engine';
import { createWorker, type LogEntry, type Worker, type WorkerOptions } from '../src/index.ts';

export const tokenKeys = { current: { id: 'test', secret: 'x'.repeat(32) } };
export const limit = { startToClose: '1 minute' } as const;

export function memory(): Storage {
  return createMemoryStorage({ clock: { nowMs: () => Date.now() } });
}

export interface Running {
  readonly storage: Storage;
  readonly worker: Worker;
  readonly log: readonly LogEntry[];
  readonly stop: () => Promise<void>;
}

const open: Running[] = [];

export async function running(options: Partial<WorkerOptions>, storage = memory()): Promise<Running> {
  const log: LogEntry[] = [];
  const worker = await createWorker({
    storage,
    tokenKeys,
    log: (entry) => log.push(entry),
    leaseTimeout: '1s',
    ...options,
  });
  const done = worker.run();
  const it = { storage, worker, log, stop: () => worker.shutdown({ grace: 200 }).then(() => done) };
  open.push(it);
  return it;
}

/** For `afterEach`. */
export async function stopAll(): Promise<void> {
  await Promise.all(open.splice(0).map(({ stop }) => stop()));
}

let count = 0;

export async function start(
  storage: Storage,
  workflow: { readonly name: string },
  input: Json = null,
): Promise<RunRef> {
  const workflowId = `test-${++count}`;
  const ref = runRef(makeRunId(shardOf(workflowId), Date.now(), randomBytes(8)));
  await storage.startRun({
    ref,
    reusePolicy: 'allow',
    signals: [],
    event: {
      type: 'RunStarted',
      workflow: workflow.name,
      workflowId: workflowId as WorkflowId,
      taskQueue: 'default',
      input,
    },
  });
  return ref;
}

export async function events(storage: Storage, ref: RunRef): Promise<readonly EventBody[]> {
  return (await storage.readHistory(ref, 0)).flatMap((row) => row.events);
}

/** Its last event, once the run is closed. */
export async function ended(storage: Storage, ref: RunRef, withinMs = 8_000): Promise<EventBody | undefined> {
  await until(async () => (await record(storage, ref)).status !== 'running', withinMs);
  return (await events(storage, ref)).at(-1);
}

export async function record(storage: Storage, ref: RunRef): Promise<RunRecord> {
  const run = await storage.readRun(ref);
  if (run === null) throw new Error('There is no such run');
  return run;
}

/** Waits for a fact, not for a time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 8_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`Not within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}
