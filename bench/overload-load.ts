// The load of `overload.ts`, in a process of its own: `overload-load.ts <url> <keys>`. Told a phase, it answers what became of its calls.
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionPool } from './connection-pool.ts';
import type { RawConnection, Target } from './raw-connection.ts';
import { round } from './session-throughput.ts';

/** So many callers, each with the next call as soon as it is answered. */
export interface Lanes {
  readonly kind: 'lanes';
  readonly connections: number;
  readonly ms: number;
}

/** So many calls a second, whatever becomes of those before, over connections that are open beforehand. */
export interface Arrivals {
  readonly kind: 'arrivals';
  readonly perS: number;
  readonly connections: number;
  readonly ms: number;
}

export type Phase = Lanes | Arrivals;

/** Of a phase; a second is one of the time in which calls arrived, and what was answered later does not count. */
export interface Outcome {
  readonly offeredPerS: number;
  readonly donePerS: number;
  readonly refusedPerS: number;
  /** Other answers, broken connections, and what was not answered in the end. */
  readonly otherwise: number;
  /** Had no connection to go by, since all waited for an answer. */
  readonly unsent: number;
  /** From the moment at which a call was to be sent. */
  readonly doneMs: Quantiles;
  readonly refusedMs: Quantiles;
  /** What the load itself cost. */
  readonly loadCpuUsPerCall: number;
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

const [url = '', keyList = ''] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const target: Target = { host: hostname, port: Number(port) };
const TICK_MS = 1;
/** For those that are still under way at the end. */
const PATIENCE_MS = 15_000;

/** Ids of eight digits, so that all requests are equally long. */
let lastId = 10_000_000;
const heads = keyList.split(',').map((key) => {
  const lines = [
    'POST /api/v1/runs HTTP/1.1',
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${bodyOf(lastId).length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
});

function bodyOf(id: number): string {
  return `{"workflow":"load","workflowId":"load-${id}","input":{"n":${id}}}`;
}

function nextRequest(): string {
  const id = ++lastId;
  return (heads[id % heads.length] ?? '') + bodyOf(id);
}

/** What became of the calls of a phase. */
class Tally {
  readonly done: number[] = [];
  readonly refused: number[] = [];
  offered = 0;
  unsent = 0;
  otherwise = 0;
  open = 0;

  /** A call, and what to do when it has its answer. */
  send(connection: RawConnection, dueAtMs: number, then: () => void): void {
    this.open += 1;
    connection.send(nextRequest(), (status) => {
      this.open -= 1;
      const ms = performance.now() - dueAtMs;
      if (status === 200) this.done.push(ms);
      else if (status === 503) this.refused.push(ms);
      else this.otherwise += 1;
      // A connection that broke has been replaced.
      if (status !== 0) then();
    });
  }
}

async function lanes(tally: Tally, pool: ConnectionPool, { connections, ms }: Phase): Promise<void> {
  const endAtMs = performance.now() + ms;
  const next = (): void => {
    const now = performance.now();
    const connection = now < endAtMs ? pool.take() : null;
    if (connection === null) return;
    tally.offered += 1;
    tally.send(connection, now, () => {
      pool.give(connection);
      next();
    });
  };
  for (let lane = 0; lane < connections; lane++) next();
  await pause(ms);
}

async function arrivals(tally: Tally, pool: ConnectionPool, { perS, ms }: Arrivals): Promise<void> {
  const beganAtMs = performance.now();
  for (let passedMs = 0; passedMs < ms; passedMs = performance.now() - beganAtMs) {
    for (; tally.offered < (passedMs * perS) / 1_000; tally.offered++) {
      const connection = pool.take();
      if (connection === null) tally.unsent += 1;
      else tally.send(connection, beganAtMs + (tally.offered * 1_000) / perS, () => pool.give(connection));
    }
    await pause(TICK_MS);
  }
}

async function run(phase: Phase): Promise<Outcome> {
  const tally = new Tally();
  const pool = await ConnectionPool.open(target, phase.connections);
  const cpuBefore = process.cpuUsage();
  if (phase.kind === 'lanes') await lanes(tally, pool, phase);
  else await arrivals(tally, pool, phase);
  const perS = (count: number): number => round((count * 1_000) / phase.ms, 1);
  const { user, system } = process.cpuUsage(cpuBefore);
  const inTime = {
    offeredPerS: perS(tally.offered),
    donePerS: perS(tally.done.length),
    refusedPerS: perS(tally.refused.length),
    loadCpuUsPerCall: round((user + system) / (tally.offered - tally.unsent), 1),
  };
  const patientUntilMs = performance.now() + PATIENCE_MS;
  while (tally.open > 0 && performance.now() < patientUntilMs) await pause(10);
  pool.close();
  return {
    ...inTime,
    otherwise: tally.otherwise + tally.open,
    unsent: tally.unsent,
    doneMs: quantiles(tally.done),
    refusedMs: quantiles(tally.refused),
  };
}

function quantiles(latenciesMs: readonly number[]): Quantiles {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (q: number): number | null => {
    const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
    return found === undefined ? null : round(found, 1);
  };
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

process.on('message', (phase: Phase) => {
  void run(phase).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit(0));
process.send?.(process.pid);
