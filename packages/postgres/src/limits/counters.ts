// The counters of limits: locked and brought up to date by a claim, which then takes places.
import { tokensAt, type AppliedLimit, type Candidate, type Choice, type Counter } from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { columns } from '../flush/columns.ts';
import { allShards } from '../shards.ts';

export interface LockedRoom {
  readonly nowMs: number;
  readonly counters: ReadonlyMap<string, Counter>;
}

export interface CounterRow {
  readonly id: string;
  readonly used: number;
  readonly tokens: number | null;
  readonly refilled_at: number;
  readonly now: number;
}

/** Locks the counters of all limits of these candidates, and counts what was given back. */
export async function lockRoom(tx: Runs, candidates: readonly Candidate<unknown>[]): Promise<LockedRoom> {
  const ids = idsOf(candidates.flatMap(({ limits }) => limits));
  if (ids.length === 0) return { nowMs: 0, counters: new Map() };
  let rows = await tx.run<CounterRow>('lock-counters', [ids]);
  if (rows.length < ids.length) {
    await tx.run('make-counters', [ids]);
    rows = await tx.run<CounterRow>('lock-counters', [ids]);
  }
  const folded = await tx.run<Pick<CounterRow, 'id' | 'used'>>('fold-releases', [allShards, ids]);
  const used = new Map(folded.map((row) => [row.id, row.used]));
  return {
    nowMs: rows[0]?.now ?? 0,
    counters: new Map(rows.map((row) => [row.id, counterOf({ ...row, used: used.get(row.id) ?? row.used })])),
  };
}

export function counterOf({ used, tokens, refilled_at: refilledAtMs }: CounterRow): Counter {
  return { used, tokens, refilledAtMs };
}

/** For what has begun. The CHECK of a counter refuses one place too many. */
export async function takePlaces(
  tx: Runs,
  taken: readonly Choice<unknown>[],
  { nowMs, counters }: LockedRoom,
): Promise<void> {
  const limits = taken.flatMap(({ candidate }) => candidate.limits);
  if (limits.length === 0) return;
  const rows = idsOf(limits).map((id) => {
    const of = limits.filter((limit) => limit.id === id);
    const [limit] = of;
    if (limit === undefined) throw new TypeError('A limit without itself');
    const { settings } = limit.rule;
    const counter = counters.get(id);
    const tokens = Math.max(0, tokensAt(settings, counter, nowMs) - of.length);
    // A claim that had to wait for the lock has the older time.
    const refilledAtMs = Math.max(nowMs, counter?.refilledAtMs ?? 0);
    return [id, of.length, settings.maxConcurrent, tokens, refilledAtMs, settings.whileAsync === 'free'];
  });
  await tx.run('take-places', columns(rows, 6));
}

export function idsOf(limits: readonly AppliedLimit[]): readonly string[] {
  return [...new Set(limits.map(({ id }) => id))].sort();
}
