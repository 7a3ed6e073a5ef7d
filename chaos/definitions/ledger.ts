// What handlers really did, written down outside of the system that is judged: one line each in a file that all processes append to.
import fs from 'node:fs';
import type { ActivityContext } from '@baton/workflow';

/** A handler has begun or has ended. */
export interface LedgerLine {
  readonly at: number;
  readonly what: 'begin' | 'end';
  readonly activity: string;
  readonly runId: string;
  readonly activityId: string;
  readonly attempt: number;
  readonly epoch: number | null;
  readonly sessionId: string | null;
  readonly workerId: string | null;
  readonly pid: number;
  /** Names this beginning; results carry it. */
  readonly execution: number;
}

/** An async activity's token, on its way to the service that completes it. */
export interface TokenLine {
  readonly what: 'token';
  readonly runId: string;
  readonly activityId: string;
  readonly token: string;
}

const file = process.env['BATON_CHAOS_LEDGER'];
let executions = 0;

/** Short lines appended by one write each don't mix, and outlive the process that wrote them. */
export function append(line: LedgerLine | TokenLine): void {
  if (file !== undefined) fs.appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** Answers how to say that it has ended. */
export function begin({ info, session }: Pick<ActivityContext, 'info' | 'session'>): {
  readonly execution: number;
  readonly end: () => void;
} {
  const execution = process.pid * 1_000_000 + ++executions;
  const line = {
    ...{ activity: info.activity, runId: info.runId, activityId: info.activityId, attempt: info.attempt },
    ...{ epoch: session?.epoch ?? null, sessionId: session?.sessionId ?? null },
    ...{ workerId: session?.workerId ?? null, pid: process.pid, execution },
  };
  append({ at: Date.now(), what: 'begin', ...line });
  return { execution, end: () => append({ at: Date.now(), what: 'end', ...line }) };
}

export function readLedger(path: string): readonly (LedgerLine | TokenLine)[] {
  if (!fs.existsSync(path)) return [];
  return fs
    .readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerLine | TokenLine);
}
