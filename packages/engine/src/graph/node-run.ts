// What a node's behaviour gets and answers. The runner (level.ts) does the rest: marks, edges, failures.
import type { DesignNode, Json, NodeOf, NodeKind, Scope } from '@baton/core';

/** How a node ended well: the port that is taken, and its output. */
export interface NodeEnd {
  /** `null`: nothing follows (an end). */
  readonly port: string | null;
  readonly output: Json;
  /** The output stands in the event of the node's activity already; the mark needn't repeat it. */
  readonly recorded?: boolean;
}

/** What a behaviour may use besides its own settings. */
export interface NodeContext {
  /** What expressions see, as of now. */
  readonly scope: Scope;
  /** Runs what is inside a container to its end; answers the outputs of its last nodes, by id. */
  readonly runInside: (node: DesignNode) => Promise<Json>;
  /** Says what the run answers; the last one counts. */
  readonly setResult: (output: Json) => void;
}

/** Runs a node. What it throws makes the node fail. */
export type Behaviour<K extends NodeKind> = (
  node: NodeOf<K>,
  context: NodeContext,
) => NodeEnd | Promise<NodeEnd>;

/** The ordinary way out. */
export const out = (output: Json, recorded = false): NodeEnd => ({
  port: 'out',
  output,
  ...(recorded ? { recorded } : {}),
});
