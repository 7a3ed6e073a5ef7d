// One attempt of an inline activity.
//
// waiting  for a slot.  →  running  →  ended
// Its row: none → asked (a transition with `ActivityDispatched` is on its way) → there. Once asked for, its end goes to the storage.
import type { CancelReason } from '@baton/core';
import type { ActivityTask } from '../storage.ts';
import type { ResidentRun } from './resident-run.ts';

export interface Attempt {
  readonly run: ResidentRun;
  task: ActivityTask;
  state: 'waiting' | 'running' | 'ended';
  /** Whether there is a row; `null`: none was asked for. */
  row: Promise<boolean> | null;
  abort: ((reason: CancelReason) => void) | null;
  /** When it is moved to a row, so that others see it, or take it over from the queue here. */
  visibleAtMs: number;
  /** When it has waited, or run, for too long; `Infinity`: never. */
  deadlineMs: number;
}
