// The commands of a worker's host: `baton worker ./workflows.ts --queue default`, `baton replay history.json ./workflows.ts`.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runRef, type HistoryEvent, type HistoryRow } from '@baton/core';
import { replayHistory, startExecution } from '@baton/workflow';
import { createWorker } from './create-worker.ts';
import { definitionsIn } from './definitions-in.ts';
import { consoleLog } from './log.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const usage = `Usage:
  baton worker <module>... [--queue <name>]... [--key <worker key>] [--key-file <file>] [--sessions <n>]
                           [--resource <name>=<amount>]... [--concurrency <n>] [--database <url>] [--verbose]
      Runs the workflows and activities that the modules export. The database is --database or DATABASE_URL.
  baton replay <history.json> <module>... [--run <run id>]
      Replays a history, as GET /api/v1/runs/{runId}/history answers it, on the code of today, and says where they part.
      The run id is needed only if the workflow draws random numbers.
`;

/** Answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  try {
    if (command === 'worker') return await worker(rest);
    if (command === 'replay') return await replay(rest);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  process.stderr.write(usage);
  return 2;
}

async function worker(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      queue: { type: 'string', multiple: true },
      key: { type: 'string' },
      'key-file': { type: 'string' },
      sessions: { type: 'string' },
      resource: { type: 'string', multiple: true },
      concurrency: { type: 'string' },
      database: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const definitions = definitionsIn(await load(positionals));
  const made = await createWorker({
    ...definitions,
    taskQueues: values.queue ?? ['default'],
    log: consoleLog(values.verbose),
    ...given('workerKey', values.key),
    ...given('workerKeyFile', values['key-file']),
    ...given('databaseUrl', values.database),
    ...given('maxConcurrentActivities', numberOf(values.concurrency)),
    ...given('sessions', sessionsOf(values.sessions, values.resource)),
  });
  const release = stopOnSignals(made);
  const { workflows, activities } = definitions;
  process.stdout.write(`Worker ready: ${workflows.length} workflows, ${activities.length} activities\n`);
  try {
    await made.run();
  } finally {
    release();
  }
  return 0;
}

async function replay(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { run: { type: 'string', default: NO_RUN } },
  });
  const [file, ...modules] = positionals;
  if (file === undefined || modules.length === 0) {
    process.stderr.write(usage);
    return 2;
  }
  const rows = rowsIn(JSON.parse(await readFile(file, 'utf8')));
  const first = rows[0]?.events[0];
  if (first?.type !== 'RunStarted')
    throw new Error(`${file} is no history: its first event is not RunStarted`);
  const { workflows } = definitionsIn(await load(modules));
  const definition = workflows.find(({ name }) => name === first.workflow);
  if (definition === undefined) throw new Error(`No module exports the workflow ${first.workflow}`);
  const ref = runRef(values.run);
  const drain = (): Promise<void> => new Promise((done) => void setImmediate(done));
  const result = await replayHistory(startExecution({ definition, ref }), rows, drain);
  if (result.kind === 'ok') {
    process.stdout.write(`${file} replays: ${rows.flatMap((row) => row.events).length} events\n`);
    return 0;
  }
  process.stdout.write(`${result.report.failure.message}\n`);
  return 1;
}

function load(files: readonly string[]): Promise<readonly unknown[]> {
  if (files.length === 0) throw new Error('Name at least one module that exports workflows or activities');
  return Promise.all(files.map((file) => import(pathToFileURL(resolve(file)).href) as Promise<unknown>));
}

/** Seeds the run's random numbers where no run is named. */
const NO_RUN = '00000000-0000-7000-8000-000000000000';

/** Each event with its place and time, as the server tells them; or rows, as a storage keeps them. */
function rowsIn(json: unknown): readonly HistoryRow[] {
  if (Array.isArray(json)) return json as readonly HistoryRow[];
  if (typeof json !== 'object' || json === null || !('events' in json) || !Array.isArray(json.events)) {
    throw new Error('A history is an object with `events`, or a list of rows');
  }
  if ('more' in json && json.more === true) throw new Error('The history goes on: ask for all its events');
  const events = json.events as readonly HistoryEvent[];
  return events.map((event) => ({ seq: event.seq, atMs: event.atMs, events: [event] }));
}

function sessionsOf(count: string | undefined, resources: readonly string[] | undefined) {
  if (count === undefined && resources === undefined) return undefined;
  const amounts = (resources ?? []).map((text) => {
    const [name = '', amount] = text.split('=');
    return [name, numberOf(amount) ?? NaN] as const;
  });
  return {
    enabled: true,
    resources: Object.fromEntries(amounts),
    ...given('maxConcurrentSessions', numberOf(count)),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** An option only if it is there. */
function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
