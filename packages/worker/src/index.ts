export { builtinActivities, withBuiltins } from './builtin/builtin-activities.ts';
export { createRemoteWorker, type RemoteWorkerOptions } from './create-remote-worker.ts';
export { createWorker, type WorkerOptions } from './create-worker.ts';
export { definitionsIn, reestablishHookIn, type Definitions } from './definitions-in.ts';
export { WorkerKeyInUseError, WorkerRefusedError } from './lease/register.ts';
export { consoleLog, type Log, type LogEntry } from './log.ts';
export type { CommonOptions, ReadDesign, WorkerSessionOptions } from './settings.ts';
export type { OnReestablish, ReestablishContext, ReturningSession } from './on-reestablish.ts';
export { stopOnSignals } from './stop-on-signals.ts';
export type { ShutdownOptions, Worker } from './worker.ts';
export {
  createTestEnvironment,
  type TestEnvironment,
  type TestEnvironmentOptions,
  type TestStartOptions,
} from './testing/create-test-environment.ts';
export type { LoseOptions } from './testing/lose-worker.ts';
export { mock, type Mock, type MockFunction, type TestActivities } from './testing/mock.ts';
export type { SleepOptions } from './testing/running-handlers.ts';
export { RunBlockedError, RunStuckError } from './testing/stuck.ts';
export type { TestActivity, TestRun } from './testing/test-run.ts';
export type { DecideOptions, TestTask } from './testing/test-task.ts';
export { replayHistory, type History, type ReplayOptions } from '@baton/workflow';
