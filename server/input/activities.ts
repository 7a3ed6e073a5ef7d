import { z } from 'zod';
import { activityId, duration, idempotencyKey, jsonValue, reason, runId } from './common.ts';

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
export const completeById = z.strictObject({
  runId,
  activityId,
  value: jsonValue,
  reason: reason.optional(),
});
export const failById = z.strictObject({ runId, activityId, error: failure });

export type FailureInput = z.output<typeof failure>;
export type CompleteActivityInput = z.output<typeof completeActivity>;
export type FailActivityInput = z.output<typeof failActivity>;
export type HeartbeatActivityInput = z.output<typeof heartbeatActivity>;
export type ReportCancelledInput = z.output<typeof reportCancelled>;
export type ByActivityInput = z.output<typeof byActivity>;
export type CompleteByIdInput = z.output<typeof completeById>;
export type FailByIdInput = z.output<typeof failById>;
