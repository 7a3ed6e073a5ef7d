// What really happened in the world outside, kept apart from the system that is judged.
import type { Json, RunRef } from '@baton/core';
import type { ActivityTask } from '../storage.ts';

export interface Execution {
  readonly activityId: string;
  readonly name: string;
  readonly result: Json;
}

export interface Ledger {
  /** Every beginning of a handler, by run. */
  readonly executions: Map<string, Execution[]>;
  /** Runs whose start was acknowledged, or may have been done. */
  readonly started: Map<string, RunRef>;
  /** Request ids of signals that were acknowledged, by run. */
  readonly signals: Map<string, Set<string>>;
  /** Runs that somebody ended by force. */
  readonly terminated: Set<string>;
  /** Attempts that went async, for somebody to complete. */
  readonly async: { readonly task: ActivityTask; readonly result: Json }[];
}

export function newLedger(): Ledger {
  return { executions: new Map(), started: new Map(), signals: new Map(), terminated: new Set(), async: [] };
}

export function noteExecution(ledger: Ledger, runId: string, execution: Execution): void {
  const executions = ledger.executions.get(runId);
  if (executions === undefined) ledger.executions.set(runId, [execution]);
  else executions.push(execution);
}
