// What becomes of a batch whose write failed. Settles the items whose fate is known and answers the others, in the batches in which they are
// to be written again.
//
//   connection lost  The fate is unknown. With growing pauses until the server answers: read back; what is not there is written again. Never
//                    blindly. Callers wait meanwhile: an owner that can't write couldn't do anything else, either.
//   passing trouble  Deadlock, lock or statement time-out: nothing was written. Each item alone, a few times.
//   late append      Somebody was first at one of the places, or a run is closed. Those items conflict, the others go together again.
//   anything else    One item spoils the batch. Each alone: it is refused with the error, the others are written.
import type { Database } from '../connection/database.ts';
import { pause } from '../connection/database.ts';
import {
  isConnectionLost,
  isLateAppend,
  isTransient,
  StorageUnavailableError,
} from '../connection/errors.ts';
import type { FlushItem } from './item.ts';
import type { Pipeline } from './pipeline.ts';
import { settleFromTables } from './read-back.ts';

export interface Recovery {
  readonly pipeline: Pipeline;
  /** For reading back. */
  readonly db: Database;
  readonly closed: boolean;
}

type Batches = readonly (readonly FlushItem[])[];

const maxTries = 5;
const firstWaitMs = 25;
const longestWaitMs = 2_000;

export async function recover(
  recovery: Recovery,
  batch: readonly FlushItem[],
  error: unknown,
): Promise<Batches> {
  if (isConnectionLost(error)) return afterLoss(recovery, batch, error);
  if (isTransient(error)) return afterTrouble(batch, error);
  if (isLateAppend(error)) return afterLateAppend(recovery, batch, error);
  return alone(batch, error);
}

async function afterLoss(recovery: Recovery, batch: readonly FlushItem[], cause: unknown): Promise<Batches> {
  recovery.pipeline.drop();
  for (const item of batch) item.unsure = true;
  for (let waitMs = firstWaitMs; !recovery.closed; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    await pause(waitMs * (0.5 + Math.random() / 2));
    try {
      return nonEmpty(await settleFromTables(recovery.db, batch));
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) return refuse(batch, error);
    }
  }
  return refuse(batch, cause);
}

async function afterTrouble(batch: readonly FlushItem[], cause: unknown): Promise<Batches> {
  for (const item of batch) item.tries++;
  refuse(
    batch.filter((item) => item.tries >= maxTries),
    cause,
  );
  await pause(Math.random() * 20);
  // Alone, an item waits only for its own locks.
  return batch.filter((item) => item.tries < maxTries).map((item) => [item]);
}

async function afterLateAppend(
  recovery: Recovery,
  batch: readonly FlushItem[],
  cause: unknown,
): Promise<Batches> {
  try {
    const rest = await settleFromTables(recovery.db, batch);
    return rest.length < batch.length ? nonEmpty(rest) : alone(batch, cause);
  } catch (error) {
    return error instanceof StorageUnavailableError
      ? afterLoss(recovery, batch, error)
      : refuse(batch, error);
  }
}

function alone(batch: readonly FlushItem[], cause: unknown): Batches {
  return batch.length === 1 ? refuse(batch, cause) : batch.map((item) => [item]);
}

function nonEmpty(batch: readonly FlushItem[]): Batches {
  return batch.length === 0 ? [] : [batch];
}

function refuse(items: readonly FlushItem[], cause: unknown): Batches {
  const error = isConnectionLost(cause) || isTransient(cause) ? new StorageUnavailableError(cause) : cause;
  for (const item of items) item.reject(error);
  return [];
}
