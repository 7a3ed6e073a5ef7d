// Timers and signals, many at a time.
import type { Storage } from '@baton/engine';
import { createPostgresStorage } from '@baton/postgres';
import { seen } from './definitions.ts';
import { begin, beginMany, pause, percentile, workerHere, type Here } from './here.ts';

/** How late 100,000 timers are that are due within 10 seconds, `perRun` in each run. */
export async function timers({
  all = 100_000,
  perRun = 1,
  leadMs = 0,
  residentRuns = 10_000,
} = {}): Promise<object> {
  const here = await workerHere(residentRuns);
  const WITHIN_MS = 10_000;
  try {
    seen.latenessMs.length = 0;
    const runs = all / perRun;
    // Long enough for all of them to be started, and to wait.
    const fromMs = Date.now() + (leadMs > 0 ? leadMs : 20_000 + all * 2);
    const everyMs = WITHIN_MS / perRun;
    const inputs = Array.from({ length: runs }, (_, i) => ({
      fromMs: fromMs + Math.floor((i * everyMs) / runs),
      everyMs,
      count: perRun,
    }));
    await beginMany(here.storage, 'timers', inputs);
    const sparedMs = fromMs - Date.now();
    while (seen.latenessMs.length < all && Date.now() < fromMs + 120_000) await pause(50);
    const late = [...seen.latenessMs];
    return {
      ...{ limit: 'timers', all, perRun, fired: late.length, startedBeforeDueMs: sparedMs },
      ...{ p50Ms: percentile(late, 0.5), p99Ms: percentile(late, 0.99), maxMs: percentile(late, 1) },
    };
  } finally {
    await here.close();
  }
}

/** 50 signals a second to one run, and what they cost others: workflows of five steps, 16 in flight, with and without. */
export async function signals({ perS = 50, seconds = 60 } = {}): Promise<object> {
  const here = await workerHere();
  const sender = await createPostgresStorage({ databaseUrl: here.database.url });
  try {
    await others(here, 2);
    const without = await others(here, Math.min(seconds, 15));
    seen.heardMs.length = 0;
    const { ref, closed } = await begin(here, 'hears', perS * seconds);
    const sending = send(sender, ref, { perS, seconds });
    const beside = await others(here, seconds);
    await sending;
    await closed;
    const heard = [...seen.heardMs];
    return {
      ...{ limit: 'signals', perS, seconds, heard: heard.length },
      ...{ heardP50Ms: percentile(heard, 0.5), heardP99Ms: percentile(heard, 0.99) },
      ...{ othersPerSWithout: without.perS, othersPerSBeside: beside.perS },
      ...{ othersP99MsWithout: without.p99Ms, othersP99MsBeside: beside.p99Ms },
    };
  } finally {
    await sender.close();
    await here.close();
  }
}

async function send(
  sender: Storage,
  ref: Parameters<Storage['readRun']>[0],
  { perS, seconds }: { readonly perS: number; readonly seconds: number },
): Promise<void> {
  const beganAtMs = Date.now();
  const sent: Promise<unknown>[] = [];
  for (let i = 0; i < perS * seconds; i++) {
    const atMs = beganAtMs + (i * 1_000) / perS;
    if (atMs > Date.now()) await pause(atMs - Date.now());
    sent.push(
      sender.put({ ...ref, body: { kind: 'signal', name: 'beat', payload: Date.now() }, dedupKey: null }),
    );
  }
  await Promise.all(sent);
}

async function others(
  here: Here,
  seconds: number,
): Promise<{ readonly perS: number; readonly p99Ms: number }> {
  const untilMs = performance.now() + seconds * 1_000;
  const ms: number[] = [];
  const lane = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const beganAtMs = performance.now();
      await (
        await begin(here, 'steps', 5)
      ).closed;
      ms.push(performance.now() - beganAtMs);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return { perS: Math.round(ms.length / seconds), p99Ms: percentile(ms, 0.99) };
}
