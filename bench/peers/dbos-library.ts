// As much of DBOS Transact's types as is used here: the library is not a dependency of ours, it is there only once a comparison was asked for.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';

const folder = fileURLToPath(new URL('dbos/', import.meta.url));

interface Handle<T> {
  readonly getResult: () => Promise<T>;
}

export type PeerWorkflow<In> = (input: In) => Promise<unknown>;

export interface Dbos {
  setConfig(config: {
    readonly name: string;
    readonly systemDatabaseUrl: string;
    readonly logLevel: string;
    readonly applicationVersion: string;
    readonly executorID: string;
    readonly listenQueues?: readonly string[];
  }): void;
  registerWorkflow<In>(workflow: PeerWorkflow<In>, options: { readonly name: string }): PeerWorkflow<In>;
  registerQueue(name: string): Promise<unknown>;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
  startWorkflow<In>(
    workflow: PeerWorkflow<In>,
    options?: { readonly workflowID?: string; readonly queueName?: string },
  ): (input: In) => Promise<Handle<unknown>>;
  runStep<T>(step: () => Promise<T>, options: { readonly name: string }): Promise<T>;
  sleep(ms: number): Promise<void>;
  recv(topic: string): Promise<unknown>;
  send(workflowId: string, message: unknown, topic: string): Promise<void>;
}

/** Installs what its lock file says, if it isn't there yet. */
export function installDbos(): void {
  if (existsSync(`${folder}node_modules/@dbos-inc/dbos-sdk/package.json`)) return;
  console.error('Installing DBOS Transact for the comparison …');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
}

/** The library, and the driver that it uses. */
export function loadDbos(): { readonly dbos: Dbos; readonly driver: typeof pg } {
  const load = createRequire(`${folder}package.json`);
  const { DBOS } = load('@dbos-inc/dbos-sdk') as { readonly DBOS: Dbos };
  return { dbos: DBOS, driver: load('pg') as typeof pg };
}
