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

/** A class, since one is made for every run: closures of its own cost more than all that they do. */
export class RunData {
  readonly scope: Scope;
  readonly marks = new NodeMarks();
  private readonly nodes: Record<string, Json> = {};
  private answer: Json = null;

  /** Fresh data at the start of a run. */
  constructor(input: Json) {
    const { runId, workflowId, taskQueue } = runInfo();
    const run = { id: runId, workflowId, taskQueue, startedAt: new Date(now()).toISOString() };
    this.scope = { input, nodes: this.nodes, run };
  }

  record(nodeId: string, ended: NodeData): void {
    this.nodes[nodeId] = ended as Json;
  }

  /** Before a container begins again: what its last attempt left is not there for expressions. */
  forget(nodeIds: readonly string[]): void {
    for (const id of nodeIds) Reflect.deleteProperty(this.nodes, id);
  }

  /** What the run answers; the last one counts. */
  setResult(output: Json): void {
    this.answer = output;
  }

  result(): Json {
    return this.answer;
  }
}
