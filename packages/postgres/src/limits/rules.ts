import type { LimitScope, LimitSettings } from '@baton/core';
import type { LimitRule, LimitSource } from '@baton/engine';
import type { Runs } from '../connection/database.ts';

export interface RuleRow {
  readonly scope: LimitScope;
  readonly name: string;
  readonly source: LimitSource;
  readonly max_concurrent: number | null;
  readonly per_second: number | null;
  readonly burst: number;
  readonly while_async: LimitSettings['whileAsync'];
  readonly set_by: string | null;
}

/** The rules that hold: a person's before what code declares. */
export async function readRules(db: Runs): Promise<readonly LimitRule[]> {
  const rows = await db.run<RuleRow>('limit-rules', []);
  return rows.map((row) => ({ scope: row.scope, name: row.name, settings: settingsOfRow(row) }));
}

export function settingsOfRow(row: Omit<RuleRow, 'scope' | 'name' | 'source' | 'set_by'>): LimitSettings {
  return {
    maxConcurrent: row.max_concurrent,
    perSecond: row.per_second,
    burst: row.burst,
    whileAsync: row.while_async,
  };
}
