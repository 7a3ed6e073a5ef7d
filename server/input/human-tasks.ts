import { z } from 'zod';
import { activityId, idempotencyKey, jsonValue, line, page, runId } from './common.ts';

const task = { runId, activityId };

export const listHumanTasks = z.strictObject({
  ...page,
  /** `mine`: open and I may decide. `all`: open. `overdue`: open, past due. `done`: closed. */
  view: z.enum(['mine', 'all', 'overdue', 'done']).default('mine'),
  runId: runId.optional(),
  workflow: line(200).optional(),
});
export const byTask = z.strictObject(task);
export const decideTask = z.strictObject({
  ...task,
  outcome: z.string().min(1).max(64),
  values: jsonValue.optional(),
  comment: z.string().max(4_000).optional(),
  idempotencyKey: idempotencyKey,
});
export const failTask = z.strictObject({
  ...task,
  /** A short name for the kind of failure, matched by error paths and retry policies: `MissingDocument`. */
  name: line(200).default('HumanTaskFailed'),
  message: z.string().trim().min(1).max(10_000),
  idempotencyKey: idempotencyKey,
});
export const commentTask = z.strictObject({ ...task, text: z.string().min(1).max(10_000) });

export type ListHumanTasksInput = z.output<typeof listHumanTasks>;
export type ByTaskInput = z.output<typeof byTask>;
export type DecideTaskInput = z.output<typeof decideTask>;
export type FailTaskInput = z.output<typeof failTask>;
export type CommentTaskInput = z.output<typeof commentTask>;
