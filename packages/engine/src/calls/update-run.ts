// Updates from outside: calls that a run takes in, checks, carries out and answers. Once for each update id, however often it is sent.
import {
  checkPayload,
  failureAsJson,
  isClosed,
  RefusedError,
  RunNotFoundError,
  runRef,
  stamp,
  ValidationError,
  type Actor,
  type Failure,
  type HistoryEvent,
  type Json,
  type RunId,
  type RunRef,
} from '@baton/core';
import type { InboxBody, RunRecord, Storage } from '../storage.ts';
import { findTarget, refuseClosed, type RunTarget } from './find-open-run.ts';
import { listenToHistory } from './history-changes.ts';

export interface Update {
  readonly name: string;
  readonly input: unknown;
  /** The same update sent again has the same one: it is carried out once, and answered each time. */
  readonly updateId: string;
  readonly by?: Actor;
  /** How long to wait for its answer. */
  readonly waitMs: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

export type UpdateOutcome = {
  /** Which run of the chain has it. */
  readonly runId: RunId;
} & (
  | { readonly status: 'completed'; readonly result: Json }
  /** The run has it, or will take it in as soon as a worker can. Ask again with the same update id. */
  | { readonly status: 'pending' }
);

/** How often the history is looked at when no hint comes. */
const LOOK_MS = 500;
const TRIES = 20;

/**
 * Sends an update to the open run of the chain, and waits for its answer.
 *
 * @throws {RunNotFoundError}
 * @throws {RefusedError} `RUN_CLOSED`; `UNKNOWN_UPDATE` (with the known names) and `UPDATE_REJECTED`: nothing was done;
 * `UPDATE_FAILED`: its handler threw. `details.failure` has what was thrown.
 */
export async function updateRun(storage: Storage, target: RunTarget, update: Update): Promise<UpdateOutcome> {
  const body = bodyOf(update);
  let run = await findTarget(storage, target);
  for (let tries = 0; tries < TRIES; tries++) {
    run = await addressee(storage, run, update.updateId);
    const { shard, runId } = run;
    const outcome = await storage.put({ shard, runId, body, dedupKey: `update:${update.updateId}` });
    if (outcome === 'runNotFound') throw new RunNotFoundError(runId);
    if (outcome !== 'runClosed' || (await hasUpdate(storage, run, update.updateId))) {
      const answer = await waitFor(storage, run, update);
      if (answer !== null) return answer;
    }
    run = await readRun(storage, runId);
    if (run.nextRunId === null) return refuseClosed(run);
  }
  throw new Error(`Run ${run.runId} went on as another ${TRIES} times meanwhile`);
}

/** The run of the chain that has taken the update in already: it isn't sent on to the next. If none has, the last one. */
async function addressee(storage: Storage, first: RunRecord, updateId: string): Promise<RunRecord> {
  let run = first;
  for (let next = run.nextRunId; next !== null; next = run.nextRunId) {
    if (await hasUpdate(storage, run, updateId)) return run;
    run = await readRun(storage, next);
  }
  return run;
}

/** Null: the run has continued as new without having read the update, so it is for the next one. */
async function waitFor(storage: Storage, run: RunRecord, update: Update): Promise<UpdateOutcome | null> {
  const { runId } = run;
  const until = performance.now() + update.waitMs;
  const changes = listenToHistory(storage);
  const log = updateLog(storage, run, update.updateId);
  try {
    for (;;) {
      changes.begin();
      // Before the history: if it is closed now, its history is complete.
      const { status } = await readRun(storage, runId);
      const events = await log.read();
      const outcome = outcomeOf(runId, update.name, events);
      if (outcome !== null) return outcome;
      if (status === 'continuedAsNew' && events.length === 0) return null;
      if (isClosed(status)) throw unanswered(runId, status, update.name);
      const leftMs = until - performance.now();
      if (leftMs <= 0 || update.signal?.aborted === true) return { runId, status: 'pending' };
      await changes.next({ runId, atMostMs: Math.min(leftMs, LOOK_MS) });
    }
  } finally {
    changes.stop();
  }
}

type UpdateEvent = Extract<HistoryEvent, { readonly updateId: string }>;

interface UpdateLog {
  /** What the history says of the update by now. Reads each row once. */
  read(): Promise<readonly UpdateEvent[]>;
}

function updateLog(storage: Storage, ref: RunRef, updateId: string): UpdateLog {
  const found: UpdateEvent[] = [];
  let lastSeq = 0;
  return {
    read: async () => {
      const rows = await storage.readHistory(ref, lastSeq);
      for (const event of rows.flatMap(stamp)) {
        if (event.seq <= lastSeq) continue;
        lastSeq = event.seq;
        if ('updateId' in event && event.updateId === updateId) found.push(event);
      }
      return found;
    },
  };
}

async function hasUpdate(storage: Storage, ref: RunRef, updateId: string): Promise<boolean> {
  return (await updateLog(storage, ref, updateId).read()).length > 0;
}

function outcomeOf(runId: RunId, name: string, events: readonly UpdateEvent[]): UpdateOutcome | null {
  const last = events.at(-1);
  switch (last?.type) {
    case 'UpdateCompleted':
      return { runId, status: 'completed', result: last.result };
    case 'UpdateRejected':
      throw rejected(name, last.failure);
    case 'UpdateFailed': {
      const { failure } = last;
      throw new RefusedError('UPDATE_FAILED', `Update ${name} failed: ${failure.message}`, {
        failure: failureAsJson(failure),
      });
    }
    default:
      return null;
  }
}

function rejected(name: string, failure: Failure): RefusedError {
  if (failure.code === 'UNKNOWN_UPDATE')
    return new RefusedError('UNKNOWN_UPDATE', failure.message, failure.details ?? null);
  return new RefusedError('UPDATE_REJECTED', `Update ${name} was rejected: ${failure.message}`, {
    failure: failureAsJson(failure),
  });
}

function unanswered(runId: RunId, status: string, name: string): RefusedError {
  const message = `Run ${runId} is ${status}: it ended before it answered update ${name}`;
  return new RefusedError('RUN_CLOSED', message, { status });
}

async function readRun(storage: Storage, runId: RunId): Promise<RunRecord> {
  const run = await storage.readRun(runRef(runId));
  if (run === null) throw new RunNotFoundError(runId);
  return run;
}

function bodyOf({ name, input, updateId, by }: Update): InboxBody {
  if (name.trim() === '' || name.length > 200)
    throw new ValidationError('wanted 1 to 200 characters', 'name');
  if (updateId === '' || updateId.length > 200)
    throw new ValidationError('wanted 1 to 200 characters', 'updateId');
  return {
    kind: 'update',
    updateId,
    name,
    input: checkPayload(input, 'input'),
    ...(by === undefined ? {} : { by }),
  };
}
