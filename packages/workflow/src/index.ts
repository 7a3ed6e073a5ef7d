// Authoring
export {
  activity,
  callActivity,
  type ActivityDefinition,
  type ActivityFunction,
  type ActivityHandler,
  type DefineActivityOptions,
} from './define/activity.ts';
export type { ActivityCallOptions } from './define/activity-options.ts';
export { callHumanActivity, type HumanCallOptions } from './define/call-human.ts';
export {
  humanActivity,
  type DecisionOf,
  type HumanActivityFunction,
  type HumanActivityOptions,
} from './define/human-activity.ts';
export type { CreateSessionOptions } from './define/session-options.ts';
export type { StandardSchema } from './define/standard-schema.ts';
export type * from './define/types-of.ts';
export { callWorkflow, workflow, type WorkflowFunction, type WorkflowOptions } from './define/workflow.ts';

// In workflows
export type { ActivityPromise, HeartbeatOptions } from './operations/activity-promise.ts';
export type { ChildOptions, ChildPromise } from './operations/child.ts';
export { condition } from './operations/condition.ts';
export { continueAsNew, type ContinueAsNewOptions } from './operations/continue-as-new.ts';
export {
  mark,
  now,
  patched,
  random,
  runInfo,
  setAttributes,
  uuid,
  withLabel,
  type RunInfo,
} from './operations/notes.ts';
export { onQuery, QueryFailedError, UnknownQueryError } from './operations/queries.ts';
export { cancellable, nonCancellable, withTimeout, type CancellablePromise } from './operations/scopes.ts';
export {
  completeSession,
  createSession,
  getSessionInfo,
  joinSession,
  recreateSession,
  type Session,
} from './operations/session.ts';
export { expectSignal, onSignal, signalRun } from './operations/signals.ts';
export { sleep } from './operations/timer.ts';
export { onUpdate, type UpdateOptions } from './operations/updates.ts';
export { withSession, type SessionPolicy } from './operations/with-session.ts';
export { isCancellation } from './run/ending.ts';
export type { SessionInfo } from './run/session-info.ts';

// In activities
export {
  activityContext,
  asyncResult,
  makeAsync,
  NotInActivityError,
  type ActivityContext,
  type ActivityInfo,
  type ActivitySession,
  type AsyncResult,
} from './activity-context.ts';

// Errors, and the types that authors meet
export { NotInWorkflowError } from './run/frame.ts';
export { NotDeterministicError } from './guards.ts';
export {
  ActivityError,
  ApplicationError,
  CancelledError,
  ChildRunError,
  HeartbeatTimeoutError,
  NondeterminismError,
  RunTimedOutError,
  SessionAlreadyOpenError,
  SessionClosedError,
  SessionCreationTimeoutError,
  SessionFailedError,
  TerminatedError,
  TimeoutError,
  ValidationError,
  type ActivityOptions,
  type Duration,
  type HumanDecision,
  type Json,
  type RetryOptions,
} from '@baton/core';

// For the engine and the worker
export { isAsyncResult, isInActivity, runAttempt, type ActivityAttempt } from './activity-context.ts';
export type { WorkflowDefinition } from './define/workflow-definition.ts';
export {
  startExecution,
  turn,
  type Drain,
  type ExecutionOptions,
  type Stimulus,
  type WorkflowExecution,
} from './execution.ts';
export { replay, type NondeterminismReport, type ReplayResult } from './replay.ts';
export { historyRows, replayHistory, type History, type ReplayOptions } from './replay-history.ts';
export { inputOfRerun } from './operations/rerun.ts';
export { failCurrentRun } from './run/ending.ts';
export { SESSIONS_QUERY } from './operations/open-sessions.ts';
export { WAITS_QUERY, type Waits } from './operations/waits.ts';
export { refuseInWorkflow, workflowNowMs, workflowRandom } from './guards.ts';
export { isStimulus } from './stimuli.ts';
