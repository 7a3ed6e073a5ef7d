// Lanes: what waits together. All activities of a lane have one name, one limit key and one fairness key, so that a claim looks at the head of
// each lane and never passes over a backlog that it may not touch.
import { ANY_KEY, type LimitScope, type RecordedActivityOptions } from '@baton/core';
import type { LimitRule } from '../storage/limits.ts';

export interface Lane {
  readonly name: string;
  readonly limitKey: string | null;
  readonly fairnessKey: string | null;
  readonly weight: number;
  /** Its attempts have died with their workers: it runs beside no other suspect. */
  readonly suspect: boolean;
}

// Names and keys have no control characters.
const BETWEEN = '\u001f';
const SUSPECT = '\u001e';

/** As text, which orders and finds them. */
export function laneText({ name, limitKey, fairnessKey, weight, suspect }: Lane): string {
  const parts = [name, limitKey ?? '', fairnessKey ?? '', weight === 1 ? '' : String(weight)];
  return `${suspect ? SUSPECT : ''}${parts.join(BETWEEN)}`;
}

export function parseLane(text: string): Lane {
  const suspect = text.startsWith(SUSPECT);
  const [name = '', limitKey = '', fairnessKey = '', weight = ''] = (suspect ? text.slice(1) : text).split(
    BETWEEN,
  );
  return {
    name,
    limitKey: limitKey === '' ? null : limitKey,
    fairnessKey: fairnessKey === '' ? null : fairnessKey,
    weight: weight === '' ? 1 : Number(weight),
    suspect,
  };
}

export function laneOf(name: string, options: RecordedActivityOptions, suspect = false): Lane {
  const { limitKey = null, fairnessKey = null, fairnessWeight = 1 } = options;
  return { name, limitKey, fairnessKey, weight: fairnessWeight, suspect };
}

/** Whether it says who it belongs to; then it waits in a lane even while nothing limits it. */
export function hasKeys({ limitKey, fairnessKey }: RecordedActivityOptions): boolean {
  return limitKey !== undefined || fairnessKey !== undefined;
}

/** The name of a counter: what is limited. */
export function counterId(scope: LimitScope, name: string): string {
  return `${scope}:${name}`;
}

export interface AppliedLimit {
  readonly id: string;
  readonly rule: LimitRule;
}

export type LimitsOf = (queue: string, lane: Lane) => readonly AppliedLimit[];

/** Which limits hold for what: at most one of each scope. */
export function limitsBy(rules: readonly LimitRule[]): LimitsOf {
  const byId = new Map(rules.map((rule) => [counterId(rule.scope, rule.name), rule]));
  const find = (scope: LimitScope, name: string): readonly AppliedLimit[] => {
    const id = counterId(scope, name);
    const rule = byId.get(id) ?? (scope === 'key' ? byId.get(counterId('key', ANY_KEY)) : undefined);
    return rule === undefined ? [] : [{ id, rule }];
  };
  return (queue, { name, limitKey }) => [
    ...find('queue', queue),
    ...find('activity', name),
    ...(limitKey === null ? [] : find('key', limitKey)),
  ];
}
