// What people are asked. The first decision wins; the same one again is answered as the first was.
import type { ActivityId, HumanDecision, HumanTaskSpec, RunId, RunRef, Shard } from '@baton/core';
import type { HumanDecide, HumanDecideOutcome, HumanTaskRecord, InboxBody, Storage } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { fromJson, fromJsonOrNull, type JsonText } from '../runs/rows.ts';

type HumanMethods = Pick<Storage, 'readHumanTask' | 'decideHumanTask' | 'claimHumanTask'>;

export function humanTaskMethods(parts: Parts): HumanMethods {
  return {
    async readHumanTask(ref, activityId) {
      const row = await read(parts, ref, activityId);
      return row === null ? null : humanTaskRecord(row);
    },
    decideHumanTask: (request) => decide(parts, request),
    async claimHumanTask({ shard, runId }, ...claim) {
      const [row] = await parts.db.run<HumanTaskRow>('claim-human-task', [shard, runId, ...claim]);
      return row === undefined ? null : humanTaskRecord(row);
    },
  };
}

interface HumanTaskRow {
  readonly shard: Shard;
  readonly run_id: RunId;
  readonly activity_id: ActivityId;
  readonly workflow: string;
  readonly workflow_id: string;
  readonly spec: JsonText<HumanTaskSpec>;
  readonly state: HumanTaskRecord['state'];
  readonly claimed_by: string | null;
  readonly created_at: number;
  readonly due_at: number | null;
  readonly closed_at: number | null;
  readonly decision: JsonText<HumanDecision> | null;
  readonly requested_by: string | null;
  readonly decision_key: string | null;
}

async function read(
  { db }: Parts,
  { shard, runId }: RunRef,
  activityId: ActivityId,
): Promise<HumanTaskRow | null> {
  const [row] = await db.run<HumanTaskRow>('read-human-task', [shard, runId, activityId]);
  return row ?? null;
}

async function decide(parts: Parts, request: HumanDecide): Promise<HumanDecideOutcome> {
  const rows = await parts.db.run('decide-human-task', decisionValues(request));
  if (rows.length > 0) {
    parts.hints.tell({ kind: 'inbox', shards: [request.shard] });
    return { kind: 'recorded' };
  }
  const task = await read(parts, request, request.activityId);
  if (task === null) return { kind: 'notFound' };
  if (task.decision_key === request.idempotencyKey) return { kind: 'repeated' };
  return { kind: 'closed', task: humanTaskRecord(task) };
}

function decisionValues(request: HumanDecide): (string | number | null)[] {
  const { shard, runId, activityId, decision, idempotencyKey, actor, audit } = request;
  const key = [shard, runId, activityId];
  if (decision.kind === 'complete') {
    const result = { ...decision.decision };
    const body: InboxBody = {
      ...{ kind: 'activityCompleted', activityId, result },
      ...{ by: actor, completionKey: idempotencyKey },
    };
    return [
      ...[...key, 'completed', JSON.stringify(result), result.outcome, idempotencyKey, actor, null],
      ...[body.kind, JSON.stringify(body), JSON.stringify(audit)],
    ];
  }
  const { failure } = decision;
  const body: InboxBody = { kind: 'activityFailed', activityId, failure, by: actor };
  return [
    ...[...key, 'failed', null, null, idempotencyKey, actor, JSON.stringify(failure)],
    ...[body.kind, JSON.stringify(body), JSON.stringify(audit)],
  ];
}

function humanTaskRecord(row: HumanTaskRow): HumanTaskRecord {
  return {
    shard: row.shard,
    runId: row.run_id,
    activityId: row.activity_id,
    workflow: row.workflow,
    workflowId: row.workflow_id,
    spec: fromJson(row.spec),
    state: row.state,
    claimedBy: row.claimed_by,
    createdAtMs: row.created_at,
    dueAtMs: row.due_at,
    closedAtMs: row.closed_at,
    decision: fromJsonOrNull(row.decision),
    requestedBy: row.requested_by,
  };
}
