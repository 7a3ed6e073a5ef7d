// Starting and reading runs. Their transitions go by the flusher.
import { shardOf, type InboxId, type RunId, type RunRef } from '@baton/core';
import type { HistoryRow } from '@baton/core';
import type { RunRecord, StartOutcome, StartRequest, Storage } from '@baton/engine';
import { columns } from '../flush/columns.ts';
import { commitItem, startItem } from '../flush/item.ts';
import type { Parts } from '../parts.ts';
import { historyRow, runRecord, type RunRow, type StoredHistoryRow } from './rows.ts';

type RunMethods = Pick<
  Storage,
  'startRun' | 'commit' | 'readRun' | 'findRun' | 'readHistory' | 'readHistories' | 'setBlocked' | 'unblock'
>;

export function runMethods(parts: Parts): RunMethods {
  const { db, flusher } = parts;
  return {
    startRun: (request) => startRun(parts, request),
    commit(transition) {
      try {
        const { item, outcome } = commitItem(transition);
        flusher.add(item);
        return outcome;
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    },
    readRun: (ref) => readRun(parts, ref),
    findRun: (workflowId) => findRun(parts, workflowId),
    async readHistory({ shard, runId }, afterSeq, limitRows) {
      const rows = await db.run<StoredHistoryRow>('read-history', [
        shard,
        runId,
        afterSeq,
        limitRows ?? null,
      ]);
      return rows.map(historyRow);
    },
    async readHistories(refs) {
      const rows = await db.run<StoredHistoryRow & { run_id: RunId }>(
        'read-histories',
        columns(
          refs.map(({ shard, runId }) => [shard, runId]),
          2,
        ),
      );
      const histories = new Map<RunId, HistoryRow[]>(refs.map(({ runId }) => [runId, []]));
      for (const row of rows) histories.get(row.run_id)?.push(historyRow(row));
      return histories;
    },
    async unblock(refs) {
      await db.run('unblock', [refs.map(({ shard }) => shard), refs.map(({ runId }) => runId)]);
    },
    async setBlocked({ shard, runId }, blocked) {
      await db.run('set-blocked', [shard, runId, blocked === null ? null : JSON.stringify(blocked)]);
    },
  };
}

async function readRun({ db }: Parts, { shard, runId }: RunRef): Promise<RunRecord | null> {
  const [row] = await db.run<RunRow>('read-run', [shard, runId]);
  return row === undefined ? null : runRecord(row);
}

async function findRun({ db }: Parts, workflowId: string): Promise<RunRecord | null> {
  const [row] = await db.run<RunRow>('find-run', [shardOf(workflowId), workflowId]);
  return row === undefined ? null : runRecord(row);
}

/** The workflow id may be taken when we write and free again when we read: then once more. */
async function startRun(parts: Parts, request: StartRequest): Promise<StartOutcome> {
  for (;;) {
    const { item, outcome } = startItem(request, parts.newId() as InboxId);
    parts.flusher.add(item);
    const started = await outcome;
    if (started !== null) return started;
    // The same start made again, though its run may have been continued, or be over, long since.
    const mine = await readRun(parts, request.ref);
    if (mine !== null) return { kind: 'exists', run: mine };
    const run = await findRun(parts, request.event.workflowId);
    if (run === null) continue;
    if (run.status === 'running' || request.reusePolicy === 'reject') return { kind: 'exists', run };
  }
}
