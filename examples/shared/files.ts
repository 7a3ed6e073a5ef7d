// Where the examples keep files: a directory that stands for a remote store, and one for each run's work on its worker.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ApplicationError } from '@baton/workflow';

/** `BATON_EXAMPLES_DIR`, or `.data/examples` where the worker was started. */
export function examplesDir(): string {
  return resolve(process.env['BATON_EXAMPLES_DIR'] ?? join('.data', 'examples'));
}

/** A file in the store, which all workers share. Makes the directory. @throws {ApplicationError} for a name that isn't safe. */
export async function storePath(name: string): Promise<string> {
  return pathIn(join(examplesDir(), 'store'), name);
}

/** A file of one run on this worker's own disk. @throws {ApplicationError} for a name that isn't safe. */
export async function workPath(runId: string, name: string): Promise<string> {
  return pathIn(join(examplesDir(), 'work', safeName(runId)), name);
}

async function pathIn(directory: string, name: string): Promise<string> {
  const path = join(directory, safeName(name));
  await mkdir(directory, { recursive: true });
  return path;
}

/** Names come from the input of runs, so from anybody: no separators, no leading dot, nothing that a shell or a disk minds. */
export function safeName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return name;
  throw new ApplicationError(
    'BadFileName',
    `${JSON.stringify(name.slice(0, 100))} is no safe name of a file`,
    {
      nonRetryable: true,
    },
  );
}
