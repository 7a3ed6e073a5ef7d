// Limits as people and code set them, and the audit of their counters. How claims count is in counters.ts.
import type { LimitSettings } from '@baton/core';
import type { DeclaredLimit, LimitRecord, Storage } from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { readRules, settingsOfRow, type RuleRow } from './rules.ts';

type LimitMethods = Pick<
  Storage,
  'limitRules' | 'listLimits' | 'setLimit' | 'removeLimit' | 'declareLimits' | 'auditLimits' | 'releasePoison'
>;

export function limitMethods(parts: Parts): LimitMethods {
  const { db, hints } = parts;
  return {
    limitRules: () => readRules(db),
    async listLimits() {
      return (await db.run<ListedRow>('list-limits', [allShards])).map(limitRecord);
    },
    async setLimit({ scope, name, settings }, by) {
      const { maxConcurrent, perSecond, burst, whileAsync } = settings;
      await db.run('set-limit', [scope, name, maxConcurrent, perSecond, burst, whileAsync, by]);
      hints.tell({ kind: 'limit', changed: true });
      await markLimited(parts);
    },
    async removeLimit(scope, name, by) {
      const removed = await db.run('remove-limit', [scope, name, by]);
      if (removed.length > 0) hints.tell({ kind: 'limit', changed: true });
      return removed.length > 0;
    },
    declareLimits: (declared) => declare(parts, declared),
    async auditLimits() {
      await markLimited(parts);
      const wrong = await db.run<AuditRow>('audit-limits', [allShards, null]);
      for (const { id } of wrong) await db.transaction((tx) => mend(tx, id));
      await db.run('forget-counters', []);
      return wrong.map(({ id: limit, counted, held }) => ({ limit, counted, held }));
    },
    async releasePoison({ shard, runId }, activityId) {
      const freed = await db.run<{ readonly queue: string }>('release-poison', [shard, runId, activityId]);
      if (freed.length > 0) hints.tell({ kind: 'queue', queues: freed.map(({ queue }) => queue) });
      return freed.length > 0;
    },
  };
}

interface AuditRow {
  readonly id: string;
  readonly counted: number;
  readonly held: number;
}

/** Looked at again under the lock: meanwhile it may be right. */
async function mend(tx: Runs, id: string): Promise<void> {
  await tx.run('lock-counters', [[id]]);
  const [wrong] = await tx.run<AuditRow>('audit-limits', [allShards, id]);
  if (wrong !== undefined) await tx.run('mend-counter', [id, wrong.counted, wrong.held]);
}

/** A shard at a time: a long backlog is no long transaction. */
async function markLimited({ db, hints }: Parts): Promise<void> {
  const rules = await readRules(db);
  if (!rules.some(({ scope }) => scope !== 'key')) return;
  const queues = new Set<string>();
  for (const shard of allShards) {
    for (const { queue } of await db.run<{ readonly queue: string }>('mark-limited', [shard]))
      queues.add(queue);
  }
  if (queues.size > 0) hints.tell({ kind: 'queue', queues: [...queues] });
}

async function declare({ db, hints }: Parts, declared: readonly DeclaredLimit[]): Promise<void> {
  const set = declared.flatMap(({ scope, name, settings }) =>
    settings === null ? [] : [[scope, name, ...valuesOf(settings)]],
  );
  const unset = declared.filter(({ settings }) => settings === null).map(({ scope, name }) => [scope, name]);
  const changed = [
    ...(set.length === 0 ? [] : await db.run('declare-limits', columns(set, 6))),
    ...(unset.length === 0 ? [] : await db.run('undeclare-limits', columns(unset, 2))),
  ];
  if (changed.length > 0) hints.tell({ kind: 'limit', changed: true });
}

function valuesOf({ maxConcurrent, perSecond, burst, whileAsync }: LimitSettings) {
  return [maxConcurrent, perSecond, burst, whileAsync] as const;
}

interface ListedRow extends RuleRow {
  readonly in_use: number;
  readonly waiting: number;
  readonly declared_concurrent: number | null;
  readonly declared_per_second: number | null;
  readonly declared_burst: number | null;
  readonly declared_while_async: LimitSettings['whileAsync'] | null;
}

function limitRecord(row: ListedRow): LimitRecord {
  const { declared_burst: burst, declared_while_async: whileAsync } = row;
  return {
    scope: row.scope,
    name: row.name,
    settings: settingsOfRow(row),
    source: row.source,
    declared:
      burst === null || whileAsync === null
        ? null
        : {
            maxConcurrent: row.declared_concurrent,
            perSecond: row.declared_per_second,
            ...{ burst, whileAsync },
          },
    setBy: row.set_by,
    inUse: row.in_use,
    waiting: row.waiting,
  };
}
