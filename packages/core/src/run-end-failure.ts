// The stored form of an end that no code has thrown: by an operator, by time, by its length.
import type { Failure } from './failure.ts';

export function terminatedFailure(reason: string, by: string): Failure {
  return { name: 'TerminatedError', message: reason, code: 'RUN_TERMINATED', fields: { by } };
}

export function runTimedOutFailure(): Failure {
  return {
    name: 'RunTimedOutError',
    message: 'the run took longer than its timeout',
    code: 'RUN_TIMED_OUT',
  };
}

/** Why a run failed whose history has grown beyond what can be replayed in reasonable time. */
export function historyTooLargeFailure(maxEvents: number): Failure {
  return {
    name: 'HistoryTooLargeError',
    message: `The history has reached ${maxEvents} events, which is as long as one may be: let the workflow continueAsNew() before (runInfo().continueAsNewSuggested says when)`,
    code: 'HISTORY_TOO_LARGE',
    fields: { maxEvents },
  };
}
