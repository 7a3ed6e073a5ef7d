// The way to the task that a run waits at.
import type { RunState } from '@baton/core';
import { taskHref as hrefOf } from '../../lib/task-id.ts';
import type { RunModel } from './run-store.ts';

/** `null` if no person is asked at this node now. */
export function taskHref(run: RunModel, state: RunState, label: string | null): string | null {
  const open = [...state.activities.values()].filter(
    (activity) => activity.mode === 'human' && activity.closedAtMs === null,
  );
  const activity =
    open.find((candidate) => candidate.label === label) ?? (label === null ? open[0] : undefined);
  return activity === undefined ? null : hrefOf({ runId: run.runId, activityId: activity.activityId });
}
