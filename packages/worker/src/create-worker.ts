import type { TokenPayload } from '@baton/core';
import type { Storage } from '@baton/engine';
import { settingsOf, type CommonOptions } from './settings.ts';
import { workerOf, type Worker } from './worker.ts';

export interface WorkerOptions extends CommonOptions {
  /** Where everything lasts; the caller closes it. */
  readonly storage: Storage;
  /** Signs what `ctx.token` is. */
  readonly signToken: (payload: TokenPayload) => string;
}

/**
 * A worker, ready to `run()`.
 * @throws {ValidationError} which names the option.
 */
export async function createWorker(options: WorkerOptions): Promise<Worker> {
  return workerOf(settingsOf(options, { storage: options.storage, sign: options.signToken }));
}
