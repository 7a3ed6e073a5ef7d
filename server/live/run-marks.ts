// What tells that a run isn't as it was, in one statement for all runs that somebody looks at.
import { runRef, type RunId } from '@baton/core';
import type { Pool } from 'pg';

export interface RunMark {
  readonly runId: RunId;
  /** Another one as soon as there are more events, or attempts, heartbeats or sessions have changed. */
  readonly mark: string;
  /** Why something waits is worked out from live workers and the places in queues, so it changes without a row of the run. */
  readonly isUnsteady: boolean;
}

export async function readRunMarks(pool: Pool, runIds: readonly RunId[]): Promise<readonly RunMark[]> {
  const refs = runIds.map(runRef);
  const { rows } = await pool.query<RunMark>({
    name: 'live_run_marks',
    text: RUN_MARKS,
    values: [refs.map((ref) => ref.shard), refs.map((ref) => ref.runId)],
  });
  return rows;
}

// Each part is found by the key of its table, but for sessions: those have an index by run.
const RUN_MARKS = `
  select
    watched.run_id as "runId",
    concat_ws('/', newest.last_seq, run.status, run.blocked, open.mark, used.mark) as mark,
    coalesce(open.waits, false) or coalesce(used.waits, false) as "isUnsteady"
  from unnest($1::smallint[], $2::uuid[]) as watched(shard, run_id)
  join baton.run on run.shard = watched.shard and run.id = watched.run_id
  cross join lateral (
    select max(seq + count - 1) as last_seq
    from (
      select seq, count
      from baton.history
      where history.shard = watched.shard and history.run_id = watched.run_id
      order by seq desc
      limit 1
    ) as row
  ) as newest
  cross join lateral (
    select
      md5(string_agg(
        concat_ws(',', a.activity_id, a.state, a.attempt, a.epoch, a.worker_id, a.available_at, a.deadline_at,
          a.cancel_requested, a.poisoned_at, h.attempt, h.sequence),
        ';' order by a.activity_id)
      ) as mark,
      bool_or(a.state = 'queued') as waits
    from baton.activity as a
    left join baton.heartbeat as h
      on h.shard = a.shard and h.run_id = a.run_id and h.activity_id = a.activity_id
    where a.shard = watched.shard and a.run_id = watched.run_id
  ) as open
  cross join lateral (
    select
      md5(string_agg(concat_ws(',', s.id, s.state, s.epoch, s.worker_id, s.expires_at), ';' order by s.id)) as mark,
      bool_or(s.state = 'requested') as waits
    from baton.session as s
    where s.shard = watched.shard and s.run_id = watched.run_id
  ) as used`;
