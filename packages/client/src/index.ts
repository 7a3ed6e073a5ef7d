export { CallError, type InputProblem } from './call-error.ts';
export type { RetryOptions } from './retry.ts';
export type { EventsOptions, RunHandle } from './run-handle.ts';
export {
  type CompleteOptions,
  type FailureReport,
  type StartOptions,
  WorkflowClient,
  type WorkflowClientOptions,
} from './workflow-client.ts';
