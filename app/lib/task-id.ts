// A human task in a URL: `<run id>.<activity id>`.
import type { ActivityId, RunId } from '@baton/core';
import { isRunId } from '@baton/core';

export interface TaskRef {
  readonly runId: RunId;
  readonly activityId: ActivityId;
}

export function taskId({ runId, activityId }: TaskRef): string {
  return `${runId}.${activityId}`;
}

export function taskHref(task: TaskRef): string {
  return `/inbox/${taskId(task)}`;
}

/** Null if the text is no task's id. */
export function parseTaskId(text: string): TaskRef | null {
  const [runId = '', activityId = ''] = text.split('.');
  if (!isRunId(runId) || !/^[1-9]\d*$/.test(activityId)) return null;
  return { runId, activityId: activityId as ActivityId };
}
