// What one client does with one run, and how its run has to end.
import type { Json, RunRef, RunState } from '@baton/core';
import type { WorkflowDefinition } from '@baton/workflow';
import type { Client } from './client.ts';

/** The last run of a chain that began with a client's start, and nobody asked to stop. */
export interface EndedRun {
  readonly input: Json;
  readonly state: RunState;
}

export interface Scenario {
  /** The workflow that clients start. */
  readonly name: string;
  /** It and its children. */
  readonly workflows: readonly WorkflowDefinition[];
  /** A drawn one: what it is started as. */
  readonly design?: { readonly designId: string; readonly version: number };
  readonly input: (client: Client) => Json;
  /** From the start of the run on. */
  readonly play?: (client: Client, run: RunRef, input: Json) => Promise<void>;
  /** What is wrong; `null` if nothing is. */
  readonly judge: (run: EndedRun) => string | null;
}

/** The run has to complete with one of these results. */
export function completesWith(...results: readonly ((input: Json) => Json)[]): Scenario['judge'] {
  return ({ input, state }) => {
    const allowed = results.map((result) => JSON.stringify(result(input)));
    const found = state.status === 'completed' ? JSON.stringify(state.result) : describe(state);
    return allowed.includes(found) ? null : `should complete with ${allowed.join(' or ')}, found ${found}`;
  };
}

export function describe({ status, failure }: RunState): string {
  return failure === null ? status : `${status}: ${failure.name}: ${failure.message}`;
}

/** The answers to 0 … n − 1, summed. */
export function sumTo(n: number, answer: (n: number) => number): number {
  return Array.from({ length: n }, (_, i) => answer(i)).reduce((sum, each) => sum + each, 0);
}
