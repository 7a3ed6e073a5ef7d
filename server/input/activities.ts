import type { RunId } from '@baton/core';
import { z } from 'zod';
import { activityId, duration, idempotencyKey, jsonValue, reason, runId, workflowId } from './common.ts';

/** Opaque; checked in full by the engine. The limit keeps junk from being hashed. */
const token = z.string().min(1).max(2_000);

const failure = z.strictObject({
  name: z.string().min(1).max(200),
  message: z.string().max(10_000),
  nonRetryable: z.boolean().optional(),
  nextRetryDelay: duration.optional(),
  details: jsonValue.optional(),
});

export const completeActivity = z.strictObject({
  token,
  value: jsonValue,
  /** Without one it is made from the value: the same value again is a repeat, another one a conflict. */
  idempotencyKey: idempotencyKey.optional(),
});
export const failActivity = z.strictObject({ token, error: failure });
export const heartbeatActivity = z.strictObject({
  token,
  details: jsonValue.optional(),
  /** Rises within an attempt; a lower one never overwrites. Without one the server counts by its clock. */
  sequence: z.int().min(0).optional(),
});
export const reportCancelled = z.strictObject({ token });
export const byActivity = z.strictObject({ runId, activityId });
/** A run by its id, or the latest run of a workflow id. */
const ofRun = { runId: runId.optional(), workflowId: workflowId.optional() };
const namesOne = (input: {
  readonly runId?: RunId | undefined;
  readonly workflowId?: string | undefined;
}): boolean => (input.runId === undefined) !== (input.workflowId === undefined);
const oneOfThem = { message: 'Give runId or workflowId', path: ['runId'] };

export const completeById = z
  .strictObject({
    ...ofRun,
    activityId,
    value: jsonValue,
    reason: reason.optional(),
  })
  .refine(namesOne, oneOfThem);
export const failById = z.strictObject({ ...ofRun, activityId, error: failure }).refine(namesOne, oneOfThem);

export type FailureInput = z.output<typeof failure>;
export type CompleteActivityInput = z.output<typeof completeActivity>;
export type FailActivityInput = z.output<typeof failActivity>;
export type HeartbeatActivityInput = z.output<typeof heartbeatActivity>;
export type ReportCancelledInput = z.output<typeof reportCancelled>;
export type ByActivityInput = z.output<typeof byActivity>;
export type CompleteByIdInput = z.output<typeof completeById>;
export type FailByIdInput = z.output<typeof failById>;
