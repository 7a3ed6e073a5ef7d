// Limits: their rules, and the counters that attempts take from and give back to.
import { type Actor, type LimitSettings } from '@baton/core';
import { roomUnder, tokensAt, type Choice, type Counter, type Room, type Shares } from '../limits/choose.ts';
import { counterId, laneOf, limitsBy, type AppliedLimit } from '../limits/lane.ts';
import type { DeclaredLimit, LimitRecord, LimitRule } from '../storage.ts';
import { hint, type MemoryActivity, type MemoryState } from './state.ts';

export interface MemoryLimit {
  readonly scope: LimitRule['scope'];
  readonly name: string;
  operator: { readonly settings: LimitSettings; readonly by: Actor } | null;
  code: LimitSettings | null;
}

export interface MemoryLimits {
  /** By counter id. */
  readonly rules: Map<string, MemoryLimit>;
  readonly counters: Map<string, Counter>;
  readonly shares: Map<string, Shares>;
}

export function noLimits(): MemoryLimits {
  return { rules: new Map(), counters: new Map(), shares: new Map() };
}

export function limitRules({ limits }: MemoryState): readonly LimitRule[] {
  return [...limits.rules.values()].flatMap(({ scope, name, operator, code }) => {
    const settings = operator?.settings ?? code;
    return settings === null ? [] : [{ scope, name, settings }];
  });
}

export function setLimit(state: MemoryState, { scope, name, settings }: LimitRule, by: Actor): void {
  ruleOf(state, scope, name).operator = { settings, by };
  hint(state, { kind: 'limit', changed: true });
}

export function removeLimit(state: MemoryState, scope: LimitRule['scope'], name: string): boolean {
  const rule = state.limits.rules.get(counterId(scope, name));
  if (rule === undefined || rule.operator === null) return false;
  rule.operator = null;
  hint(state, { kind: 'limit', changed: true });
  return true;
}

export function declareLimits(state: MemoryState, declared: readonly DeclaredLimit[]): void {
  for (const { scope, name, settings } of declared) {
    if (settings !== null || state.limits.rules.has(counterId(scope, name)))
      ruleOf(state, scope, name).code = settings;
  }
  hint(state, { kind: 'limit', changed: true });
}

export function listLimits(state: MemoryState, open: readonly MemoryActivity[]): readonly LimitRecord[] {
  const rules = limitRules(state);
  const limitsOf = limitsBy(rules);
  const isUnder = (rule: LimitRule, activity: MemoryActivity): boolean =>
    limitsOf(activity.queue, laneOf(activity.name, activity.options)).some((limit) => limit.rule === rule);
  return rules.map((rule) => {
    const { operator, code } = ruleOf(state, rule.scope, rule.name);
    const under = open.filter((activity) => isUnder(rule, activity));
    return {
      ...rule,
      source: operator === null ? 'code' : 'operator',
      declared: code,
      setBy: operator?.by ?? null,
      inUse: under.filter(({ held }) => held.some((id) => id.startsWith(`${rule.scope}:`))).length,
      waiting: under.filter((activity) => activity.state === 'queued' && activity.poisonedAtMs === null)
        .length,
    };
  });
}

export function roomOf(state: MemoryState, hasSuspect: boolean): Room {
  const { counters, shares } = state.limits;
  return { nowMs: state.nowMs(), counters, shares, hasSuspect };
}

/** The attempt begins: it takes its places, and its key has had a turn. */
export function takePlaces(state: MemoryState, { candidate, turn }: Choice<MemoryActivity>): void {
  const { counters, shares } = state.limits;
  const nowMs = state.nowMs();
  for (const limit of candidate.limits) {
    const counter = counters.get(limit.id);
    if (roomUnder(limit, counter, nowMs) < 1) throw new RangeError(`Limit ${limit.id} has no room`);
    const tokens = tokensAt(limit.rule.settings, counter, nowMs) - 1;
    counters.set(limit.id, { used: (counter?.used ?? 0) + 1, tokens, refilledAtMs: nowMs });
  }
  candidate.row.held = candidate.limits.map(({ id }) => id);
  candidate.row.heldWhileAsync = candidate.limits.filter(keepsWhileAsync).map(({ id }) => id);
  const known = shares.get(turn.queue);
  const passes = new Map(known?.passes);
  passes.set(turn.key, turn.to);
  shares.set(turn.queue, { virtual: Math.max(known?.virtual ?? 0, turn.from), passes });
}

function keepsWhileAsync({ rule }: AppliedLimit): boolean {
  return rule.settings.whileAsync === 'hold';
}

/** The attempt is over, or its row goes; what it `keeps` it goes on holding. */
export function givePlaces(
  state: MemoryState,
  activity: MemoryActivity,
  keeps: readonly string[] = [],
): void {
  const freed = activity.held.filter((id) => !keeps.includes(id));
  if (freed.length === 0) return;
  for (const id of freed) {
    const counter = state.limits.counters.get(id);
    if (counter === undefined || counter.used < 1)
      throw new RangeError(`Nobody holds a place of limit ${id}`);
    state.limits.counters.set(id, { ...counter, used: counter.used - 1 });
  }
  activity.held = activity.held.filter((id) => keeps.includes(id));
  hint(state, { kind: 'limit', changed: false });
}

export function auditLimits(
  state: MemoryState,
  open: readonly MemoryActivity[],
): readonly { readonly limit: string; readonly counted: number; readonly held: number }[] {
  const found = [...state.limits.counters].map(([limit, { used }]) => ({
    limit,
    counted: used,
    held: open.filter((activity) => activity.held.includes(limit)).length,
  }));
  const wrong = found.filter(({ counted, held }) => counted !== held);
  for (const { limit, held } of wrong) {
    const counter = state.limits.counters.get(limit);
    if (counter !== undefined) state.limits.counters.set(limit, { ...counter, used: held });
  }
  return wrong;
}

function ruleOf({ limits }: MemoryState, scope: LimitRule['scope'], name: string): MemoryLimit {
  const id = counterId(scope, name);
  const known = limits.rules.get(id);
  if (known !== undefined) return known;
  const rule: MemoryLimit = { scope, name, operator: null, code: null };
  limits.rules.set(id, rule);
  return rule;
}
