// Reset: a new run that begins with a part of another one's history, and goes on from there.
import {
  closeStatusOf,
  emptyRunState,
  errorFrom,
  failureFrom,
  foldRows,
  isClosed,
  RunNotFoundError,
  runRef,
  WorkflowAlreadyStartedError,
  type ChildState,
  type Failure,
  type HistoryRow,
  type RunId,
  type RunRef,
} from '@baton/core';
import { newDraft, type Draft } from '../decide/draft.ts';
import { enact } from '../decide/enact.ts';
import { childRef, newMemory } from '../decide/run-memory.ts';
import { deliverOutbox } from '../sweeps/deliver-outbox.ts';
import { foldHistory } from '../owner/fold-history.ts';
import type { InboxBody, InboxRow, RunRecord, Storage } from '../storage.ts';
import { findTarget, type RunTarget } from './find-open-run.ts';
import { planReset, type ResetPlan, type ResetRequest } from './reset-plan.ts';
import { newRunId } from './start-run.ts';

export type { ResetRequest, ResetTo } from './reset-plan.ts';

export interface ResetAnswer {
  readonly runId: RunId;
  readonly workflowId: string;
  /** The last event that was kept. */
  readonly seq: number;
  /** The run was open, and is terminated now. */
  readonly terminated: boolean;
}

/** The owner may be first many times, but not for ever: each of its steps takes as long as this. */
const TRIES = 100;

/**
 * Makes a new run of the same workflow id that begins with a part of this one's history. An open run is terminated in the same
 * transaction; a closed one stays as it is.
 *
 * Activities and timers that were open at that point are open in the new run; sessions count as failed; children are not started again, the
 * new run hears how they ended. Signals that came later are sent to the new run, unless they are not wanted.
 *
 * @throws {RunNotFoundError}
 * @throws {RefusedError} `RESET_POINT_INVALID`, which names points or nodes that will do.
 * @throws {WorkflowAlreadyStartedError} if another run with the workflow id is open.
 */
export async function resetRun(
  storage: Storage,
  target: RunTarget,
  request: ResetRequest,
): Promise<ResetAnswer> {
  const known = request.newRunId === undefined ? null : await storage.readRun(runRef(request.newRunId));
  if (known !== null) return asBefore(storage, known);
  for (let tries = 0; tries < TRIES; tries++) {
    const run = await findTarget(storage, target);
    const made = isClosed(run.status)
      ? await resetClosed(storage, run, request)
      : await resetOpen(storage, run, request);
    if (made !== null) {
      const { workflowId } = run;
      return { runId: made.ref.runId, workflowId, seq: made.seq, terminated: !isClosed(run.status) };
    }
  }
  throw new Error(`The run could not be reset: it moved on ${TRIES} times meanwhile`);
}

/** The answer to an earlier try was lost. */
async function asBefore(storage: Storage, made: RunRecord): Promise<ResetAnswer> {
  const { runId, workflowId, resetFrom } = made;
  const [row] = await storage.readHistory(made, 0, 1);
  const started = row?.events[0];
  const seq = started?.type === 'RunStarted' ? (started.resetFrom?.seq ?? 1) : 1;
  const from = resetFrom === null ? null : await storage.readRun(runRef(resetFrom));
  return { runId, workflowId, seq, terminated: from?.nextRunId === runId };
}

async function resetClosed(storage: Storage, run: RunRecord, request: ResetRequest): Promise<ResetPlan> {
  const rows = await storage.readHistory(run, 0);
  // It has left because of its age, and only its place in a chain is kept.
  if (rows.length === 0) throw new RunNotFoundError(run.runId);
  const plan = await planOf(storage, run, request, { rows, waiting: [] });
  const { ref, event, prefix, messages } = plan;
  const outcome = await storage.startRun({ ref, event, reusePolicy: 'allow', signals: messages, prefix });
  if (outcome.kind === 'started' || outcome.run.runId === ref.runId) return plan;
  const why = 'it is open; reset that one, or end it first';
  throw new WorkflowAlreadyStartedError(event.workflowId, outcome.run.runId, why);
}

/** `null`: the run has moved meanwhile. */
async function resetOpen(storage: Storage, run: RunRecord, request: ResetRequest): Promise<ResetPlan | null> {
  const waiting = await inboxOf(storage, run);
  const rows = await storage.readHistory(run, 0);
  const lastEvent = rows.at(-1)?.events.at(-1);
  if (lastEvent === undefined || closeStatusOf(lastEvent) !== null) return null;
  const plan = await planOf(storage, run, request, { rows, waiting });
  const draft = terminationOf(run, rows, request, plan);
  draft.consume = waiting.map(({ id }) => id);
  if ((await storage.commit(draft)) !== 'committed') return null;
  // As after a termination: no owner knows that its children are to hear of it.
  await deliverOutbox({ storage, shards: [run.shard], failed: () => undefined }).catch(() => undefined);
  return plan;
}

function terminationOf(
  ref: RunRef,
  rows: readonly HistoryRow[],
  { reason, by }: ResetRequest,
  { ref: next, event, prefix, messages, seq }: ResetPlan,
): Draft {
  const folded = { ref: { shard: ref.shard, runId: ref.runId }, state: emptyRunState(), memory: newMemory() };
  foldHistory(folded, rows);
  const atMs = Math.max(event.resetFrom?.atMs ?? 0, folded.state.lastEventAtMs);
  const draft = newDraft(folded.ref, folded.state.nextSeq, atMs);
  const why = `It was reset to event ${seq} and goes on as run ${next.runId}${reason === '' ? '' : `: ${reason}`}`;
  enact({ ...folded, draft, decider: undecided }, { type: 'RunTerminated', reason: why, by });
  draft.close = { status: 'terminated', next: { ref: next, event, prefix, messages } };
  // The new run answers to the parent.
  draft.outbox = draft.outbox.filter((body) => body.kind !== 'message' || body.body.kind !== 'childFailed');
  return draft;
}

interface Seen {
  readonly rows: readonly HistoryRow[];
  /** Messages that the run has not read. */
  readonly waiting: readonly InboxRow[];
}

async function planOf(
  storage: Storage,
  run: RunRecord,
  request: ResetRequest,
  { rows, waiting }: Seen,
): Promise<ResetPlan> {
  const next = runRef(request.newRunId ?? newRunId(run.workflowId));
  const plan = planReset({ from: run, rows, next, nowMs: await storage.now() }, request);
  const unheard = waiting.filter(({ body }) => body.kind === 'signal' && request.keepSignals);
  const [reset, ...signals] = plan.messages;
  const children = await childrenOf(storage, run, plan);
  const messages =
    reset === undefined ? [] : [reset, ...children, ...signals, ...unheard.map(({ body }) => body)];
  return { ...plan, messages };
}

/** What became of children that the kept history waits for. */
async function childrenOf(
  storage: Storage,
  { runId }: RunRef,
  { event, prefix }: ResetPlan,
): Promise<readonly InboxBody[]> {
  const state = foldRows([{ seq: 1, atMs: prefix.startedAtMs, events: [event] }, ...prefix.rows]);
  const open = [...state.children.values()].filter(
    ({ status }) => status === 'requested' || status === 'running',
  );
  return Promise.all(open.map((child) => endOf(storage, runId, child)));
}

async function endOf(storage: Storage, parent: RunId, child: ChildState): Promise<InboxBody> {
  const { childId, workflowId } = child;
  const ref = child.runId === null ? childRef(parent, childId, workflowId) : runRef(child.runId);
  const run = await storage.readRun(ref);
  const state = run === null ? null : foldRows(await storage.readHistory(ref, 0));
  if (state?.status === 'completed') return { kind: 'childCompleted', childId, result: state.result };
  return { kind: 'childFailed', childId, failure: state?.failure ?? unfollowed(child) };
}

function unfollowed({ workflow, workflowId }: ChildState): Failure {
  return failureFrom(
    errorFrom({
      name: 'ChildRunError',
      code: 'CHILD_RUN_FAILED',
      message: `Child ${workflow} (${workflowId}) belongs to the run that was reset; this run does not follow it`,
    }),
  );
}

const PAGE = 1_000;

/** The run's messages, in order. Its shard's are read for that: a reset is rare. */
async function inboxOf(
  storage: Storage,
  { shard, runId, taskQueue }: RunRecord,
): Promise<readonly InboxRow[]> {
  const owned = new Map([[taskQueue, [shard]]]);
  const found: InboxRow[] = [];
  for (let after: InboxRow['id'] | null = null; ;) {
    const rows: readonly InboxRow[] = await storage.pollInbox(owned, after, PAGE);
    found.push(...rows.filter((row) => row.runId === runId && row.body.kind !== 'wake'));
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) return found;
  }
}

/** No code runs, so nothing is asked. */
const undecided = {
  runsInline: () => false,
  random: () => {
    throw new TypeError('A termination draws no random bytes');
  },
};
