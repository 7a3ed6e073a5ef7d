// Sessions are pulled: a worker takes the oldest that fit. What fits is computed from a reading without locks; the counters' CHECK has the
// last word, and if it refuses, the room is read again.
import type { SessionOptions, WorkerId, WorkerKey } from '@baton/core';
import {
  admit,
  AGEING_MS,
  couldHold,
  isAskedFor,
  type Amounts,
  type SessionRecord,
  type WaitingSession,
} from '@baton/engine';
import { codeOf } from '../connection/errors.ts';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';
import { sessionRecord, type SessionRow } from './rows.ts';

interface WaitingRow {
  readonly id: string;
  readonly run_id: string;
  readonly shard: number;
  readonly requested_at: number;
  readonly resources: readonly string[];
  readonly amounts: readonly number[];
  readonly options: JsonText<SessionOptions>;
  readonly now: number;
  readonly offered: readonly string[] | null;
  readonly capacities: readonly number[] | null;
  readonly used: readonly number[] | null;
  readonly host_resources: readonly string[];
}

// Waiting requests looked at beyond those that fit: large ones let small ones pass.
const lookAhead = 100;
const maxTries = 3;
const checkViolation = '23514';

export async function claimSessions(
  parts: Parts,
  workerId: WorkerId,
  queues: readonly string[],
  limit: number,
): Promise<readonly SessionRecord[]> {
  for (let tries = 1; ; tries++) {
    const values = [workerId, allShards, queues, limit + lookAhead];
    const waiting = await parts.db.run<WaitingRow>('waiting-sessions', values);
    const beside = await requestsBeside(parts, workerId, waiting[0]);
    const chosen = choose(waiting, beside, limit);
    if (chosen.length === 0) return [];
    // Where others take from the same room all the time, each by itself: the room of one is not lost with that of the other.
    if (tries > maxTries) return openEach(parts, workerId, chosen);
    try {
      return await open(parts, workerId, chosen);
    } catch (error) {
      if (codeOf(error) !== checkViolation) throw error;
    }
  }
}

async function openEach(
  parts: Parts,
  workerId: WorkerId,
  chosen: readonly WaitingRow[],
): Promise<readonly SessionRecord[]> {
  const opened: SessionRecord[] = [];
  for (const session of chosen) {
    try {
      opened.push(...(await open(parts, workerId, [session])));
    } catch (error) {
      if (codeOf(error) !== checkViolation) throw error;
    }
  }
  return opened;
}

function choose(
  waiting: readonly WaitingRow[],
  beside: ReadonlyMap<string, BesideRow>,
  limit: number,
): readonly WaitingRow[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const mine = new Set(waiting.map(({ id }) => id));
  const all: WaitingSession<WaitingRow | null>[] = [
    ...waiting.map((row) => ({ ...requestOf(row), id: row, isMine: true, isForHost: beside.has(row.id) })),
    ...[...beside.values()]
      .filter(({ id }) => !mine.has(id))
      .map((row) => ({ ...requestOf(row), id: null, isMine: false, isForHost: true })),
  ];
  const room = {
    capacity: amountsOf(first.offered, first.capacities),
    used: amountsOf(first.offered, first.used),
    shared: new Set(first.host_resources),
  };
  const inOrder = all.sort((a, b) => a.requestedAtMs - b.requestedAtMs);
  return admit(inOrder, room, { nowMs: first.now, limit }).filter((row) => row !== null);
}

function requestOf({
  requested_at: requestedAtMs,
  resources,
  amounts,
}: Pick<WaitingRow, 'requested_at' | 'resources' | 'amounts'>) {
  return { requestedAtMs, wants: amountsOf(resources, amounts) };
}

export function amountsOf(names: readonly string[] | null, amounts: readonly number[] | null): Amounts {
  return new Map((names ?? []).map((name, at) => [name, amounts?.[at] ?? 0]));
}

interface BesideRow {
  readonly id: string;
  readonly shard: number;
  readonly task_queue: string;
  readonly wanted_key: WorkerKey | null;
  readonly wanted_build: string | null;
  readonly requested_at: number;
  readonly resources: readonly string[];
  readonly amounts: readonly number[];
}

export interface SessionWorkerRow {
  readonly id: WorkerId;
  readonly key: WorkerKey;
  /** Its build. */
  readonly version: string;
  readonly host_id: string | null;
  readonly task_queues: readonly string[];
  readonly offered: readonly string[] | null;
  readonly capacities: readonly number[] | null;
}

/** For a worker that shares something with its host: aged requests which another worker there could open, by their ids. */
async function requestsBeside(
  { db }: Parts,
  workerId: WorkerId,
  first: WaitingRow | undefined,
): Promise<ReadonlyMap<string, BesideRow>> {
  if (first === undefined || first.host_resources.length === 0) return new Map();
  const workers = await db.run<SessionWorkerRow>('session-workers', []);
  const host = workers.find(({ id }) => id === workerId)?.host_id;
  const others = workers.filter(({ id, host_id: other }) => id !== workerId && other === host);
  if (others.length === 0) return new Map();
  const queues = [...new Set(others.flatMap(({ task_queues: queue }) => queue))];
  const rows = await db.run<BesideRow>('waiting-beside', [allShards, queues, AGEING_MS, lookAhead]);
  const able = rows.filter((row) => others.some((other) => couldOpen(other, row)));
  return new Map(able.map((row) => [row.id, row]));
}

function couldOpen(worker: SessionWorkerRow, row: BesideRow): boolean {
  const { wanted_key: wantedKey, wanted_build: build } = row;
  const asked = { workerKey: wantedKey, ...(build === null ? {} : { buildId: build }) };
  const { capacity, ...identity } = offerOf(worker);
  const isAsked = worker.task_queues.includes(row.task_queue) && isAskedFor(asked, identity);
  return isAsked && couldHold(capacity, amountsOf(row.resources, row.amounts));
}

export function offerOf({ key: workerKey, version: buildId, offered, capacities }: SessionWorkerRow) {
  return { workerKey, buildId, capacity: amountsOf(offered, capacities) };
}

async function open(
  { db, hints }: Parts,
  workerId: WorkerId,
  chosen: readonly WaitingRow[],
): Promise<readonly SessionRecord[]> {
  const values = chosen.map(({ shard, run_id: runId, id, options }) => {
    const { executionTimeoutMs, idleTimeoutMs } = fromJson(options);
    return [shard, runId, id, executionTimeoutMs, idleTimeoutMs];
  });
  const rows = await db.run<SessionRow>('open-sessions', [workerId, ...columns(values, 5)]);
  if (rows.length > 0) hints.tell({ kind: 'inbox', shards: [...new Set(rows.map(({ shard }) => shard))] });
  return rows.map(sessionRecord);
}
