export { CallError, type InputProblem } from './call-error.ts';
export type { RetryOptions } from './retry.ts';
export type { EventsOptions, RunHandle, UpdateOptions } from './run-handle.ts';
export {
  type CompleteOptions,
  type FailureReport,
  type SignalWithStartOptions,
  type StartOptions,
  WorkflowClient,
  type WorkflowClientOptions,
} from './workflow-client.ts';
