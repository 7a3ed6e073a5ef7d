// What people call a session: the frame that it is drawn as, and the workflow of its run.
import type { SessionId } from '@baton/core';
import type { SessionRecord } from '@baton/engine';
import type { Pool } from 'pg';
import type { SessionItem } from '../views/admin.ts';

type Names = Pick<SessionItem, 'workflowId' | 'workflowName' | 'nodeName'>;

/** Its run has just left the database. */
export const nameless: Names = { workflowId: '', workflowName: '', nodeName: null };

export async function sessionNames(
  pool: Pool,
  sessions: readonly SessionRecord[],
): Promise<ReadonlyMap<SessionId, Names>> {
  if (sessions.length === 0) return new Map();
  const { rows } = await pool.query<Names & { readonly sessionId: SessionId }>(NAMES, [
    sessions.map(({ shard }) => shard),
    sessions.map(({ runId }) => runId),
    sessions.map(({ sessionId }) => sessionId),
    sessions.map(({ label }) => label),
  ]);
  return new Map(rows.map(({ sessionId, ...names }) => [sessionId, names]));
}

// A version's document is read once, however many sessions are drawn in it.
const NAMES = `
  with session as (
    select wanted.id, wanted.label, run.workflow, run.workflow_id, run.design_id, run.design_version, design.name as design
    from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[]) as wanted(shard, run_id, id, label)
    join baton.run on run.shard = wanted.shard and run.id = wanted.run_id
    left join baton.design on design.id = run.design_id
  ),
  frame as (
    select drawn.design_id, drawn.version, node ->> 'id' as id, node ->> 'name' as name
    from (select distinct design_id, design_version from session where label is not null) as used
    join baton.design_version as drawn on drawn.design_id = used.design_id and drawn.version = used.design_version
    cross join jsonb_array_elements(drawn.document::jsonb -> 'nodes') as node
    where node ->> 'kind' = 'session'
  )
  select
    session.id as "sessionId", session.workflow_id as "workflowId", coalesce(session.design, session.workflow) as "workflowName",
    frame.name as "nodeName"
  from session
  left join frame
    on frame.design_id = session.design_id and frame.version = session.design_version and frame.id = session.label`;
