// Runs and their histories.
import { decodeEvents, encodeEvents, isClosed } from '@baton/core';
import type { EventBody, Failure, HistoryRow, RunId, RunRef, RunStarted } from '@baton/core';
import type { InboxBody, RunPrefix, RunRecord, StartOutcome, StartRequest } from '../storage.ts';
import { addToInbox } from './inbox.ts';
import { hint, type MemoryRun, type MemoryState } from './state.ts';

export function startRun(
  state: MemoryState,
  { ref, event, reusePolicy, signals, prefix }: StartRequest,
): StartOutcome {
  const mine = readRun(state, ref);
  if (mine !== null) return { kind: 'exists', run: mine };
  const taken = findRun(state, event.workflowId);
  if (taken !== null && (reusePolicy === 'reject' || !isClosed(taken.status))) {
    return { kind: 'exists', run: taken };
  }
  const run = insertRun(state, ref, event, prefix);
  const inboxId = addToInbox(state, run, { kind: 'wake' });
  addMessages(state, run, signals);
  return { kind: 'started', atMs: run.record.startedAtMs, inboxId };
}

/** Those that come with the start of a run, in the order given. */
export function addMessages(state: MemoryState, run: MemoryRun, messages: readonly InboxBody[]): void {
  for (const body of messages)
    addToInbox(state, run, body, 'requestId' in body ? `signal:${body.requestId ?? ''}` : null);
}

/** The run's record and its first rows. Its wake row is the caller's. */
export function insertRun(
  state: MemoryState,
  ref: RunRef,
  event: RunStarted,
  prefix: RunPrefix = { startedAtMs: state.nowMs(), rows: [] },
): MemoryRun {
  const run: MemoryRun = {
    ref: { shard: ref.shard, runId: ref.runId },
    record: recordOf(ref, event, state.nowMs()),
    rows: [],
    nextSeq: 1,
    inbox: new Map(),
    activities: new Map(),
    timers: new Map(),
    humanTasks: new Map(),
  };
  appendRow(state, run, prefix.startedAtMs, [event]);
  for (const row of prefix.rows) appendRow(state, run, row.atMs, row.events);
  state.runs.set(ref.runId, run);
  state.open.set(ref.runId, run);
  state.latest.set(event.workflowId, ref.runId);
  return run;
}

function recordOf(ref: RunRef, event: RunStarted, startedAtMs: number): RunRecord {
  return {
    ...ref,
    workflowId: event.workflowId,
    workflow: event.workflow,
    taskQueue: event.taskQueue,
    status: 'running',
    startedAtMs,
    closedAtMs: null,
    design: event.design ?? null,
    blocked: null,
    nextRunId: null,
    resetFrom: event.resetFrom?.runId ?? null,
    attributes: event.attributes ?? {},
    by: event.by ?? null,
  };
}

export function appendRow(
  state: MemoryState,
  run: MemoryRun,
  atMs: number,
  events: readonly EventBody[],
): void {
  run.rows.push({ seq: run.nextSeq, atMs, count: events.length, text: encodeEvents(events) });
  run.nextSeq += events.length;
  hint(state, { kind: 'history', runs: [run.ref.runId] });
}

export function readRun(state: MemoryState, ref: RunRef): RunRecord | null {
  return state.runs.get(ref.runId)?.record ?? null;
}

export function findRun(state: MemoryState, workflowId: string): RunRecord | null {
  const runId = state.latest.get(workflowId);
  return runId === undefined ? null : (state.runs.get(runId)?.record ?? null);
}

/** Whole rows; a row counts if any of its events comes after `afterSeq`. */
export function readHistory(
  state: MemoryState,
  ref: RunRef,
  afterSeq: number,
  limitRows = Infinity,
): readonly HistoryRow[] {
  const rows = state.runs.get(ref.runId)?.rows ?? [];
  return rows
    .filter((row) => row.seq + row.count - 1 > afterSeq)
    .slice(0, limitRows)
    .map(({ seq, atMs, text }) => ({ seq, atMs, events: decodeEvents(text) }));
}

export function readHistories(
  state: MemoryState,
  refs: readonly RunRef[],
): ReadonlyMap<RunId, readonly HistoryRow[]> {
  return new Map(refs.map((ref) => [ref.runId, readHistory(state, ref, 0)]));
}

export function unblock(state: MemoryState, refs: readonly RunRef[]): void {
  for (const ref of refs) setBlocked(state, ref, null);
}

export function setBlocked(state: MemoryState, ref: RunRef, blocked: Failure | null): void {
  const run = state.runs.get(ref.runId);
  if (run === undefined || isClosed(run.record.status)) return;
  // What an activity that ends its workers has blocked, only its release unblocks.
  if (blocked !== null || run.record.blocked?.code !== 'POISON') run.record = { ...run.record, blocked };
}
