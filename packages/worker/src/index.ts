export { builtinActivities, withBuiltins } from './builtin/builtin-activities.ts';
export { createWorker, type WorkerOptions } from './create-worker.ts';
export { definitionsIn, type Definitions } from './definitions-in.ts';
export { WorkerKeyInUseError } from './lease/register.ts';
export { consoleLog, type Log, type LogEntry } from './log.ts';
export type { CommonOptions, ReadDesign, WorkerSessionOptions } from './settings.ts';
export { stopOnSignals } from './stop-on-signals.ts';
export type { ShutdownOptions, Worker } from './worker.ts';
