// What the scenarios about sessions that come back have in common.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runRef, type RunId } from '@baton/core';
import { replayHistory, type WorkflowDefinition } from '@baton/workflow';
import { stateOf } from '../fixtures/returning.ts';
import { patient } from './sessions.ts';
import { until, type World } from './world.ts';

interface Run {
  readonly runId: RunId;
}

/** Waits for its worker longer than any test. */
export const returns = {
  ...patient,
  onWorkerLost: 'reestablish',
  reestablishTimeout: '1 minute',
} as const;

/** The key of the one host of a test. */
let keys = 0;
export const newKey = (): string => `returning-${process.pid}-${++keys}`;

export async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.signalCode === null) await once(child, 'exit');
}

/** Puts a file into the directory of a run. */
export async function put(run: Run, name: string): Promise<void> {
  await mkdir(stateOf(run.runId), { recursive: true });
  await writeFile(join(stateOf(run.runId), name), '');
}

/** What stands in one, once it is there. */
export async function read(run: Run, name: string): Promise<string> {
  const file = join(stateOf(run.runId), name);
  // It is there a moment before its text is.
  await until(async () => existsSync(file) && (await readFile(file, 'utf8')) !== '', 20_000);
  return readFile(file, 'utf8');
}

/** Its checkpoint is kept: from now on its worker may go. */
export async function checkpointKept(world: World, run: Run): Promise<void> {
  await until(async () => {
    const pending = await world.storage.pendingActivities(runRef(run.runId));
    return pending.some(({ heartbeat }) => heartbeat !== null);
  });
}

export async function wipe(run: Run): Promise<void> {
  await rm(stateOf(run.runId), { recursive: true, force: true });
}

/** What the code makes of the history on today's code: `ok`. */
export async function replayed(world: World, definition: WorkflowDefinition, run: Run): Promise<string> {
  const rows = await world.storage.readHistory(runRef(run.runId), 0);
  return (await replayHistory(definition, rows, run)).kind;
}

const news = new Set([
  'SessionOpened',
  'SessionSuspended',
  'SessionReestablished',
  'SessionFailed',
  'SessionCompleted',
]);

/** What became of the run's sessions, in order: `Opened Suspended Reestablished 2 Completed`. */
export async function story(world: World, run: Run): Promise<string> {
  const told = (await world.events(run)).filter(({ type }) => news.has(type));
  return told
    .map((event) => {
      const what = event.type.replace('Session', '');
      if (event.type === 'SessionReestablished') return `${what} ${event.epoch}`;
      return event.type === 'SessionFailed' ? `${what} ${event.reason}` : what;
    })
    .join(', ');
}
