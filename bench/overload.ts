// `npm run bench -- overload --json [--seconds 8] [--times 5] [--gate on] [--pin]`: starts of runs over HTTP, first as many as the server can do,
// then five times as many arrivals a second, whether or not the earlier ones were answered. `--gate off`: the same without the gate. `--pin`: the
// load has the first CPU for itself; the server and PostgreSQL share the second.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { makeApiKey } from '../server/auth/api-key-format.ts';
import { ensureBootstrap } from '../server/bootstrap.ts';
import { benchDatabase } from './database.ts';
import { machine } from './machine.ts';
import { printer } from './options.ts';
import type { Outcome, Phase } from './overload-load.ts';
import type { ServerReading } from './overload-server.ts';
import { round } from './session-throughput.ts';
import { startChild, type Child } from './siblings.ts';

/** As many as the server works on at once. */
const LANES = 256;
/** A caller has 1,000 calls a second: the load is that of many. */
const CALLERS = 20;
const CONNECTIONS = 8_000;
const WARM_UP_MS = 3_000;

export async function benchOverload(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '8' },
      times: { type: 'string', default: '5' },
      gate: { type: 'string', default: 'on' },
      pin: { type: 'boolean', default: false },
      out: { type: 'string', default: '' },
    },
  });
  // Whatever is started from here on stays there, but for the load.
  if (values.pin) pin(process.pid, 1);
  const world = await openWorld(values.gate);
  try {
    if (values.pin) pin(world.loadPid, 0);
    const print = printer(values.json, values.out);
    const about = { engine: 'baton', workload: 'overload', gate: values.gate, pinned: values.pin };
    const say = (line: object): void => print({ ...about, ...line, machine: machine() });
    await measure(world, { ms: Number(values.seconds) * 1_000, times: Number(values.times), say });
  } finally {
    await world.close();
  }
}

interface Plan {
  readonly ms: number;
  readonly times: number;
  readonly say: (line: object) => void;
}

async function measure({ load, server }: World, { ms, times, say }: Plan): Promise<void> {
  const phase = async (asked: Phase) => {
    const before = await server.ask<ServerReading>('reading');
    const outcome = await load.ask<Outcome>(asked);
    const { cpuMs, rssMb } = await server.ask<ServerReading>('reading');
    return { ...outcome, serverCpuMs: Math.round(cpuMs - before.cpuMs), rssMb };
  };
  await phase({ kind: 'lanes', connections: LANES, ms: WARM_UP_MS });
  const peak = await phase({ kind: 'lanes', connections: LANES, ms });
  say({ phase: 'peak', ...peak });
  const perS = peak.donePerS * times;
  const flood = await phase({ kind: 'arrivals', perS, connections: CONNECTIONS, ms });
  say({ phase: 'flood', ...flood, ofPeak: round(flood.donePerS / peak.donePerS, 3) });
}

interface World {
  readonly load: Child;
  readonly loadPid: number;
  readonly server: Child;
  close(): Promise<void>;
}

async function openWorld(gate: string): Promise<World> {
  const database = await benchDatabase();
  const keys = Array.from({ length: CALLERS }, () => makeApiKey().text);
  for (const apiKey of keys) await ensureBootstrap({ databaseUrl: database.url, apiKey });
  const server = await startChild('overload-server.ts', [database.url, gate]);
  const load = await startChild('overload-load.ts', [String(server.hello), keys.join(',')]);
  return {
    ...{ load, loadPid: Number(load.hello), server },
    async close() {
      await load.stop();
      await server.stop();
      await database.drop();
    },
  };
}

/** A process, with all its threads, on one CPU. Linux only. */
function pin(pid: number, cpu: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(cpu), String(pid)], {
    stdio: 'pipe',
  });
}
