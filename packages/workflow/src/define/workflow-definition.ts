import type { Json } from '@baton/core';

/** What the engine needs of a workflow: a name and code. `workflow(...)` makes one; the graph workflow is one, too. */
export interface WorkflowDefinition {
  readonly name: string;
  /** Ends the run as `timedOut` after this many milliseconds; `null`: no limit. */
  readonly runTimeoutMs: number | null;
  /** Checks the input before any code runs; answers what the code gets. @throws if it doesn't fit. */
  parseInput(input: Json): unknown;
  run(input: never): unknown;
}
