// A worker that dies, and one that has much in memory.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createPostgresStorage } from '@baton/postgres';
import { benchDatabase } from '../database.ts';
import { beginMany, pause } from './here.ts';
import type { WorkerUsage } from './worker-process.ts';

/** How long after a `kill -9` of their owner another worker has begun a step of each of 10,000 runs. */
export async function takeover({ runs = 10_000 } = {}): Promise<object> {
  const database = await benchDatabase();
  const storage = await createPostgresStorage({ databaseUrl: database.url });
  const first = await startWorker(database.url);
  try {
    await beginMany(
      storage,
      'steps',
      Array.from({ length: runs }, () => 100_000),
    );
    while ((await ask(first)).runsSeen < runs) await pause(100);
    const second = await startWorker(database.url);
    await pause(3_000);
    await ask(second, 'forget');
    first.kill('SIGKILL');
    const killedAtMs = performance.now();
    const times: number[] = [];
    for (const part of [0.5, 0.99, 1]) {
      while ((await ask(second)).runsSeen < runs * part && performance.now() - killedAtMs < 180_000)
        await pause(20);
      times.push(Math.round(performance.now() - killedAtMs));
    }
    const { runsSeen } = await ask(second);
    second.kill('SIGKILL');
    return { limit: 'takeover', runs, runsSeen, halfMs: times[0], almostAllMs: times[1], allMs: times[2] };
  } finally {
    first.kill('SIGKILL');
    await storage.close();
    await database.drop();
  }
}

const SENDERS = 6;

/** The same for 10,000 runs that wait, each with a message that came when nobody owned it: until the last of them has ended. */
export async function takeoverOfWaiting({ runs = 10_000 } = {}): Promise<object> {
  const database = await benchDatabase();
  const storage = await createPostgresStorage({ databaseUrl: database.url });
  const first = await startWorker(database.url);
  try {
    const none = Array.from({ length: runs }, () => null);
    const refs = await beginMany(storage, 'parks', none);
    while ((await ask(first)).runsSeen < runs) await pause(100);
    const second = await startWorker(database.url);
    await pause(3_000);
    first.kill('SIGKILL');
    const killedAtMs = performance.now();
    const body = { kind: 'signal', name: 'go', payload: null } as const;
    const tell = async (from: number): Promise<void> => {
      for (let at = from; at < refs.length; at += SENDERS) {
        const ref = refs[at];
        if (ref !== undefined) await storage.put({ ...ref, body, dedupKey: null });
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, (_, from) => tell(from)));
    const toldMs = Math.round(performance.now() - killedAtMs);
    const open = async (): Promise<boolean> => {
      for (const ref of [...refs].reverse()) {
        if ((await storage.readRun(ref))?.status !== 'running') refs.pop();
        else return true;
      }
      return false;
    };
    while (await open()) await pause(20);
    const allMs = Math.round(performance.now() - killedAtMs);
    second.kill('SIGKILL');
    return { limit: 'takeover of waiting runs', runs, toldMs, allMs };
  } finally {
    first.kill('SIGKILL');
    await storage.close();
    await database.drop();
  }
}

/** What `npm start` gives its worker; Node's own is half of it. */
const SEMI_SPACE_MB = 32;

/** What a worker with 10,000 resident runs takes: before, and with them. */
export async function rss({ runs = 10_000, semiSpaceMb = SEMI_SPACE_MB } = {}): Promise<object> {
  const database = await benchDatabase();
  const storage = await createPostgresStorage({ databaseUrl: database.url });
  const worker = await startWorker(database.url, semiSpaceMb);
  try {
    const before = await ask(worker);
    await beginMany(
      storage,
      'parks',
      Array.from({ length: runs }, () => null),
    );
    while ((await ask(worker)).runsSeen < runs) await pause(100);
    let peakBytes = 0;
    for (let i = 0; i < 100; i++) {
      peakBytes = Math.max(peakBytes, (await ask(worker)).rssBytes);
      await pause(100);
    }
    const after = await ask(worker);
    const mb = (bytes: number): number => Math.round(bytes / 1_048_576);
    return {
      limit: 'rss',
      semiSpaceMb,
      resident: after.resident,
      emptyMb: mb(before.rssBytes),
      mb: mb(after.rssBytes),
      peakMb: mb(peakBytes),
    };
  } finally {
    worker.kill('SIGKILL');
    await storage.close();
    await database.drop();
  }
}

async function startWorker(databaseUrl: string, semiSpaceMb = SEMI_SPACE_MB): Promise<ChildProcess> {
  const main = fileURLToPath(new URL('worker-process.ts', import.meta.url));
  const child = fork(main, [databaseUrl], {
    execArgv: [`--max-semi-space-size=${semiSpaceMb}`, '--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, question = 'usage'): Promise<WorkerUsage> {
  const answered = once(child, 'message') as Promise<[WorkerUsage]>;
  child.send(question);
  return (await answered)[0];
}
