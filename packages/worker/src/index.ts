export { builtinActivities } from './builtin/builtin-activities.ts';
export { createWorker, type WorkerOptions } from './create-worker.ts';
export { WorkerKeyInUseError } from './lease/register.ts';
export type { Log, LogEntry } from './log.ts';
export type { CommonOptions, ReadDesign, WorkerSessionOptions } from './settings.ts';
export type { ShutdownOptions, Worker } from './worker.ts';
