// Who was served before whom. By the rule, the oldest that fits is next; one that doesn't fit yet is overtaken for ten seconds only. Workers look and
// open in two steps, several of them at once, and may be frozen in between for as long as their lease: that much is allowed for.
import { AGEING_MS } from '@baton/engine';
import type { GrantEntry } from '../grants.ts';
import type { Allowance } from '../mixes/mix.ts';
import { hasRoom, Holdings, nothingTaken, type Taken } from './timeline.ts';

export interface OrderPlan {
  readonly allowanceOf: (workerKey: string) => Allowance | null;
  /** How old a look may be by which a worker still opens a session. */
  readonly staleMs: number;
}

interface Waiting {
  readonly entry: GrantEntry;
  /** When it waited no more. */
  untilMs: number;
}

export function checkOrder(log: readonly GrantEntry[], plan: OrderPlan): readonly string[] {
  const waits = waitsOf(log);
  const holdings = new Holdings((key) => plan.allowanceOf(key)?.host ?? '');
  const before = new Map<string, { readonly atMs: number; readonly taken: Taken }[]>();
  const violations: string[] = [];
  for (const entry of log) {
    const { workerKey: key, was, state } = entry;
    if (was === 'requested' && state === 'open' && key !== null) {
      const known = [...(before.get(key) ?? []), { atMs: -Infinity, taken: nothingTaken }];
      violations.push(...overtaken({ entry, key, waits, plan, known }));
    }
    holdings.apply(entry);
    for (const each of keysBeside(before, plan, key)) {
      const earlier = before.get(each) ?? [];
      before.set(each, [{ atMs: entry.atMs, taken: holdings.taken(each) }, ...earlier.slice(0, REMEMBERED)]);
    }
  }
  return violations;
}

/** Changes of what a host has taken are remembered for each of its workers; so many cover some seconds. */
const REMEMBERED = 300;

function keysBeside(
  known: ReadonlyMap<string, unknown>,
  plan: OrderPlan,
  key: string | null,
): readonly string[] {
  if (key === null) return [];
  const host = plan.allowanceOf(key)?.host;
  const beside = [...known.keys()].filter((other) => plan.allowanceOf(other)?.host === host);
  return [...new Set([key, ...beside])];
}

function waitsOf(log: readonly GrantEntry[]): readonly Waiting[] {
  const waits = new Map<string, Waiting>();
  for (const entry of log) {
    if (entry.state === 'requested') waits.set(entry.sessionId, { entry, untilMs: Infinity });
    const waiting = waits.get(entry.sessionId);
    if (waiting !== undefined && entry.was === 'requested') waiting.untilMs = entry.atMs;
  }
  return [...waits.values()];
}

interface Grant {
  readonly entry: GrantEntry;
  readonly key: string;
  readonly waits: readonly Waiting[];
  readonly plan: OrderPlan;
  /** What was taken on this worker, the latest first. */
  readonly known: readonly { readonly atMs: number; readonly taken: Taken }[];
}

function overtaken({ entry, key, waits, plan, known }: Grant): readonly string[] {
  const { staleMs } = plan;
  const allowance = plan.allowanceOf(key);
  if (allowance === null) return [];
  const since = entry.atMs - staleMs;
  const first = known.findIndex(({ atMs }) => atMs <= since);
  const lately = known.slice(0, first + 1);
  return waits.flatMap(({ entry: older, untilMs }) => {
    const waited = older.requestedAtMs < since && untilMs > entry.atMs + staleMs;
    const isOlder = older.requestedAtMs < entry.requestedAtMs && older.taskQueue === entry.taskQueue;
    const isForKey = older.wantedKey === null || older.wantedKey === key;
    if (!waited || !isOlder || !isForKey || !hasRoom(allowance, nothingTaken, older.amounts)) return [];
    const fits = lately.every(({ taken }) => hasRoom(allowance, taken, older.amounts));
    const hasAged = entry.atMs - older.requestedAtMs > AGEING_MS + staleMs;
    if (!fits && !hasAged) return [];
    const why = fits
      ? 'which fitted'
      : `which had waited for ${Math.round(entry.atMs - older.requestedAtMs)} ms`;
    return [`${key} opened session ${entry.sessionId} before the older ${older.sessionId}, ${why}`];
  });
}
