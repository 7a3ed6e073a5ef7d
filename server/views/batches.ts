// What the procedures of batches answer.
import type { BatchAction } from '../input/batches.ts';
import type { RunFilter } from '../input/runs.ts';
import type { RunItem } from './runs.ts';

export interface BatchItem {
  readonly batchId: string;
  readonly action: BatchAction;
  readonly filter: RunFilter;
  readonly reason: string;
  readonly state: 'running' | 'stopped' | 'done';
  /** Runs that matched when it was ordered. */
  readonly total: number;
  readonly done: number;
  /** Had ended by themselves, or no longer matched what the action needs. */
  readonly skipped: number;
  readonly failed: number;
  readonly lastFailure: string | null;
  readonly perSecond: number;
  readonly by: string;
  readonly byName: string | null;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
}
export interface BatchPage {
  readonly items: readonly BatchItem[];
  readonly nextCursor: string | null;
}
/** Of a dry run: nothing was done. */
export interface BatchPreview {
  readonly dryRun: true;
  /** How many runs the filter matches now, exactly. */
  readonly count: number;
  /** The latest of them. */
  readonly sample: readonly RunItem[];
}
export type BatchAnswer = BatchPreview | { readonly dryRun: false; readonly batch: BatchItem };
