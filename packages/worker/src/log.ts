import { failureFrom, type RunRef, type SessionId } from '@baton/core';

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly run?: RunRef;
  /** That the attempt was in. */
  readonly session?: SessionId;
  readonly error?: unknown;
}

export type Log = (entry: LogEntry) => void;

/** One line to standard error per entry; info only if wanted. */
export function consoleLog(verbose: boolean): Log {
  return ({ level, message, run, session, error }) => {
    if (level === 'info' && !verbose) return;
    // A session's id begins with its run's.
    const place = session === undefined ? run && `run ${run.runId}` : `session ${session}`;
    const where = place === undefined ? '' : ` (${place})`;
    const why = error === undefined ? '' : `: ${failureFrom(error).message}`;
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}${where}${why}\n`);
  };
}
