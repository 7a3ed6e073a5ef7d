import { failureFrom, type RunRef } from '@baton/core';

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly run?: RunRef;
  readonly error?: unknown;
}

export type Log = (entry: LogEntry) => void;

/** One line to standard error per entry; info only if wanted. */
export function consoleLog(verbose: boolean): Log {
  return ({ level, message, run, error }) => {
    if (level === 'info' && !verbose) return;
    const where = run === undefined ? '' : ` (run ${run.runId})`;
    const why = error === undefined ? '' : `: ${failureFrom(error).message}`;
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}${where}${why}\n`);
  };
}
