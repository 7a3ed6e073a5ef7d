// What remote workers send. They are programs of ours, but a key can be used by any program: nothing is taken on trust.
import { type Failure, type SessionId, taskQueueName, type WorkerId, type WorkerKey } from '@baton/core';
import { z } from 'zod';
import { instantMs, jsonValue, line } from './common.ts';

const HOUR_MS = 3_600_000;
const activityName = z.string().min(1).max(200);
const taskQueue = z.string().refine((name) => {
  try {
    return taskQueueName(name, 'taskQueue') === name;
  } catch {
    return false;
  }
}, 'Not the name of a task queue');
/** What `remote.register` answered. */
const worker = z.string().min(1).max(20_000);
/** The attempt token of a claimed task. */
const attempt = z.string().min(1).max(2_000);

const amounts = z.record(line(100), z.int().min(0).max(1e15));

export const register = z.strictObject({
  workerId: z.uuid().transform((id) => id as WorkerId),
  // No slash: counters of what a host has are told from those of a worker by it.
  workerKey: line(200)
    .refine((key) => !key.includes('/'), 'Has no slash')
    .transform((key) => key as WorkerKey),
  hostName: line(255),
  /** Workers of before say none. */
  hostId: line(255).optional(),
  pid: z
    .int()
    .min(0)
    .max(2 ** 31),
  taskQueues: z.array(taskQueue).min(1).max(50).readonly(),
  activities: z
    .array(
      z.strictObject({
        name: activityName,
        description: z.string().max(2_000).nullable(),
        input: jsonValue,
        output: jsonValue,
      }),
    )
    .max(500)
    .readonly(),
  maxConcurrentActivities: z.int().min(1).max(100_000),
  sessions: z
    .strictObject({
      maxConcurrentSessions: z.int().min(1).max(100_000),
      resources: amounts,
      hostResources: amounts.optional(),
    })
    .nullable(),
  leaseMs: z.int().min(1_000).max(HOUR_MS),
  /** Workers of before say `version` instead. */
  buildId: z.string().max(100).optional(),
  version: z.string().max(100).optional(),
});

const claimNumber = z
  .int()
  .min(1)
  .max(2 ** 31 - 2);
export const byWorker = z.strictObject({ worker });
export const release = z.strictObject({ worker, how: z.enum(['draining', 'stopping', 'stopped']) });
export const claim = z.strictObject({
  worker,
  /** Of its task queues, or of the sessions that it holds. */
  from: z.enum(['queues', 'sessions']),
  activities: z.array(activityName).max(500).readonly(),
  limit: z.int().min(1).max(100),
  /** Counts the claims of this worker: if the answer is lost, `remote.recover` gives it. */
  claim: claimNumber.optional(),
});
export const recover = z.strictObject({ worker, claim: claimNumber });
export const claimSessions = z.strictObject({ worker, limit: z.int().min(1).max(100) });
export const wait = z.strictObject({ worker, waitMs: z.int().min(0).max(25_000) });

const failure: z.ZodType<Failure> = z.strictObject({
  name: z.string().min(1).max(200),
  message: z.string().max(100_000),
  code: z.string().max(100).optional(),
  stack: z.string().max(100_000).optional(),
  nonRetryable: z.boolean().optional(),
  nextRetryDelayMs: z.number().min(0).max(1e12).optional(),
  details: jsonValue.optional(),
  fields: z.record(z.string().max(100), jsonValue).optional(),
  get cause() {
    return failure.optional();
  },
}) as z.ZodType<Failure>;

const sequence = z.int().min(0);

export const end = z.strictObject({
  worker,
  attempt,
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('completed'), result: jsonValue }),
    z.strictObject({
      kind: z.literal('failed'),
      failure,
      /** When the next attempt may begin; `null`: this one was the last. */
      retryAtMs: instantMs.nullable(),
      checkpoint: jsonValue.optional(),
      sequence: sequence.optional(),
    }),
    z.strictObject({ kind: z.literal('cancelled'), failure }),
    z.strictObject({ kind: z.literal('async') }),
  ]),
});

export const suspendedSessions = z.strictObject({ worker, limit: z.int().min(1).max(500) });
export const reestablishSessions = z.strictObject({
  worker,
  returns: z
    .array(
      z.strictObject({
        sessionId: line(100).transform((id) => id as SessionId),
        epoch: z
          .int()
          .min(1)
          .max(2 ** 31 - 1),
        /** What the worker's hook threw; `null`: the session goes on. */
        refused: failure.nullable(),
      }),
    )
    .min(1)
    .max(500)
    .readonly(),
});

export const beat = z.strictObject({
  worker,
  beats: z
    .array(z.strictObject({ attempt, details: jsonValue.optional(), sequence }))
    .min(1)
    .max(500),
});

export type RegisterInput = z.output<typeof register>;
export type ClaimInput = z.output<typeof claim>;
export type RecoverInput = z.output<typeof recover>;
export type EndInput = z.output<typeof end>;
export type ReestablishInput = z.output<typeof reestablishSessions>;
export type BeatInput = z.output<typeof beat>;
