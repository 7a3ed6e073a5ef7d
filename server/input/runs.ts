import { z } from 'zod';
import {
  designId,
  duration,
  idempotencyKey,
  instantMs,
  jsonValue,
  line,
  page,
  reason,
  runId,
  text,
  workflowId,
} from './common.ts';

export const runStatus = z.enum([
  'running',
  'completed',
  'failed',
  'cancelled',
  'terminated',
  'timedOut',
  'continuedAsNew',
]);
export const waitingFor = z.enum(['approval', 'signal', 'timer', 'worker', 'session']);

const startOptions = {
  input: jsonValue.optional(),
  /** Without one, a random one is made. At most one open run has it. */
  workflowId: workflowId.optional(),
  taskQueue: line(200).optional(),
  runTimeout: duration.optional(),
  /** 1 (can wait) to 5 (urgent), of its activities and children that have none of their own. Default 3. */
  priority: z.int().min(1).max(5).optional(),
  reusePolicy: z.enum(['allow', 'reject']).optional(),
  idempotencyKey: idempotencyKey.optional(),
};
/** A workflow written in code by its name, or a published design (its latest version, if none is given). */
export const startRun = z.union([
  z.strictObject({ workflow: line(200), ...startOptions }),
  z.strictObject({ designId, version: z.int().min(1).optional(), ...startOptions }),
]);

const signalling = { signal: line(200), payload: jsonValue.optional(), workflowId };
export const signalWithStart = z.union([
  z.strictObject({ workflow: line(200), ...startOptions, ...signalling }),
  z.strictObject({ designId, version: z.int().min(1).optional(), ...startOptions, ...signalling }),
]);

export const byRunId = z.strictObject({ runId });
/** Which runs. */
const filter = {
  status: z.array(runStatus).max(7).optional(),
  workflow: line(200).optional(),
  designId: designId.optional(),
  waiting: waitingFor.optional(),
  /** Matches run ids, workflow ids and names of workflows and designs. */
  text: text(200).optional(),
  sinceMs: instantMs.optional(),
};
export const listRuns = z.strictObject({ ...page, ...filter });
export const runFilter = z.strictObject(filter);
export const runResult = z.strictObject({
  runId,
  /** How long to wait for the end of the run, in milliseconds; 0: answer at once. */
  waitMs: z.int().min(0).max(30_000).default(0),
  /** False: the end of this very run, also if it has continued as new. */
  follow: z.boolean().default(true),
});
export const signalRun = z.strictObject({
  runId,
  name: line(200),
  payload: jsonValue.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export const queryRun = z.strictObject({
  runId,
  name: line(200),
  /** What the handler is called with. */
  args: z.array(jsonValue).max(20).default([]),
  timeoutMs: z.int().min(1).max(30_000).default(10_000),
  /** Ask this very run, also if it went on as another; default: the last of its chain. */
  thisRun: z.boolean().default(false),
});
export const updateRun = z.strictObject({
  runId,
  name: line(200),
  input: jsonValue.optional(),
  /** The same one again is the same update: carried out once, answered each time. Without one, a random one is made. */
  updateId: idempotencyKey.optional(),
  /** How long to wait for the answer, in milliseconds; then it is `pending`. */
  waitMs: z.int().min(0).max(30_000).default(20_000),
});
const resetting = {
  runId,
  reason: reason.default(''),
  /** Signals that came after the point are sent to the new run. */
  keepSignals: z.boolean().default(true),
};
export const resetRun = z.strictObject({
  ...resetting,
  /** The last event to keep. Without it, `to` says. */
  toSeq: z.int().min(1).optional(),
  /** Which decision is made again. Default `lastDecision`. */
  to: z.enum(['firstDecision', 'lastDecision']).optional(),
});
export const rerunFrom = z.strictObject({
  ...resetting,
  /** The drawn node. */
  nodeId: line(200),
  /** What it gets instead of its input (activities and HTTP requests). */
  input: jsonValue.optional(),
  /** What it is taken to have answered: the run goes on behind it. */
  output: jsonValue.optional(),
});
export const endRun = z.strictObject({ runId, reason: reason.default('') });
export const runHistory = z.strictObject({
  runId,
  afterSeq: z.int().min(0).default(0),
  limit: z.int().min(1).max(5_000).default(2_000),
});
export const runEvents = z.strictObject({
  runId,
  afterSeq: z.int().min(0).default(0),
  /** Set by the client library when it reconnects. */
  lastEventId: z.string().max(100).nullish(),
});

export type StartRunInput = z.output<typeof startRun>;
export type RunFilter = z.output<typeof runFilter>;
export type ListRunsInput = z.output<typeof listRuns>;
export type RunResultInput = z.output<typeof runResult>;
export type SignalRunInput = z.output<typeof signalRun>;
export type SignalWithStartInput = z.output<typeof signalWithStart>;
export type QueryRunInput = z.output<typeof queryRun>;
export type UpdateRunInput = z.output<typeof updateRun>;
export type ResetRunInput = z.output<typeof resetRun>;
export type RerunFromInput = z.output<typeof rerunFrom>;
export type EndRunInput = z.output<typeof endRun>;
export type RunHistoryInput = z.output<typeof runHistory>;
export type RunEventsInput = z.output<typeof runEvents>;
