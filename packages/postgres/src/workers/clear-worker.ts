// Gives back what a lost or stopped worker held: sessions first, since what ran in a lost one is not tried again elsewhere. Each step is
// conditional on what it finds, so it may be done twice, and by two at once; it is repeated until it was done to the end.
import {
  afterFailure,
  fullOptions,
  type Failure,
  type SessionOptions,
  type Shard,
  type WorkerId,
} from '@baton/core';
import { workerLostFailure, type AttemptEnd } from '@baton/engine';
import type { ActivityKey } from '../activities/rows.ts';
import { endMethods } from '../activities/end-methods.ts';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';
import { failSessions, sessionFailed, type Failing } from '../sessions/fail-sessions.ts';

export interface GoneWorker {
  readonly id: WorkerId;
  readonly key: string;
  readonly state: 'lost' | 'stopped';
}

export async function clearWorker(parts: Parts, worker: GoneWorker): Promise<void> {
  await loseSessions(parts, worker);
  await endAttempts(parts, worker);
  await parts.db.run('mark-cleared', [worker.id, allShards]);
}

/** A worker takes no new sessions: the runs of those that it has are told. */
export async function drainSessions(
  { db, hints }: Parts,
  { id, key }: Pick<GoneWorker, 'id' | 'key'>,
): Promise<void> {
  for (let links = 0; links < LONGEST_CHAIN; links++) {
    const [told] = await db.run<Told>('drain-sessions', [id, allShards, key]);
    const shards = told?.shards ?? [];
    if (shards.length > 0) hints.tell({ kind: 'inbox', shards });
    if (told?.missed !== true) return;
  }
}

/** So often may a run be continued as new while it is being told. */
const LONGEST_CHAIN = 100;

interface Told {
  readonly shards: readonly Shard[];
  /** Some are another run's by now, or closed. */
  readonly missed: boolean;
}

/** A worker is being stopped: what doesn't wait for it to come back fails now, the rest goes on until its grace is over. */
export async function stopSessions(parts: Parts, worker: Pick<GoneWorker, 'id' | 'key'>): Promise<void> {
  await failHeld(parts, { ...worker, state: 'stopped' });
}

type HeldSession = Pick<Failing, 'shard' | 'id' | 'run_id'> & { readonly options: JsonText<SessionOptions> };

async function loseSessions(parts: Parts, worker: GoneWorker): Promise<void> {
  const waiting = await failHeld(parts, worker);
  if (waiting.length === 0) return;
  const values = waiting.map((session) => [
    ...[session.shard, session.id, session.run_id, fromJson(session.options).reestablishTimeoutMs],
  ]);
  await parts.db.run('suspend-sessions', columns(values, 4));
  parts.hints.tell({ kind: 'inbox', shards: [...new Set(waiting.map(({ shard }) => shard))] });
}

/** Answers those that wait for the worker to come back. */
async function failHeld(parts: Parts, { id, key, state }: GoneWorker): Promise<readonly HeldSession[]> {
  const held = await parts.db.run<HeldSession>('sessions-of-worker', [id, allShards, key]);
  const [reason, message] =
    state === 'lost'
      ? (['WORKER_LOST', `worker ${key} was lost`] as const)
      : (['WORKER_SHUTDOWN', `worker ${key} was stopped`] as const);
  const waits = (session: HeldSession) => fromJson(session.options).onWorkerLost === 'reestablish';
  const failing = held.filter((session) => !waits(session));
  await failSessions(
    parts,
    failing.map((session) => ({ ...session, was: 'open', body: sessionFailed(session.id, reason, message) })),
  );
  return held.filter(waits);
}

interface AttemptRow extends ActivityKey {
  readonly attempt: number;
  readonly epoch: number;
  readonly options: string;
  readonly scheduled_at: number;
  readonly started_at: number;
  readonly session_state: string | null;
  readonly now: number;
}

const stopped: Failure = {
  name: 'WorkerShutdownError',
  code: 'WORKER_SHUTDOWN',
  message: 'the worker was stopped while it ran this attempt',
};

/** What it ran goes on elsewhere, as the retry policy says; what a failed session ran is closed by its run. */
async function endAttempts(parts: Parts, { id, state }: GoneWorker): Promise<void> {
  const { endAttempt } = endMethods(parts);
  const rows = await parts.db.run<AttemptRow>('attempts-of-worker', [id, allShards]);
  const failure = state === 'lost' ? workerLostFailure(id) : stopped;
  for (const row of rows.filter(({ session_state: state }) => state !== 'failed')) {
    const target = {
      ...{ shard: row.shard, runId: row.run_id, activityId: row.activity_id },
      ...{ attempt: row.attempt, epoch: row.epoch },
    };
    await endAttempt(target, endOf(row, failure), {});
  }
}

function endOf(
  { options, attempt, scheduled_at: scheduledAtMs, started_at: startedAtMs, now: nowMs }: AttemptRow,
  failure: Failure,
): AttemptEnd {
  const recorded = fullOptions(options);
  const next = afterFailure({ options: recorded, attempt, scheduledAtMs, nowMs, failure });
  return next.kind === 'final'
    ? next
    : { kind: 'retry', failure, availableAtMs: nowMs + next.delayMs, startedAtMs };
}
