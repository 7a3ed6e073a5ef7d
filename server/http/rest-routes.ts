// The plain HTTP twins of procedures, for services that aren't written in TypeScript. One row each; the rest is generated.
import type { CancelReason } from '@baton/core';
import { z } from 'zod';
import * as activities from '../input/activities.ts';
import * as runs from '../input/runs.ts';
import type { Action } from '../permissions.ts';
import type { Accepted, CompleteAnswer, FailAnswer, HeartbeatAnswer } from '../views/activities.ts';
import { batchRoutes } from './batch-routes.ts';
import { workerRoutes } from './worker-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import type { EndAnswer, ResetAnswer, SignalAnswer, StartedRun } from '../views/runs.ts';

export const REST_PREFIX = '/api/v1/';

export interface RestRoute {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1`. `{name}` is a member of the input. */
  readonly path: string;
  readonly procedure: Action;
  /** It changes nothing: a query of tRPC. */
  readonly reads?: true;
  readonly summary: string;
  /** All members of the input: those in the path, the query (GET) or the body (POST). */
  readonly input: z.ZodType;
  readonly answer: z.ZodType;
}

const anyJson = z.unknown();
const cancelReasons = [
  'WORKFLOW_CANCELLED',
  'ACTIVITY_CANCELLED',
  'TIMED_OUT',
  'SESSION_FAILED',
  'SESSION_COMPLETED',
  'WORKFLOW_CLOSED',
  'WORKER_SHUTDOWN',
  'PAUSED',
  'RESET',
] as const satisfies readonly CancelReason[];
const yes = { accepted: z.literal(true) };
// Typed by what the procedures answer: these fail to compile when the document would no longer be true.
const accepted: z.ZodType<Accepted> = z.object(yes);
const started: z.ZodType<Omit<StartedRun, 'runId'> & { runId: string }> = z.object({
  runId: z.string(),
  workflowId: z.string(),
  alreadyRunning: z.boolean(),
});
const ended: z.ZodType<EndAnswer> = z.object({ ...yes, alreadyClosed: z.boolean() });
const wasReset: z.ZodType<Omit<ResetAnswer, 'runId'> & { runId: string }> = z.object({
  runId: z.string(),
  workflowId: z.string(),
  keptSeq: z.number(),
  terminated: z.boolean(),
});
const signalled: z.ZodType<SignalAnswer> = z.object({ ...yes, duplicate: z.boolean() });
const completed: z.ZodType<CompleteAnswer> = z.object({ ...yes, alreadyCompleted: z.boolean() });
const failed: z.ZodType<FailAnswer> = z.object({
  ...yes,
  willRetry: z.boolean(),
  nextAttemptAtMs: z.number().nullable(),
});
const beaten: z.ZodType<HeartbeatAnswer> = z.object({
  cancelRequested: z.boolean(),
  reason: z.enum(cancelReasons).nullable(),
});

function get(
  path: string,
  procedure: Action,
  rest: Omit<RestRoute, 'method' | 'path' | 'procedure'>,
): RestRoute {
  return { method: 'GET', path, procedure, reads: true, ...rest };
}
function post(
  path: string,
  procedure: Action,
  rest: Omit<RestRoute, 'method' | 'path' | 'procedure'>,
): RestRoute {
  return { method: 'POST', path, procedure, ...rest };
}

export const restRoutes: readonly RestRoute[] = [
  post('/runs', 'runs.start', {
    summary: 'Start a run of a workflow or of a published design',
    input: runs.startRun,
    answer: started,
  }),
  get('/runs', 'runs.list', {
    summary: 'Runs, latest first, in pages',
    input: runs.listRuns.omit({ status: true }),
    answer: z.object({ items: z.array(anyJson), nextCursor: z.string().nullable() }),
  }),
  get('/runs/{runId}', 'runs.get', {
    summary: 'A run: its record, history, pending activities and sessions',
    input: runs.byRunId,
    answer: z.record(z.string(), anyJson),
  }),
  get('/runs/{runId}/result', 'runs.result', {
    summary: 'How the run ended; waits up to `waitMs` for it',
    input: runs.runResult,
    answer: z.object({
      runId: z.string(),
      status: z.string(),
      result: anyJson.optional(),
      failure: anyJson.optional(),
      nextRunId: z.string().optional(),
    }),
  }),
  get('/runs/{runId}/history', 'runs.history', {
    summary: 'Events of a run after `afterSeq`',
    input: runs.runHistory,
    answer: z.object({ runId: z.string(), events: z.array(anyJson), lastSeq: z.number(), more: z.boolean() }),
  }),
  post('/runs/{runId}/signal', 'runs.signal', {
    summary: 'Send a signal to an open run',
    input: runs.signalRun,
    answer: signalled,
  }),
  post('/runs/signal-with-start', 'runs.signalWithStart', {
    summary: 'Send a signal to the open run of the workflow id; start one with it, if there is none',
    input: runs.signalWithStart,
    answer: started,
  }),
  post('/runs/{runId}/query', 'runs.query', {
    reads: true,
    summary: "Ask the run's code; also when the run is closed",
    input: runs.queryRun,
    answer: z.object({ value: anyJson }),
  }),
  post('/runs/{runId}/update', 'runs.update', {
    summary: 'Send an update and wait for its answer',
    input: runs.updateRun,
    answer: z.object({
      updateId: z.string(),
      runId: z.string(),
      status: z.enum(['completed', 'pending']),
      result: anyJson.optional(),
    }),
  }),
  post('/runs/{runId}/reset', 'runs.reset', {
    summary: "A new run that begins with a part of this one's history; an open run is terminated",
    input: runs.resetRun,
    answer: wasReset,
  }),
  post('/runs/{runId}/rerun-from', 'runs.rerunFrom', {
    summary: 'Run a drawn run again from a node, or from behind it',
    input: runs.rerunFrom,
    answer: wasReset,
  }),
  post('/runs/{runId}/cancel', 'runs.cancel', {
    summary: 'Ask the run to stop; its code may clean up',
    input: runs.endRun,
    answer: ended,
  }),
  post('/runs/{runId}/terminate', 'runs.terminate', {
    summary: 'End the run at once',
    input: runs.endRun,
    answer: ended,
  }),
  post('/activities/complete', 'activities.complete', {
    summary: 'Complete an activity by its token',
    input: activities.completeActivity,
    answer: completed,
  }),
  post('/activities/fail', 'activities.fail', {
    summary: 'Fail an attempt of an activity by its token; its retry policy decides what follows',
    input: activities.failActivity,
    answer: failed,
  }),
  post('/activities/heartbeat', 'activities.heartbeat', {
    summary: 'Say that an activity is still being worked on, and store a checkpoint',
    input: activities.heartbeatActivity,
    answer: beaten,
  }),
  post('/activities/report-cancelled', 'activities.reportCancelled', {
    summary: 'Say that the activity has stopped, as it was asked to',
    input: activities.reportCancelled,
    answer: accepted,
  }),
  ...batchRoutes,
  ...workerRoutes,
  ...scheduleRoutes,
];
