// `npm run bench -- overload --json [--seconds 8] [--times 5] [--gate on]`: starts of runs over HTTP, first as many as the server can do, then
// five times as many arrivals a second, whether or not the earlier ones were answered. `--gate off`: the same without the gate.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeApiKey } from '../server/auth/api-key-format.ts';
import { ensureBootstrap } from '../server/bootstrap.ts';
import { benchDatabase } from './database.ts';
import type { ServerReading } from './overload-server.ts';
import { round } from './session-throughput.ts';

/** As many as the server works on at once. */
const LANES = 256;
/** A caller has 1,000 calls a second: the load is that of many. */
const CALLERS = 20;
const MOST_SOCKETS = 8_000;
const WARM_UP_MS = 3_000;
const STEP_MS = 10;

interface Answer {
  readonly status: number;
  readonly ms: number;
}

/** Sends one call. Never rejects: a connection that broke has status 0. */
type Call = () => Promise<Answer>;

export async function benchOverload(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '8' },
      times: { type: 'string', default: '5' },
      gate: { type: 'string', default: 'on' },
    },
  });
  const ms = Number(values.seconds) * 1_000;
  const times = Number(values.times);
  const database = await benchDatabase();
  const keys = Array.from({ length: CALLERS }, () => makeApiKey().text);
  for (const apiKey of keys) await ensureBootstrap({ databaseUrl: database.url, apiKey });
  const main = fileURLToPath(new URL('overload-server.ts', import.meta.url));
  const child = fork(main, [database.url, values.gate], { execArgv: ['--import', 'tsx'] });
  const [url] = (await once(child, 'message')) as [string];
  const reading = async (): Promise<ServerReading> => {
    const answered = once(child, 'message') as Promise<[ServerReading]>;
    child.send('reading');
    return (await answered)[0];
  };
  const say = (phase: string, answers: readonly Answer[], spentMs: number, more: object): void => {
    const line = {
      engine: 'baton',
      workload: 'overload',
      gate: values.gate,
      phase,
      ...summary(answers, spentMs),
      ...more,
    };
    if (values.json) console.log(JSON.stringify(line));
    else console.table([line]);
  };
  try {
    const call = callerOf(url, keys);
    await lanes(call, WARM_UP_MS);
    const [before, peak, after] = [await reading(), await lanes(call, ms), await reading()];
    const peakPerS = (peak.answers.filter(isDone).length * 1_000) / peak.ms;
    const perCall = round((after.cpuMs - before.cpuMs) / peak.answers.length, 3);
    say('peak', peak.answers, peak.ms, { serverCpuMsPerCall: perCall, rssMb: after.rssMb });
    const flood = await arrivals(call, peakPerS * times, ms);
    const goodput = (flood.answers.filter(isDone).length * 1_000) / flood.ms;
    const { rssMb } = await reading();
    say('flood', flood.answers, flood.ms, {
      ...{
        offeredPerS: Math.round((flood.sent * 1_000) / flood.arrivedMs),
        ofPeak: round(goodput / peakPerS, 3),
        rssMb,
      },
    });
  } finally {
    child.disconnect();
    await once(child, 'exit');
    await database.drop();
  }
}

let count = 0;

function callerOf(url: string, keys: readonly string[]): Call {
  const agent = new http.Agent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  return () =>
    new Promise((resolve) => {
      const id = count++;
      const beganAtMs = performance.now();
      const body = JSON.stringify({ workflow: 'load', workflowId: `load-${id}`, input: { n: id } });
      const headers = {
        authorization: `Bearer ${keys[id % keys.length] ?? ''}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      const end = (status: number): void => resolve({ status, ms: performance.now() - beganAtMs });
      const request = http.request(`${url}/api/v1/runs`, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('end', () => end(response.statusCode ?? 0));
        response.once('error', () => end(0));
      });
      request.once('error', () => end(0));
      request.end(body);
    });
}

/** Each lane calls again as soon as it is answered. */
async function lanes(call: Call, ms: number) {
  const answers: Answer[] = [];
  const beganAtMs = performance.now();
  const lane = async (): Promise<void> => {
    while (performance.now() - beganAtMs < ms) answers.push(await call());
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { answers, ms: performance.now() - beganAtMs };
}

/** So many calls a second, whatever becomes of them. Counts until the last is answered. */
async function arrivals(call: Call, perS: number, ms: number) {
  const calls: Promise<Answer>[] = [];
  const beganAtMs = performance.now();
  for (let passedMs = 0; passedMs < ms; passedMs = performance.now() - beganAtMs) {
    while (calls.length < (passedMs * perS) / 1_000) calls.push(call());
    await pause(STEP_MS);
  }
  const arrivedMs = performance.now() - beganAtMs;
  const answers = await Promise.all(calls);
  return { answers, sent: calls.length, arrivedMs, ms: performance.now() - beganAtMs };
}

function isDone({ status }: Answer): boolean {
  return status === 200;
}

function summary(answers: readonly Answer[], ms: number) {
  const done = answers.filter(isDone);
  const refused = answers.filter(({ status }) => status === 503);
  return {
    donePerS: round((done.length * 1_000) / ms, 1),
    refusedPerS: round((refused.length * 1_000) / ms, 1),
    otherwise: answers.length - done.length - refused.length,
    ...{ doneP50Ms: quantile(done, 0.5), doneP99Ms: quantile(done, 0.99) },
    ...{ refusedP50Ms: quantile(refused, 0.5), refusedP99Ms: quantile(refused, 0.99) },
  };
}

function quantile(answers: readonly Answer[], q: number): number | null {
  const sorted = Float64Array.from(answers, ({ ms }) => ms).sort();
  const found = sorted[Math.floor(sorted.length * q)];
  return found === undefined ? null : round(found, 1);
}
