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
  const hostOf = (key: string): string => plan.allowanceOf(key)?.host ?? '';
  const holdings = new Holdings(hostOf);
  const before = new Changes();
  const violations: string[] = [];
  for (const entry of log) {
    const { workerKey: key, was, state } = entry;
    if (was === 'requested' && state === 'open' && key !== null) {
      const lately = before.since(entry.atMs - plan.staleMs, [key, `host ${hostOf(key)}`]);
      violations.push(...overtaken({ entry, key, waits, plan, lately }));
    }
    holdings.apply(entry);
    if (key === null) continue;
    const { sessions, resources, ofHost } = holdings.taken(key);
    before.note(key, { atMs: entry.atMs, taken: { sessions, resources, ofHost: {} } });
    before.note(`host ${hostOf(key)}`, { atMs: entry.atMs, taken: { ...nothingTaken, ofHost } });
  }
  return violations;
}

interface Change {
  readonly atMs: number;
  readonly taken: Taken;
}

/** What was taken of workers and of hosts, each the latest first. */
class Changes {
  readonly #by = new Map<string, readonly Change[]>();

  note(who: string, change: Change): void {
    this.#by.set(who, [change, ...(this.#by.get(who) ?? []).slice(0, REMEMBERED)]);
  }

  /** What was taken at that time, and all changes since. */
  since(atMs: number, whose: readonly string[]): readonly Taken[] {
    return whose.flatMap((who) => {
      const all = this.#by.get(who) ?? [];
      const last = all.findIndex((change) => change.atMs <= atMs);
      return (last === -1 ? all : all.slice(0, last + 1)).map(({ taken }) => taken);
    });
  }
}

/** So many changes cover some seconds. */
const REMEMBERED = 300;

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
  /** What was taken of this worker and of its host while it may have looked. */
  readonly lately: readonly Taken[];
}

function overtaken({ entry, key, waits, plan, lately }: Grant): readonly string[] {
  const { staleMs } = plan;
  const allowance = plan.allowanceOf(key);
  if (allowance === null) return [];
  const since = entry.atMs - staleMs;
  return waits.flatMap(({ entry: older, untilMs }) => {
    const waited = older.requestedAtMs < since && untilMs > entry.atMs + staleMs;
    if (!waited || !isBefore(older, entry, key) || !hasRoom(allowance, nothingTaken, older.amounts))
      return [];
    const fits = lately.every((taken) => hasRoom(allowance, taken, older.amounts));
    const hasAged = entry.atMs - older.requestedAtMs > AGEING_MS + staleMs;
    if (!fits && !hasAged) return [];
    const why = fits
      ? 'which fitted'
      : `which had waited for ${Math.round(entry.atMs - older.requestedAtMs)} ms`;
    return [`${key} opened session ${entry.sessionId} before the older ${older.sessionId}, ${why}`];
  });
}

/** Asked earlier for the same: this worker, or any of the queue. */
function isBefore(older: GrantEntry, entry: GrantEntry, key: string): boolean {
  if (older.taskQueue !== entry.taskQueue || older.requestedAtMs >= entry.requestedAtMs) return false;
  return older.wantedKey === null || older.wantedKey === key;
}
