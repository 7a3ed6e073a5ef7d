// Long and wide workflows.
import { begin, pause, percentile, workerHere, type Here } from './here.ts';
import { seen } from './definitions.ts';

/** What a step costs along a workflow of 10,000 sequential activities: CPU of this process, and bytes of write-ahead log. */
export async function slope({ steps = 10_000, runs = 8 } = {}): Promise<object> {
  const here = await workerHere();
  try {
    await (
      await begin(here, 'steps', 500)
    ).closed;
    const parts = 10;
    const cpuUs: number[] = [];
    const walBytes: number[] = [];
    seen.steps.clear();
    const begun = await Promise.all(Array.from({ length: runs }, () => begin(here, 'steps', steps)));
    for (let part = 1; part <= parts; part++) {
      const before = await costs(here);
      const stepsBefore = stepsSeen();
      while (stepsSeen() < (part * steps * runs) / parts) await pause(5);
      const after = await costs(here);
      const done = stepsSeen() - stepsBefore;
      cpuUs.push(Math.round((after.cpuUs - before.cpuUs) / done));
      walBytes.push(Math.round((after.walBytes - before.walBytes) / done));
    }
    await Promise.all(begun.map(({ closed }) => closed));
    return { limit: 'slope', steps, runs, cpuUsPerStep: cpuUs, walBytesPerStep: walBytes };
  } finally {
    await here.close();
  }
}

function stepsSeen(): number {
  let all = 0;
  for (const of of seen.steps.values()) all += of;
  return all;
}

async function costs({ database }: Here): Promise<{ readonly cpuUs: number; readonly walBytes: number }> {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, walBytes: await database.walBytes() };
}

/** How long a workflow of 1,000 parallel activities takes, from its start to its durable end. */
export async function fanOut({ width = 1_000, times = 10 } = {}): Promise<object> {
  const here = await workerHere();
  try {
    const ms: number[] = [];
    for (let i = 0; i < times; i++) {
      const beganAtMs = performance.now();
      await (
        await begin(here, 'fan', width)
      ).closed;
      ms.push(performance.now() - beganAtMs);
    }
    const rest = ms.slice(1);
    return {
      limit: 'fan-out',
      width,
      firstMs: Math.round(ms[0] ?? NaN),
      p50Ms: percentile(rest, 0.5),
      maxMs: percentile(rest, 1),
    };
  } finally {
    await here.close();
  }
}
