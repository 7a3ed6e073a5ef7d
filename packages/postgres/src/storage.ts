// The Storage port on Postgres: opens the connections, and puts the methods together.
import type { DesignRef, RunId } from '@baton/core';
import type { ScheduleStore, Storage } from '@baton/engine';
import { activityMethods } from './activities/activity-methods.ts';
import { makeClaimFloor } from './activities/claim-floor.ts';
import { makeDeadlineFloor } from './activities/deadline-floor.ts';
import { endMethods } from './activities/end-methods.ts';
import { makeDatabase, type Database } from './connection/database.ts';
import { isConnectionLost, StorageUnavailableError } from './connection/errors.ts';
import { makePool } from './connection/pool.ts';
import { checkServer } from './connection/start-check.ts';
import { makeDatabaseClock, timeOrderedId, type DatabaseClock } from './connection/time.ts';
import { makeFlusher } from './flush/flusher.ts';
import { hintsOfBatch } from './flush/hints-of-batch.ts';
import { makePipeline } from './flush/pipeline.ts';
import { makeHints } from './hints/hints.ts';
import { limitMethods } from './limits/limit-methods.ts';
import type { Parts } from './parts.ts';
import { humanTaskMethods } from './people/human-task-methods.ts';
import { questionMethods } from './questions/question-methods.ts';
import { retentionStore, type RetentionStore } from './retention/retention-store.ts';
import { readDesign } from './read/read-design.ts';
import { makeOutboxFloor } from './runs/outbox-floor.ts';
import { messageMethods } from './runs/message-methods.ts';
import { runMethods } from './runs/run-methods.ts';
import { scheduleStore } from './schedules/schedule-store.ts';
import { sessionMethods } from './sessions/session-methods.ts';
import { workerMethods } from './workers/worker-methods.ts';

export interface PostgresStorageOptions {
  readonly databaseUrl: string;
  /** Connections for all but commits, leases and hints, which have one each besides, and claims and ends of activities, which have three. Default 6. */
  readonly poolSize?: number;
  /** Broken connections and failed hints: to be logged. The storage goes on by itself. */
  readonly onError?: (error: Error) => void;
  /** The data does not matter: takes a server that may lose what it acknowledged (`fsync = off`). For tests only. */
  readonly throwAway?: boolean;
}

export interface PostgresStorage extends Storage {
  /**
   * Asks to hear (by `onHint`, kind `history`) of these runs even when so much happens that hints name shards only. Answers how to stop.
   */
  followRuns(runIds: readonly RunId[]): () => void;
  /** The JSON text of a published version of a design; `null` if there is none. */
  readDesign(ref: DesignRef): Promise<string | null>;
  readonly schedules: ScheduleStore;
  /** Closed runs that are old enough leave. */
  readonly retention: RetentionStore;
}

/**
 * A storage on a migrated database. Writes of transitions wait while the server is away, and go on when it is back, each exactly once; all
 * other methods throw `StorageUnavailableError` then.
 *
 * @throws {UnsafeDatabaseError} if the server is older than 15, or may lose what it has acknowledged.
 * @throws {StorageUnavailableError} if it can't be reached now.
 */
export async function createPostgresStorage(options: PostgresStorageOptions): Promise<PostgresStorage> {
  const { databaseUrl, poolSize = 6, throwAway = false } = options;
  const onError = options.onError ?? (() => undefined);
  const pool = makePool({ databaseUrl, role: 'pool' }, poolSize, onError);
  const clock = makeDatabaseClock();
  const db = makeDatabase(pool);
  try {
    await checkServer(pool, throwAway);
    await readClock(db, clock);
  } catch (error) {
    await pool.end();
    throw isConnectionLost(error) ? new StorageUnavailableError(error) : error;
  }
  const leases = makeDatabase(
    makePool({ databaseUrl, role: 'leases', statementTimeoutMs: LEASE_STATEMENT_MS }, 1, onError),
  );
  const claims = makeDatabase(makePool({ databaseUrl, role: 'claims', settings: planOnce }, 3, onError));
  const hints = makeHints(databaseUrl, onError);
  const newId = () => timeOrderedId(clock.nowMs());
  const flusher = makeFlusher({
    pipeline: makePipeline(databaseUrl, onError),
    db,
    newWakeId: newId,
    onWritten: (written) => {
      for (const hint of hintsOfBatch(written)) hints.tell(hint);
    },
  });
  const floor = makeClaimFloor({ db });
  const deadlines = makeDeadlineFloor(floor);
  return storageOf({
    db,
    leases,
    claims,
    floor,
    deadlines,
    outbox: makeOutboxFloor(),
    flusher,
    hints,
    clock,
    newId,
  });
}

/** On a connection that died without a word a renewal is given up two seconds later than this, and tried on a new one within the lease. */
const LEASE_STATEMENT_MS = 3_000;

// Planning a claim anew each time, as PostgreSQL would for arrays of some length, takes longer than the claim (0.6 ms of 0.9).
const planOnce = { plan_cache_mode: 'force_generic_plan' };

function storageOf(parts: Parts): PostgresStorage {
  const { db, leases, claims, flusher, hints, clock } = parts;
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await flusher.close();
    await hints.close();
    await Promise.all([db.close(), leases.close(), claims.close()]);
  };
  return {
    ...runMethods(parts),
    ...messageMethods(parts),
    ...activityMethods(parts),
    ...endMethods(parts),
    ...workerMethods(parts),
    ...sessionMethods(parts),
    ...humanTaskMethods(parts),
    ...questionMethods(parts),
    ...limitMethods(parts),
    onHint: (listener) => hints.on(listener),
    followRuns: (runIds) => hints.follow(runIds),
    readDesign: (ref) => readDesign(db, ref),
    schedules: scheduleStore(parts),
    retention: retentionStore(parts),
    now: () => readClock(db, clock),
    close: () => (closing ??= close()),
  };
}

async function readClock(db: Database, clock: DatabaseClock): Promise<number> {
  const [row] = await db.run<{ now: number }>('now', []);
  if (row === undefined) throw new TypeError('now.sql always answers a row');
  clock.learn(row.now);
  return row.now;
}
