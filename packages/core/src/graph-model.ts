// The geometry-free facts of a design's graph: ports, order, who is upstream of whom. Pure, and shared by the checks,
// the workflow that runs designs, and the studio. Nothing here throws on a broken design: it answers what can be answered.
import type { Design, DesignEdge, DesignNode, NodeKind, NodeOf } from './design.ts';

/** Why a port is taken: `out` is the ordinary way; `error` when the node failed. */
export type PortRole = 'out' | 'outcome' | 'case' | 'else' | 'error';

/** A way out of a node. */
export interface Port {
  readonly name: string;
  readonly role: PortRole;
  /** For people; empty where the name says it all. */
  readonly label: string;
}

const out: Port = { name: 'out', role: 'out', label: '' };
const error: Port = { name: 'error', role: 'error', label: 'on error' };

/** The name of the only way into a node. */
export const INPUT_PORT = 'in';

const ports: { readonly [K in NodeKind]: (node: NodeOf<K>) => readonly Port[] } = {
  start: () => [out],
  activity: () => [out, error],
  http: () => [out, error],
  human: (node) => [
    ...node.config.outcomes.map((name): Port => ({ name, role: 'outcome', label: name })),
    error,
  ],
  timer: () => [out, error],
  signal: () => [out, error],
  branch: (node) => [
    ...node.config.cases.map((one): Port => ({ name: one.port, role: 'case', label: one.label ?? one.port })),
    { name: 'else', role: 'else', label: 'else' },
  ],
  parallel: () => [out],
  join: () => [out],
  session: () => [out, error],
  transform: () => [out, error],
  fail: () => [],
  end: () => [],
};

/** The ways out of a node, in the order in which they are drawn. */
export function portsOf(node: DesignNode): readonly Port[] {
  return (ports[node.kind] as (node: DesignNode) => readonly Port[])(node);
}

/** Whether edges may lead into a node: all but `start`. */
export function hasInput(kind: NodeKind): boolean {
  return kind !== 'start';
}

/** Only a parallel node may have more than one edge from a port: so a picture shows where work runs side by side. */
export function mayFanOut(kind: NodeKind): boolean {
  return kind === 'parallel';
}

/** Kinds that hold other nodes. */
export function isContainer(kind: NodeKind): boolean {
  return kind === 'session';
}

/** A design by id, to be made once and asked often. Edges with an end that doesn't exist are left out. */
export interface DesignIndex {
  readonly nodes: ReadonlyMap<string, DesignNode>;
  /** The container that a node is in; `null`: none. */
  readonly parents: ReadonlyMap<string, string | null>;
  /** In drawing order; the key `null` has the nodes that are in no container. */
  readonly children: ReadonlyMap<string | null, readonly DesignNode[]>;
  readonly outgoing: ReadonlyMap<string, readonly DesignEdge[]>;
  readonly incoming: ReadonlyMap<string, readonly DesignEdge[]>;
}

export function indexDesign(design: Pick<Design, 'nodes' | 'edges'>): DesignIndex {
  const nodes = new Map(design.nodes.map((node) => [node.id, node]));
  const parents = new Map<string, string | null>();
  const children = new Map<string | null, DesignNode[]>();
  for (const node of nodes.values()) {
    const parent = node.parentId !== undefined && nodes.has(node.parentId) ? node.parentId : null;
    parents.set(node.id, parent);
    append(children, parent, node);
  }
  const outgoing = new Map<string, DesignEdge[]>();
  const incoming = new Map<string, DesignEdge[]>();
  for (const edge of design.edges) {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) continue;
    append(outgoing, edge.source, edge);
    append(incoming, edge.target, edge);
  }
  return { nodes, parents, children, outgoing, incoming };
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export function childrenOf(index: DesignIndex, parentId: string | null): readonly DesignNode[] {
  return index.children.get(parentId) ?? [];
}

export function edgesFrom(index: DesignIndex, id: string): readonly DesignEdge[] {
  return index.outgoing.get(id) ?? [];
}

export function edgesInto(index: DesignIndex, id: string): readonly DesignEdge[] {
  return index.incoming.get(id) ?? [];
}

/**
 * Where running begins: the start nodes, or inside a container all nodes that no edge leads to.
 *
 * Outside, a node that no edge leads to is never reached.
 */
export function entriesOf(index: DesignIndex, parentId: string | null): readonly DesignNode[] {
  const level = childrenOf(index, parentId);
  if (parentId === null) return level.filter((node) => node.kind === 'start');
  return level.filter((node) => edgesInto(index, node.id).length === 0);
}

/**
 * The nodes in an order in which every edge points forward (Kahn's algorithm; ties in drawing order), and those that
 * are on a cycle or behind one.
 */
export function topologicalOrder(index: DesignIndex): { order: readonly string[]; stuck: readonly string[] } {
  const waiting = new Map<string, number>();
  for (const id of index.nodes.keys()) waiting.set(id, edgesInto(index, id).length);
  const order = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  // `order` grows while it is walked.
  for (const id of order) {
    for (const edge of edgesFrom(index, id)) {
      const left = (waiting.get(edge.target) ?? 0) - 1;
      waiting.set(edge.target, left);
      if (left === 0) order.push(edge.target);
    }
  }
  const placed = new Set(order);
  return { order, stuck: [...index.nodes.keys()].filter((id) => !placed.has(id)) };
}

/** Nodes that can be reached along edges from any of these, them included. */
export function reachableFrom(index: DesignIndex, ids: Iterable<string>): ReadonlySet<string> {
  return walk(ids, (id) => edgesFrom(index, id).map((edge) => edge.target));
}

/** Nodes from which any of these can be reached along edges, them included. */
export function leadingTo(index: DesignIndex, ids: Iterable<string>): ReadonlySet<string> {
  return walk(ids, (id) => edgesInto(index, id).map((edge) => edge.source));
}

function walk(from: Iterable<string>, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from);
  const queue = [...seen];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const other of next(id)) {
      if (seen.has(other)) continue;
      seen.add(other);
      queue.push(other);
    }
  }
  return seen;
}
