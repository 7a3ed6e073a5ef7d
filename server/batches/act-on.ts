// One run's part of a batch. Done again, it changes nothing.
import { createHash } from 'node:crypto';
import { BatonError, isClosed, makeRunId, runRef, type RunId } from '@baton/core';
import { cancelRun, resetRun, signalRun, terminate, type Storage } from '@baton/engine';
import type { BatchAction } from '../input/batches.ts';
import type { ClaimedBatch } from './batch-runner.ts';

export type Acted =
  | { readonly kind: 'done' }
  /** The run had ended by itself. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly message: string };

export async function actOn(storage: Storage, batch: ClaimedBatch, runId: RunId): Promise<Acted> {
  try {
    return { kind: await acted(storage, batch, runId) };
  } catch (error) {
    // The run's own trouble is told; ours (the database is away) ends the page, which is done again.
    if (!(error instanceof BatonError)) throw error;
    if (error.code === 'RUN_CLOSED') return { kind: 'skipped' };
    return { kind: 'failed', message: `Run ${runId}: ${error.message}`.slice(0, 1_000) };
  }
}

type Kind = BatchAction['kind'];

async function acted(storage: Storage, batch: ClaimedBatch, runId: RunId): Promise<'done' | 'skipped'> {
  const { action } = batch;
  const run = await storage.readRun(runRef(runId));
  if (run === null) return 'skipped';
  const needsOpen: Record<Kind, boolean> = { cancel: true, terminate: true, signal: true, reset: false };
  if (needsOpen[action.kind] && isClosed(run.status)) return 'skipped';
  const reason = batch.reason === '' ? `batch ${batch.id}` : batch.reason;
  const { by } = batch;
  switch (action.kind) {
    case 'cancel':
      return (await cancelRun(storage, { runId }, { reason, by })) === 'alreadyClosed' ? 'skipped' : 'done';
    case 'terminate':
      return (await terminate(storage, { ref: run, reason, by })) === 'terminated' ? 'done' : 'skipped';
    case 'signal': {
      const { name, payload = null } = action;
      await signalRun(storage, { runId }, { name, payload, by, requestId: `batch:${batch.id}` });
      return 'done';
    }
    case 'reset': {
      const { to, keepSignals } = action;
      const newRunId = idOfReset(batch, runId);
      await resetRun(storage, { runId }, { to: { to }, reason, by, keepSignals, newRunId });
      return 'done';
    }
  }
}

/** The same for the same run of the same batch. */
function idOfReset({ id, createdAtMs }: ClaimedBatch, runId: RunId): RunId {
  const random = createHash('sha256').update(`${id}/${runId}`).digest();
  return makeRunId(runRef(runId).shard, Math.floor(createdAtMs), random.subarray(0, 8));
}
