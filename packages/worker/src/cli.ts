// The commands of a worker's host: `baton worker ./workflows.ts --queue default`, `baton replay history.json ./workflows.ts`.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { migrate, retireTokenKey, rotateTokenKey } from '@baton/postgres';
import { historyRows, replayHistory, type History } from '@baton/workflow';
import { createWorker } from './create-worker.ts';
import { definitionsIn, reestablishHookIn } from './definitions-in.ts';
import { exportHistory } from './export-history.ts';
import { guardModules } from './guard-modules.ts';
import { consoleLog } from './log.ts';
import type { WorkerSessionOptions } from './settings.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const usage = `Usage:
  baton worker <module>... [--queue <name>]... [--key <worker key>] [--key-file <file>] [--sessions <n>]
                           [--resource <name>=<amount>]... [--host-resource <name>=<amount>]... [--host-id <id>]
                           [--build-id <id>] [--concurrency <n>] [--database <url>] [--verbose]
      Runs the workflows and activities that the modules export. The database is --database or DATABASE_URL. A function that is exported
      as onReestablish is asked for each session that comes back to the worker's key. A --resource is the worker's own, a --host-resource
      is shared by the workers of the host. The --build-id (or BATON_BUILD_ID) names the code, for sessions that ask for it.
  baton replay <history.json> <module>... [--run <run id>]
      Replays a history, as GET /api/v1/runs/{runId}/history answers it, on the code of today, and says where they part.
      The run id is the file's own unless --run names it.
  baton export <run id> [--url <url>] [--api-key <key>]
      Writes the history of a run as JSON, for \`baton replay\`. Default: BATON_URL and BATON_API_KEY.
  baton migrate [--database <url>]
      Brings the database up to date. The studio's server does so when it starts.
  baton token-key rotate | retire <id> [--database <url>]
      A new key for the tokens of activities, used two minutes later by processes that start then; or an end to those of an old one.
`;

/** Answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  try {
    if (command === 'worker') return await worker(rest);
    if (command === 'replay') return await replay(rest);
    if (command === 'export') return await exportRun(rest);
    if (command === 'migrate') return await migrateDatabase(rest);
    if (command === 'token-key') return await tokenKey(rest);
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
      'host-resource': { type: 'string', multiple: true },
      'host-id': { type: 'string' },
      'build-id': { type: 'string' },
      concurrency: { type: 'string' },
      database: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const modules = await load(positionals);
  const definitions = definitionsIn(modules);
  const made = await createWorker({
    ...definitions,
    taskQueues: values.queue ?? ['default'],
    log: consoleLog(values.verbose),
    ...given('onReestablish', reestablishHookIn(modules)),
    ...given('workerKey', values.key),
    ...given('workerKeyFile', values['key-file']),
    ...given('databaseUrl', values.database),
    ...given('maxConcurrentActivities', numberOf(values.concurrency)),
    ...given('hostId', values['host-id']),
    ...given('buildId', values['build-id']),
    ...given('sessions', sessionsOf(values.sessions, values.resource, values['host-resource'])),
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
    options: { run: { type: 'string' } },
  });
  const [file, ...modules] = positionals;
  if (file === undefined || modules.length === 0) {
    process.stderr.write(usage);
    return 2;
  }
  const history = JSON.parse(await readFile(file, 'utf8')) as History;
  const rows = historyRows(history);
  const [first] = rows[0]?.events ?? [];
  const name = first?.type === 'RunStarted' ? first.workflow : '';
  const { workflows } = definitionsIn(await load(modules));
  const definition = workflows.find((workflow) => workflow.name === name);
  if (definition === undefined) throw new Error(`No module exports the workflow ${name}`);
  guardModules();
  const result = await replayHistory(definition, history, given('runId', values.run));
  if (result.kind === 'ok') {
    process.stdout.write(`${file} replays: ${rows.flatMap((row) => row.events).length} events\n`);
    return 0;
  }
  process.stdout.write(`${result.report.failure.message}\n`);
  return 1;
}

async function tokenKey(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { database: { type: 'string' } },
  });
  const [what, id] = positionals;
  const databaseUrl = values.database ?? process.env['DATABASE_URL'] ?? '';
  if (what === 'rotate' && databaseUrl !== '') {
    process.stdout.write(`Published key ${await rotateTokenKey(databaseUrl)}\n`);
    return 0;
  }
  if (what === 'retire' && id !== undefined && databaseUrl !== '') {
    await retireTokenKey(databaseUrl, id);
    process.stdout.write(`Retired key ${id}\n`);
    return 0;
  }
  process.stderr.write(usage);
  return 2;
}

async function exportRun(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { url: { type: 'string' }, 'api-key': { type: 'string' } },
  });
  const [runId] = positionals;
  const { url = process.env['BATON_URL'], 'api-key': apiKey = process.env['BATON_API_KEY'] } = values;
  if (runId === undefined) throw new Error('Name the run: baton export <run id>');
  if (url === undefined || apiKey === undefined)
    throw new Error('Give --url and --api-key, or set BATON_URL and BATON_API_KEY');
  const history = await exportHistory({ url, apiKey, runId });
  process.stdout.write(`${JSON.stringify(history)}\n`);
  return 0;
}

/** In this repository, three folders up. */
const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

async function migrateDatabase(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { database: { type: 'string' } } });
  const databaseUrl = values.database ?? process.env['DATABASE_URL'];
  if (databaseUrl === undefined) throw new Error('Give --database, or set DATABASE_URL');
  const applied = await migrate(databaseUrl, migrations);
  for (const name of applied) process.stdout.write(`applied ${name}\n`);
  process.stdout.write(applied.length === 0 ? 'The database is up to date\n' : '');
  return 0;
}

function load(files: readonly string[]): Promise<readonly unknown[]> {
  if (files.length === 0) throw new Error('Name at least one module that exports workflows or activities');
  return Promise.all(files.map((file) => import(pathToFileURL(resolve(file)).href) as Promise<unknown>));
}

function sessionsOf(
  count: string | undefined,
  own: readonly string[] | undefined,
  ofHost: readonly string[] | undefined,
): WorkerSessionOptions | undefined {
  if (count === undefined && own === undefined && ofHost === undefined) return undefined;
  const amounts = (texts: readonly string[] = [], scope: 'process' | 'host') =>
    texts.map((text) => {
      const [name = '', amount] = text.split('=');
      return [name, { amount: numberOf(amount) ?? NaN, scope }] as const;
    });
  return {
    enabled: true,
    resources: Object.fromEntries([...amounts(own, 'process'), ...amounts(ofHost, 'host')]),
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
