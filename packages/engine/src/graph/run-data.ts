// What expressions see while a design runs: `input`, `run`, and `nodes.<id>` of every node that has ended.
import type { Json, Scope } from '@baton/core';
import { now, runInfo } from '@baton/workflow';
import { NodeMarks } from './node-marks.ts';

/** `output` and `port`, or `error`. Nodes that were skipped aren't there: `has(nodes.x.output)` asks. */
export interface NodeData {
  readonly output?: Json;
  readonly port?: string;
  readonly error?: Json;
}

export interface RunData {
  readonly scope: Scope;
  readonly marks: NodeMarks;
  readonly record: (nodeId: string, data: NodeData) => void;
  /** Before a container begins again: what its last attempt left is not there for expressions. */
  readonly forget: (nodeIds: readonly string[]) => void;
  readonly setResult: (output: Json) => void;
  readonly result: () => Json;
}

/** Fresh data at the start of a run. */
export function startRunData(input: Json): RunData {
  const nodes: Record<string, Json> = {};
  const { runId, workflowId, taskQueue } = runInfo();
  const run = { id: runId, workflowId, taskQueue, startedAt: new Date(now()).toISOString() };
  let result: Json = null;
  return {
    scope: { input, nodes, run },
    marks: new NodeMarks(),
    record: (nodeId, data) => {
      nodes[nodeId] = data as Json;
    },
    forget: (nodeIds) => {
      for (const id of nodeIds) Reflect.deleteProperty(nodes, id);
    },
    setResult: (output) => {
      result = output;
    },
    result: () => result,
  };
}
