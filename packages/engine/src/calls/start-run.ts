// Starting runs, at most one open one for each workflow id.
import { randomUUID } from 'node:crypto';
import {
  checkPayload,
  makeRunId,
  priorityLevel,
  runRef,
  sameJson,
  shardOf,
  taskQueueName,
  ValidationError,
  WorkflowAlreadyStartedError,
  type Actor,
  type DesignRef,
  type Json,
  type JsonObject,
  type RunId,
  type RunStarted,
  type WorkflowId,
} from '@baton/core';
import type { AdoptedRun } from '../owner/types.ts';
import { randomIdBytes } from '../random-bytes.ts';
import type { InboxBody, RunRecord, Storage } from '../storage.ts';

export interface StartRun {
  /** The workflow's name; `graph` for a drawn one. */
  readonly workflow: string;
  readonly input: unknown;
  /** Default: a random one. */
  readonly workflowId?: string;
  readonly taskQueue: string;
  /** `reject`: refuse a workflow id that any run has ever had. Default `allow`. */
  readonly reusePolicy?: 'allow' | 'reject';
  readonly design?: DesignRef;
  readonly runTimeoutMs?: number;
  /** 1 (can wait) to 5 (urgent), of its activities and children that have none of their own. Default 3. */
  readonly priority?: number;
  readonly by?: Actor;
  readonly attributes?: JsonObject;
  /** A start with the same run id is the same start, made again. Default: a new one. */
  readonly runId?: RunId;
}

export interface StartedRun {
  readonly runId: RunId;
  readonly workflowId: string;
  /** True: this workflow id has an open run with the same input. */
  readonly alreadyRunning: boolean;
  /** For the owner of the run, if it lives in this process: it need not read what it has here. */
  readonly adopt: AdoptedRun | null;
}

/**
 * Starts a run, or answers the open one with the same workflow id and input.
 *
 * @throws {WorkflowAlreadyStartedError} if the workflow id is taken otherwise.
 * @throws {ValidationError} for a name, queue or input that can't be.
 */
export async function startRun(
  storage: Storage,
  start: StartRun,
  signals: readonly InboxBody[] = [],
): Promise<StartedRun> {
  const event = startEvent(start);
  const { workflowId } = event;
  const runId = start.runId ?? newRunId(workflowId);
  const ref = runRef(runId);
  if (ref.shard !== shardOf(workflowId))
    throw new ValidationError('is not of the shard of its workflow id', 'runId');
  const outcome = await storage.startRun({ ref, event, reusePolicy: start.reusePolicy ?? 'allow', signals });
  if (outcome.kind === 'started') {
    const { atMs, inboxId } = outcome;
    return { runId, workflowId, alreadyRunning: false, adopt: { ref, event, atMs, inboxId } };
  }
  const { run } = outcome;
  // Ours: the answer to an earlier try was lost.
  if (run.runId === runId) return { runId, workflowId, alreadyRunning: false, adopt: null };
  const isSame = run.status === 'running' && (await wasStartedWith(storage, run, event));
  if (!isSame) throw new WorkflowAlreadyStartedError(workflowId, run.runId, reasonOf(run));
  return { runId: run.runId, workflowId, alreadyRunning: true, adopt: null };
}

/** A run id for a run of this workflow id. */
export function newRunId(workflowId: string): RunId {
  return makeRunId(shardOf(workflowId), Date.now(), randomIdBytes(8));
}

/** The first event of a run. @throws {ValidationError} for a name, queue or input that can't be. */
export function startEvent(start: StartRun): RunStarted {
  const { workflow, taskQueue, design, runTimeoutMs, priority, by, attributes } = start;
  return {
    type: 'RunStarted',
    workflow: checkedName(workflow, 'workflow'),
    workflowId: checkedName(start.workflowId ?? randomUUID(), 'workflowId') as WorkflowId,
    taskQueue: taskQueueName(taskQueue),
    input: checkPayload(start.input, 'input'),
    ...(design === undefined ? {} : { design }),
    ...(runTimeoutMs === undefined ? {} : { runTimeoutMs }),
    ...(priority === undefined ? {} : { priority: priorityLevel(priority) }),
    ...(by === undefined ? {} : { by }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

function checkedName(name: string, path: string): string {
  checkPayload(name, path);
  if (name.trim() === '' || name.length > 200) throw new ValidationError('wanted 1 to 200 characters', path);
  return name;
}

/** The first run of the chain was started with what was asked for then; its successors got what their code gave them. */
async function wasStartedWith(storage: Storage, run: RunRecord, event: RunStarted): Promise<boolean> {
  let started = await startOf(storage, run.runId);
  for (let links = 0; links < MAX_LINKS && started?.continuedFrom !== undefined; links++) {
    started = await startOf(storage, started.continuedFrom);
  }
  return started !== null && sameJson(identityOf(started), identityOf(event));
}

function identityOf({ workflow, design, input }: RunStarted): Json {
  return { workflow, input, design: design === undefined ? null : [design.designId, design.version] };
}

const MAX_LINKS = 1_000;

async function startOf(storage: Storage, runId: RunId): Promise<RunStarted | null> {
  const [row] = await storage.readHistory(runRef(runId), 0, 1);
  const first = row?.events[0];
  return first?.type === 'RunStarted' ? first : null;
}

function reasonOf({ status }: RunRecord): string {
  return status === 'running' ? 'it is open and was started otherwise' : 'it may not be used again';
}
