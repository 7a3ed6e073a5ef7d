import { z } from 'zod';
import { jsonValue, line, page, reason } from './common.ts';
import { runFilter } from './runs.ts';

export const batchAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cancel') }),
  z.strictObject({ kind: z.literal('terminate') }),
  z.strictObject({ kind: z.literal('signal'), name: line(200), payload: jsonValue.optional() }),
  z.strictObject({
    kind: z.literal('reset'),
    to: z.enum(['firstDecision', 'lastDecision']).default('lastDecision'),
    keepSignals: z.boolean().default(true),
  }),
]);
export const runBatch = z.strictObject({
  filter: runFilter,
  action: batchAction,
  reason: reason.default(''),
  /** Only count the runs, and show some of them. */
  dryRun: z.boolean().default(false),
  /** Runs a second, at most. */
  perSecond: z.int().min(1).max(500).default(50),
});
export const batchId = z.uuid();
export const byBatch = z.strictObject({ batchId });
export const listBatches = z.strictObject(page);

export type BatchAction = z.output<typeof batchAction>;
export type RunBatchInput = z.output<typeof runBatch>;
export type ListBatchesInput = z.output<typeof listBatches>;
