// A worker in this process, on a database of its own.
import { runRef, type Json, type RunRef } from '@baton/core';
import { startRun, type Storage } from '@baton/engine';
import { createPostgresStorage } from '@baton/postgres';
import { createWorker, type Worker } from '@baton/worker';
import { complain } from '../baton-engine.ts';
import { benchDatabase, type BenchDatabase } from '../database.ts';
import { watchClosings, type Closings } from '../watch-closings.ts';
import { limitActivities, limitWorkflows } from './definitions.ts';

export interface Here {
  readonly database: BenchDatabase;
  readonly storage: Storage;
  readonly closings: Closings;
  readonly worker: Worker;
  readonly close: () => Promise<void>;
}

/** @param residentRuns How many waiting runs the worker keeps in memory. */
export async function workerHere(residentRuns = 10_000): Promise<Here> {
  const database = await benchDatabase();
  const closings = watchClosings(await createPostgresStorage({ databaseUrl: database.url }));
  const { storage } = closings;
  const worker = await createWorker({
    storage,
    workflows: limitWorkflows,
    activities: limitActivities,
    maxConcurrentActivities: 1_000,
    limits: { residentRuns },
    log: complain,
  });
  const running = worker.run();
  return {
    ...{ database, storage, closings, worker },
    async close() {
      await worker.shutdown({ grace: 0 });
      await running;
      await storage.close();
      await database.drop();
    },
  };
}

let count = 0;

export interface Begun {
  readonly ref: RunRef;
  /** Resolves when its end is durable. */
  readonly closed: Promise<void>;
}

/** Starts a run, which this process's worker goes on with. */
export async function begin(
  { storage, closings, worker }: Here,
  workflow: string,
  input: Json,
): Promise<Begun> {
  const workflowId = `${workflow}-${count++}`;
  const { runId, adopt } = await startRun(storage, { workflow, workflowId, taskQueue: 'default', input });
  if (adopt === null) throw new Error(`${workflowId} is taken`);
  const closed = new Promise<void>((resolve) => closings.onClosed(runId, resolve));
  worker.owner()?.adopt(adopt);
  return { ref: runRef(runId), closed };
}

/** Starts many, so many at a time; nobody is told but by hints. */
export async function beginMany(
  storage: Storage,
  workflow: string,
  inputs: readonly Json[],
): Promise<RunRef[]> {
  const refs: RunRef[] = [];
  const AT_A_TIME = 1_000;
  for (let at = 0; at < inputs.length; at += AT_A_TIME) {
    const starts = inputs.slice(at, at + AT_A_TIME).map((input) => {
      const workflowId = `${workflow}-${count++}`;
      return startRun(storage, { workflow, workflowId, taskQueue: 'default', input });
    });
    for (const { runId } of await Promise.all(starts)) refs.push(runRef(runId));
  }
  return refs;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN) * 10) / 10;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
