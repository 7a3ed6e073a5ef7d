import type { Json } from '@baton/core';
import { workflowFrame } from '../run/frame.ts';
import { perRun } from '../run/run.ts';

const given = perRun(() => ({ isTaken: false }));

/**
 * What somebody gave when they had the run run again from the place with this label; once, and only where the run that it was reset from
 * has not been. `undefined`: nothing, so go by the rules.
 */
export function inputOfRerun(label: string): Json | undefined {
  const { run } = workflowFrame('inputOfRerun()');
  const rerun = run.started.resetFrom?.rerun;
  if (rerun?.label !== label || !run.isPastReset || given(run).isTaken) return undefined;
  given(run).isTaken = true;
  return rerun.input;
}
