// Human tasks as lists read them: with the names that people know, and who stands behind the request.
import type { ActivityId, HumanDecision, HumanTaskSpec, RunId, Shard } from '@baton/core';
import type { HumanTaskRecord, HumanTaskState } from '@baton/engine';
import { judgeTask, type TaskRule } from '../authorise.ts';
import type { Known } from '../context.ts';
import type { Names } from '../names.ts';
import type { TaskItem } from '../views/human-tasks.ts';

export interface TaskRow {
  readonly shard: Shard;
  readonly runId: RunId;
  readonly activityId: ActivityId;
  readonly workflow: string;
  readonly workflowId: string;
  readonly spec: string;
  readonly state: HumanTaskState;
  readonly claimedBy: string | null;
  readonly createdAtMs: number;
  readonly dueAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly decision: string | null;
  readonly decidedBy: string | null;
  readonly requestedBy: string | null;
  /** Of a key that requested it: who made the key. Of a schedule: who asked it for the run, else who set it last. */
  readonly requestedByPerson: string | null;
  readonly designName: string | null;
  /** Where a page that ends here goes on. */
  readonly place: string;
}

/** `place` is what the list is ordered by. */
export const TASK_COLUMNS = `
    task.shard,
    task.run_id as "runId",
    task.activity_id as "activityId",
    task.workflow,
    task.workflow_id as "workflowId",
    task.spec,
    task.state,
    task.claimed_by as "claimedBy",
    trunc(extract(epoch from task.created_at) * 1000)::float8 as "createdAtMs",
    trunc(extract(epoch from task.due_at) * 1000)::float8 as "dueAtMs",
    trunc(extract(epoch from task.closed_at) * 1000)::float8 as "closedAtMs",
    task.decision,
    task.decided_by as "decidedBy",
    task.requested_by as "requestedBy",
    coalesce(api_key.created_by, asked.by, schedule.updated_by, task.requested_by) as "requestedByPerson",
    design.name as "designName"`;

export const TASK_TABLES = `
  baton.human_task as task
  left join baton.run on run.shard = task.shard and run.id = task.run_id
  left join baton.design on design.id = run.design_id
  left join baton.api_key on 'key:' || api_key.id = task.requested_by
  left join baton.schedule on 'schedule:' || schedule.id = task.requested_by
  left join baton.schedule_action as asked
    on asked.run_id = task.run_id and asked.by is not null and asked.outcome = 'started'`;

/** Whose names a page of tasks shows. */
export function actorsOf(rows: readonly TaskRow[]): readonly (string | null)[] {
  return rows.flatMap((row) => [row.requestedBy, row.claimedBy, row.decidedBy]);
}

export function recordOf(row: TaskRow): HumanTaskRecord {
  const { spec, decision, requestedByPerson: _, designName: __, decidedBy: ___, place: ____, ...rest } = row;
  return {
    ...rest,
    spec: JSON.parse(spec) as HumanTaskSpec,
    decision: decision === null ? null : (JSON.parse(decision) as HumanDecision),
  };
}

export function ruleOf(record: HumanTaskRecord, requestedByPerson: string | null): TaskRule {
  const { assignees, requesterMayNotApprove } = record.spec;
  return { assignees, requesterMayNotApprove, requestedBy: record.requestedBy, requestedByPerson };
}

export function taskItem(row: TaskRow, caller: Known, names: Names): TaskItem {
  const record = recordOf(row);
  const isOpen = record.state === 'open' || record.state === 'claimed';
  const verdict = caller.kind === 'person' ? judgeTask(caller, ruleOf(record, row.requestedByPerson)) : null;
  return {
    ...record,
    workflowName: row.designName ?? record.workflow,
    requestedByName: names(record.requestedBy),
    claimedByName: names(record.claimedBy),
    decidedByName: names(row.decidedBy),
    mayDecide: isOpen && verdict !== null && verdict.kind !== 'refused',
    whyYou: verdict?.why ?? 'API keys can’t decide tasks.',
    isOverride: verdict?.kind === 'override',
  };
}
