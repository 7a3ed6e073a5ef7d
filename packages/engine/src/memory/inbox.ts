// Inbox, outbox and timers: what waits for the owner of a run.
import { isClosed } from '@baton/core';
import type { InboxId, RunRef, Shard, TimerId } from '@baton/core';
import type { InboxBody, InboxMessage, InboxRow, OutboxBody, OwnedShards, PutOutcome } from '../storage.ts';
import { hint, type MemoryRun, type MemoryState } from './state.ts';

export function put(state: MemoryState, message: InboxMessage): PutOutcome {
  const run = state.runs.get(message.runId);
  if (run === undefined) return 'runNotFound';
  if (isClosed(run.record.status)) return 'runClosed';
  const { dedupKey } = message;
  if (dedupKey !== null && [...run.inbox.values()].some((row) => row.dedupKey === dedupKey))
    return 'duplicate';
  addToInbox(state, run, message.body, dedupKey);
  return 'accepted';
}

/** For those who have checked that the run is open. */
export function addToInbox(
  state: MemoryState,
  run: MemoryRun,
  body: InboxBody,
  dedupKey: string | null = null,
): InboxId {
  const id = state.newInboxId();
  run.inbox.set(id, { ...run.ref, id, body, dedupKey });
  hint(state, { kind: 'inbox', shards: [run.ref.shard] });
  return id;
}

export function pollInbox(
  state: MemoryState,
  owned: OwnedShards,
  after: InboxId | null,
  limit: number,
): readonly InboxRow[] {
  const rows: InboxRow[] = [];
  for (const run of ownedRuns(state, owned)) {
    for (const { dedupKey: _, ...row } of run.inbox.values())
      if (after === null || row.id > after) rows.push(row);
  }
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
}

export function readInbox(state: MemoryState, refs: readonly RunRef[]): readonly InboxRow[] {
  const rows = refs.flatMap(({ runId }) => [...(state.open.get(runId)?.inbox.values() ?? [])]);
  return rows.map(({ dedupKey: _, ...row }) => row).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function discardInbox(
  state: MemoryState,
  discards: readonly (RunRef & { readonly nextSeq: number; readonly ids: readonly InboxId[] })[],
): void {
  for (const { runId, nextSeq, ids } of discards) {
    const run = state.runs.get(runId);
    if (run?.nextSeq !== nextSeq) continue;
    for (const id of ids) run.inbox.delete(id);
  }
}

export function pollOutbox(
  state: MemoryState,
  shards: readonly Shard[],
  limit: number,
): readonly { readonly id: string; readonly from: RunRef; readonly body: OutboxBody }[] {
  return [...state.outbox.values()].filter(({ from }) => shards.includes(from.shard)).slice(0, limit);
}

export function dueTimers(
  state: MemoryState,
  owned: OwnedShards,
  untilMs: number,
  limit: number,
): readonly (RunRef & { readonly timerId: TimerId; readonly fireAtMs: number })[] {
  const due = [];
  for (const run of ownedRuns(state, owned)) {
    for (const timer of run.timers.values())
      if (timer.fireAtMs <= untilMs) due.push({ ...run.ref, ...timer });
  }
  return due.sort((a, b) => a.fireAtMs - b.fireAtMs).slice(0, limit);
}

function ownedRuns(state: MemoryState, owned: OwnedShards): readonly MemoryRun[] {
  return [...state.open.values()].filter(
    ({ record }) => owned.get(record.taskQueue)?.includes(record.shard) === true,
  );
}
