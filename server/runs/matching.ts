// Which runs a filter means: the same for lists, counts and batches.
import type { RunStatus } from '@baton/core';
import type { RunFilter } from '../input/runs.ts';

/** The values of `MATCHES`, in its order: `$1` is the run id before which runs are wanted, or null. */
export function filterValues(before: string | null, filter: RunFilter): unknown[] {
  return [
    before,
    filter.status === undefined || filter.status.length === 0 ? null : filter.status,
    filter.workflow ?? null,
    filter.designId ?? null,
    filter.waiting ?? null,
    patternOf(filter.text),
    filter.sinceMs === undefined ? null : filter.sinceMs / 1_000,
  ];
}

function patternOf(text: string | undefined): string | null {
  const wanted = text?.trim() ?? '';
  return wanted === '' ? null : `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
}

/** What a run waits for, as a condition on its rows. */
const WAITS = `(
      $5::text is null
      or run.status = 'running' and case $5
        when 'approval' then exists (
          select from baton.human_task as task
          where task.shard = run.shard and task.run_id = run.id and task.state in ('open', 'claimed')
        )
        when 'timer' then exists (
          select from baton.timer where timer.shard = run.shard and timer.run_id = run.id
        )
        when 'session' then exists (
          select from baton.session
          where session.shard = run.shard and session.run_id = run.id and session.state in ('requested', 'suspended')
        )
        when 'worker' then run.blocked is not null or exists (
          select from baton.activity
          where activity.shard = run.shard and activity.run_id = run.id and activity.state = 'queued'
        )
        else not exists (
          select from baton.activity where activity.shard = run.shard and activity.run_id = run.id
        ) and not exists (
          select from baton.timer where timer.shard = run.shard and timer.run_id = run.id
        ) and not exists (
          select from baton.inbox where inbox.shard = run.shard and inbox.run_id = run.id
        )
      end
    )`;

/**
 * What an index answers of a filter, on `baton.run`: how far back, since when (ids begin with the time of the start, by the starter's clock), open
 * or unhappy, of a design.
 */
export function indexedPart({ status = [] }: RunFilter): string {
  const byStatus = hasIndex(status)
    ? '($2::text[] is null or run.status = any($2))'
    : '($2::text[] is null or true)';
  return `
      ($1::uuid is null or run.id < $1)
      and ${byStatus}
      and ($4::text is null or run.design_id = $4)
      and (
        $7::float8 is null
        or run.id >= (lpad(to_hex((($7::float8 - 60) * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid
      )`;
}

/** Is there nothing in it that has to be looked for? */
export function isIndexed({ status = [], workflow, waiting, text }: RunFilter): boolean {
  return workflow === undefined && waiting === undefined && patternOf(text) === null && hasIndex(status);
}

/** Runs that ended well have none: they are most of all, or few among many open ones. */
function hasIndex(status: readonly RunStatus[]): boolean {
  return status.every((one) => one === 'running') || status.every((one) => unhappy.has(one));
}

const unhappy: ReadonlySet<RunStatus> = new Set(['failed', 'timedOut', 'terminated', 'cancelled']);

/** All of the filter, of `baton.run` with its design, both by their names. */
export const MATCHES = `
      run.left_at is null
      and ($1::uuid is null or run.id < $1)
      and ($2::text[] is null or run.status = any($2))
      and ($3::text is null or run.workflow = $3)
      and ($4::text is null or run.design_id = $4)
      and ${WAITS}
      and (
        $6::text is null
        or run.workflow_id ilike $6
        or run.workflow ilike $6
        or run.id::text ilike $6
        or design.name ilike $6
      )
      and ($7::float8 is null or run.started_at >= to_timestamp($7))`;
