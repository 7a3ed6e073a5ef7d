// Everything real: a database of its own, the HTTP server, the client that services use, and workers in this process or in others.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runRef, type EventBody, type RunId } from '@baton/core';
import { WorkflowClient } from '@baton/client';
import { createPostgresStorage, type PostgresStorage } from '@baton/postgres';
import { testDatabase } from '@baton/postgres/testing';
import { createWorker, type LogEntry, type Worker, type WorkerOptions } from '@baton/worker';
import { ensureBootstrap } from '../../server/bootstrap.ts';
import { startServer } from '../../server/start-server.ts';

const API_KEY = 'conformance-key-0123456789';
const workerMain = fileURLToPath(new URL('./worker-process.ts', import.meta.url));

/** What a worker in a process of its own is made of; `fixtures` is a module whose exports it runs. */
export interface ProcessOptions extends Pick<
  WorkerOptions,
  | 'taskQueues'
  | 'maxConcurrentActivities'
  | 'sessions'
  | 'leaseTimeout'
  | 'workerKey'
  | 'shutdownGrace'
  | 'buildId'
> {
  readonly fixtures: URL;
}

export interface InProcess {
  readonly worker: Worker;
  readonly log: readonly LogEntry[];
  /** In good order; with this grace in milliseconds, default 200. */
  stop(grace?: number): Promise<void>;
}

export interface World {
  readonly url: string;
  readonly databaseUrl: string;
  readonly client: WorkflowClient;
  /** A client that tries each call once. */
  impatient(): WorkflowClient;
  /** The truth below, to look at; tests act through the client. */
  readonly storage: PostgresStorage;
  /** A worker in this process, stopped after the test. Lease: 1.5 s unless given. */
  worker(options: WorkerOptions): Promise<InProcess>;
  /** A worker in a process of its own, killed after the test. */
  workerProcess(options: ProcessOptions): Promise<ChildProcess>;
  events(run: { readonly runId: RunId }): Promise<readonly EventBody[]>;
  /** Ends the workers. For `afterEach`. */
  stopWorkers(): Promise<void>;
  /** Ends everything. For `afterAll`. */
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const database = await testDatabase();
  const databaseUrl = database.url;
  await ensureBootstrap({ databaseUrl, apiKey: API_KEY });
  const log = (): void => undefined;
  const server = await startServer({ databaseUrl, port: 0, pages: false, throwAway: true, log });
  const storage = await createPostgresStorage({ databaseUrl, throwAway: true });
  const workers: InProcess[] = [];
  const children: ChildProcess[] = [];
  const stopWorkers = async (): Promise<void> => {
    const stopping = workers.splice(0).map((worker) => worker.stop(50));
    await Promise.all([...stopping, ...children.splice(0).map(kill)]);
  };
  return {
    url: server.url,
    databaseUrl,
    storage,
    client: new WorkflowClient({ url: server.url, apiKey: API_KEY }),
    impatient: () => new WorkflowClient({ url: server.url, apiKey: API_KEY, retryFor: 0 }),
    worker: async (options) => {
      const made = await inProcess({ leaseTimeout: '1500ms', databaseUrl, throwAway: true, ...options });
      workers.push(made);
      return made;
    },
    workerProcess: async (options) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', workerMain, databaseUrl, JSON.stringify(options)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      children.push(child);
      await once(child.stdout, 'data');
      return child;
    },
    events: async ({ runId }) =>
      (await storage.readHistory(runRef(runId), 0)).flatMap(({ events }) => events),
    stopWorkers,
    close: async () => {
      await stopWorkers();
      await server.close();
      await storage.close();
      await database.drop();
    },
  };
}

async function inProcess(options: WorkerOptions): Promise<InProcess> {
  const log: LogEntry[] = [];
  const worker = await createWorker({ log: (entry) => log.push(entry), ...options });
  const ended = worker.run();
  const stop = async (grace = 200): Promise<void> => {
    await worker.shutdown({ grace });
    await ended;
  };
  return { worker, log, stop };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Waits for a fact, not for a time. @throws if it doesn't come */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`Not within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

/** What the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error & { readonly code?: string };
  }
  throw new Error('It did not fail');
}
