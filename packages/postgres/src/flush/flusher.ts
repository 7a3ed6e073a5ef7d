// Group commit. One batch is in flight at a time:
//
//   idle      nothing waits. `add` makes it gathering.
//   gathering until the end of this turn of the event loop, so that what became ready together goes together. Then writing.
//   writing   what is added meanwhile waits. At the end: writing again if something waits, else idle.
//   waiting   the connection was lost. The batch's fate is unknown: after reconnecting it is read back, and only what is not there is
//             written again. Then writing. Callers wait meanwhile: an owner that could not write could not do anything else, either.
//   closed    what waits is refused with StorageUnavailableError.
import type { Database } from '../connection/database.ts';
import { pause } from '../connection/database.ts';
import { isConnectionLost, isLateAppend, isTransient, StorageUnavailableError } from '../connection/errors.ts';
import type { FlushItem } from './item.ts';
import type { Pipeline } from './pipeline.ts';
import { settleFromTables } from './read-back.ts';
import { takeBatch } from './take-batch.ts';
import { writeBatch, type Written } from './write-batch.ts';

export interface Flusher {
  add(item: FlushItem): void;
  /** Resolves once everything added so far is settled. */
  close(): Promise<void>;
}

export interface FlusherOptions {
  readonly pipeline: Pipeline;
  /** For reading back. */
  readonly db: Database;
  readonly newWakeId: () => string;
  /** After a batch is durable, before its callers hear of it. */
  readonly onWritten: (written: Written) => void;
}

const maxTries = 5;
const firstWaitMs = 25;
const longestWaitMs = 2_000;

export function makeFlusher({ pipeline, db, newWakeId, onWritten }: FlusherOptions): Flusher {
  const queue: FlushItem[] = [];
  let working: Promise<void> | null = null;
  let closed = false;

  const work = async (): Promise<void> => {
    await nextTurn();
    while (queue.length > 0) await flush(takeBatch(queue));
    working = null;
  };

  const flush = async (batch: readonly FlushItem[]): Promise<void> => {
    try {
      const written = await writeBatch(pipeline, batch, newWakeId);
      onWritten(written);
      settle(written);
    } catch (error) {
      if (isConnectionLost(error)) await afterLoss(batch, error);
      else if (isTransient(error)) await afterTransient(batch, error);
      else if (isLateAppend(error)) await afterConflict(batch, error);
      else await oneByOne(batch, error);
    }
  };

  const afterLoss = async (batch: readonly FlushItem[], cause: unknown): Promise<void> => {
    pipeline.drop();
    for (const item of batch) item.unsure = true;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      if (closed) return refuse(batch, cause);
      await pause(waitMs * (0.5 + Math.random() / 2));
      try {
        queue.unshift(...(await settleFromTables(db, batch)));
        return;
      } catch (error) {
        if (!(error instanceof StorageUnavailableError)) return refuse(batch, error);
      }
    }
  };

  const afterTransient = async (batch: readonly FlushItem[], cause: unknown): Promise<void> => {
    for (const item of batch) item.tries++;
    const tired = batch.filter((item) => item.tries >= maxTries);
    refuse(tired, cause);
    await pause(Math.random() * 20);
    // Alone, an item waits only for its own locks.
    for (const item of batch.filter((one) => one.tries < maxTries)) await flush([item]);
  };

  /** Somebody else has written at the place of one or more items. */
  const afterConflict = async (batch: readonly FlushItem[], cause: unknown): Promise<void> => {
    try {
      const rest = await settleFromTables(db, batch);
      if (rest.length < batch.length) queue.unshift(...rest);
      else await oneByOne(batch, cause);
    } catch (error) {
      if (error instanceof StorageUnavailableError) await afterLoss(batch, error);
      else refuse(batch, error);
    }
  };

  /** One item spoils the batch: it alone is refused. */
  const oneByOne = async (batch: readonly FlushItem[], cause: unknown): Promise<void> => {
    if (batch.length === 1) return refuse(batch, cause);
    for (const item of batch) await flush([item]);
  };

  return {
    add(item) {
      if (closed) return item.reject(new StorageUnavailableError('the storage is closed'));
      queue.push(item);
      working ??= work();
    },
    async close() {
      closed = true;
      await working;
      pipeline.drop();
    },
  };
}

function settle({ written, unseen, late, started }: Written): void {
  for (const item of late) item.resolve('conflict');
  for (const item of unseen) item.resolve('unseen');
  for (const item of written) {
    if (item.kind === 'commit') item.resolve('committed');
    else item.resolve(started.get(item.request.ref.runId) ?? null);
  }
}

function refuse(items: readonly FlushItem[], cause: unknown): void {
  const error = isConnectionLost(cause) || isTransient(cause) ? new StorageUnavailableError(cause) : cause;
  for (const item of items) item.reject(error);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
