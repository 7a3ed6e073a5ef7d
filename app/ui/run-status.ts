// The status of a run in glyph and word; the same in lists, palette and run page.
import type { RunStatus } from '@baton/core';

import type { GlyphName } from './status.tsx';

const looks: Record<RunStatus, { readonly glyph: GlyphName; readonly word: string }> = {
  running: { glyph: 'running', word: 'Running' },
  completed: { glyph: 'done', word: 'Completed' },
  failed: { glyph: 'failed', word: 'Failed' },
  cancelled: { glyph: 'cancelled', word: 'Cancelled' },
  terminated: { glyph: 'cancelled', word: 'Terminated' },
  timedOut: { glyph: 'failed', word: 'Timed out' },
  continuedAsNew: { glyph: 'skipped', word: 'Continued' },
};

interface RunLike {
  readonly status: RunStatus;
  readonly blocked: unknown;
  /** The sentence about what it waits for; null or missing: it is doing something. */
  readonly waiting?: string | null;
  /** It does something besides, whatever the sentence is about. */
  readonly isBusy?: boolean;
}

/** An open run that is blocked or waits looks so. */
export function glyphOfRun(run: RunLike): GlyphName {
  if (run.status !== 'running') return looks[run.status].glyph;
  if (run.blocked !== null) return 'failed';
  return typeof run.waiting === 'string' && run.waiting !== '' && run.isBusy !== true ? 'waiting' : 'running';
}

export function wordOfRun(status: RunStatus): string {
  return looks[status].word;
}

/** `Blocked` and `Waiting` besides the statuses. */
export function labelOfRun(run: RunLike): string {
  if (run.status !== 'running') return wordOfRun(run.status);
  if (run.blocked !== null) return 'Blocked';
  return glyphOfRun(run) === 'waiting' ? 'Waiting' : 'Running';
}
