// The name that stays the same when a worker restarts on its host.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { ValidationError, type WorkerKey } from '@baton/core';

/** What a key may be made of: it is part of a queue's name. */
const pattern = /^[\w.:-]{1,100}$/;

/** @throws {ValidationError} */
export function workerKeyOf(key: string): WorkerKey {
  if (!pattern.test(key)) {
    throw new ValidationError('1 to 100 letters, digits, and . : _ -', 'workerKey');
  }
  return key as WorkerKey;
}

/** The key kept in a file, which is made if it isn't there. */
export function workerKeyFrom(file: string): WorkerKey {
  mkdirSync(dirname(file), { recursive: true });
  try {
    // `wx`: of two that start at once, one writes, and both read the same.
    writeFileSync(file, newWorkerKey(), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return workerKeyOf(readFileSync(file, 'utf8').trim());
}

/** A key for this process only: a restart is another worker. */
export function newWorkerKey(): WorkerKey {
  const host = hostname()
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 60);
  return `${host}-${randomUUID().slice(0, 8)}` as WorkerKey;
}
