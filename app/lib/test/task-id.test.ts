import type { ActivityId } from '@baton/core';
import { makeRunId, shardOf } from '@baton/core';
import { expect, test } from 'vitest';

import { parseTaskId, taskId } from '../task-id.ts';

const runId = makeRunId(shardOf('order-1'), 1_790_000_000_000, new Uint8Array(8));

test('a task’s id in a URL leads back to the task', () => {
  const task = { runId, activityId: '12' as ActivityId };
  expect(parseTaskId(taskId(task))).toEqual(task);
});

test.each(['', '.', 'x.1', runId, `${runId}.`, `${runId}.0`, `${runId}.1x`, `${runId}.../etc`])(
  'the text %j names no task',
  (text) => {
    expect(parseTaskId(text)).toBeNull();
  },
);
