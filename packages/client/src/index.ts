export { CallError, type InputProblem } from './call-error.ts';
export { ContinuedAsNewError } from './continued-as-new-error.ts';
export type { RetryOptions } from './retry.ts';
export type { EventsOptions, ResetOptions, ResultOptions, RunHandle, UpdateOptions } from './run-handle.ts';
export type {
  BackfillOptions,
  NewSchedule,
  Schedules,
  ScheduleSettings,
  ScheduleStart,
  ScheduleTimes,
  TriggerOptions,
} from './schedules.ts';
export {
  type ActivityName,
  type CompleteOptions,
  type FailureReport,
  type SignalWithStartOptions,
  type StartedRun,
  type StartOptions,
  WorkflowClient,
  type WorkflowClientOptions,
} from './workflow-client.ts';
