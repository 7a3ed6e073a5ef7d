// Runs the studio: database, web server and one worker. `npm start` calls it once everything is set up.
//
// This process serves the web and watches the worker, a child of its own: a worker that dies is started again after a pause that grows.
// `kill -9` of this process loses nothing: PostgreSQL lives on and is adopted by the next start, the worker ends with its channel.
import path from 'node:path';
import { migrate, startEmbedded } from '@baton/postgres';
import { ensureBootstrap } from '../server/bootstrap.ts';
import { startServer } from '../server/start-server.ts';
import { readSettings, type Settings } from './lib/settings.ts';
import { superviseWorker } from './lib/supervise-worker.ts';

const root = path.resolve(import.meta.dirname, '..');

interface Stoppable {
  readonly title: string;
  stop(): Promise<void>;
}

// What has been started, to be stopped in the opposite order.
const started: Stoppable[] = [];
let stopping = false;

process.on('SIGINT', () => void stopAll(0));
process.on('SIGTERM', () => void stopAll(0));

try {
  await startAll(readSettings(process.env, process.argv.slice(2), root));
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  await stopAll(1);
}

async function startAll(settings: Settings): Promise<void> {
  const databaseUrl = await openDatabase(settings);
  const applied = await migrate(databaseUrl, path.join(root, 'prisma/migrations'));
  if (applied.length > 0) say('Database', `migrated: ${applied.join(', ')}`);
  const { setupPath } = await ensureBootstrap({ databaseUrl, ...settings.bootstrap });
  const server = await startServer({ databaseUrl, ...settings.server });
  started.push({ title: 'web', stop: () => server.close() });
  const worker = superviseWorker({ databaseUrl, dataDir: settings.dataDir, say });
  started.push({ title: 'worker', stop: () => worker.stop() });
  const url = settings.server.publicUrl ?? server.url;
  say('Studio', url);
  if (setupPath !== null)
    say('First visit', `${url}${setupPath}   (valid once: makes you the administrator)`);
}

async function openDatabase(settings: Settings): Promise<string> {
  if (settings.databaseUrl !== null) {
    say('Database', new URL(settings.databaseUrl).host);
    return settings.databaseUrl;
  }
  const server = await startEmbedded({ dataDir: path.join(settings.dataDir, 'pg') });
  started.push({ title: 'database', stop: () => server.stop() });
  say(
    'Database',
    `PostgreSQL on port ${server.port}${server.adopted ? ', found running' : ''}, in ${settings.dataDir}`,
  );
  return server.url;
}

async function stopAll(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const part of started.reverse()) {
    try {
      await part.stop();
    } catch (error) {
      process.stderr.write(`The ${part.title} did not stop well: ${explain(error)}\n`);
    }
  }
  process.exit(code);
}

function say(what: string, text: string): void {
  process.stdout.write(`  ${what.padEnd(12)} ${text}\n`);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `The port is in use by another program. Choose one with PORT=… (${error.message}).`;
  }
  return error.message;
}
