// Sessions are pulled: a worker takes the oldest that fit. What fits is computed from a reading without locks; the counters' CHECK has the
// last word, and if it refuses, the room is read again.
import type { SessionOptions, WorkerId } from '@baton/core';
import type { SessionRecord } from '@baton/engine';
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
}

// Waiting requests looked at beyond those that fit: large ones let small ones pass.
const lookAhead = 100;
// After this a request that doesn't fit yet is not overtaken any more (the memory storage's AGEING_MS).
const ageingMs = 10_000;
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
    const chosen = choose(waiting, limit);
    if (chosen.length === 0) return [];
    try {
      return await open(parts, workerId, chosen);
    } catch (error) {
      if (codeOf(error) !== checkViolation || tries === maxTries) throw error;
    }
  }
}

function choose(waiting: readonly WaitingRow[], limit: number): readonly WaitingRow[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const { capacity, used } = roomOf(first);
  const room = (resource: string) => (capacity.get(resource) ?? 0) - (used.get(resource) ?? 0);
  const chosen: WaitingRow[] = [];
  for (const session of waiting) {
    if (chosen.length >= limit) break;
    const wants = session.resources.map((resource, at) => ({ resource, amount: session.amounts[at] ?? 0 }));
    if (wants.every(({ resource, amount }) => amount <= room(resource))) {
      chosen.push(session);
      for (const { resource, amount } of wants) used.set(resource, (used.get(resource) ?? 0) + amount);
      continue;
    }
    const couldFit = wants.every(({ resource, amount }) => amount <= (capacity.get(resource) ?? 0));
    if (couldFit && session.now - session.requested_at > ageingMs) break;
  }
  return chosen;
}

/** Every row says what the worker offers. */
function roomOf(row: WaitingRow): {
  readonly capacity: Map<string, number>;
  readonly used: Map<string, number>;
} {
  const offered = row.offered ?? [];
  return {
    capacity: new Map(offered.map((resource, at) => [resource, row.capacities?.[at] ?? 0])),
    used: new Map(offered.map((resource, at) => [resource, row.used?.[at] ?? 0])),
  };
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
