// Which nodes' outputs a node may read: all that are decided before it can run.
import type { DesignNode } from './design.ts';
import { childrenOf, edgesInto, topologicalOrder, type DesignIndex } from './graph-model.ts';

/** Answers whether `other` is decided before `id` runs. */
export interface Upstream {
  readonly isUpstream: (id: string, other: string) => boolean;
  /** In drawing order. For completion in the editor. */
  readonly of: (id: string) => readonly string[];
}

/**
 * Upstream of a node is: what leads to it along edges; what is inside those, if they are containers; and, inside a
 * container, what is upstream of that.
 *
 * One bit a pair, so that 2,000 nodes take half a megabyte and a few milliseconds.
 */
export function upstreamOf(index: DesignIndex): Upstream {
  const ids = [...index.nodes.keys()];
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const words = Math.ceil(ids.length / 32);
  const sets = new Map<string, Uint32Array>();
  const { order, stuck } = topologicalOrder(index);
  // Containers first: their inside inherits what is upstream of them.
  const isInside = (id: string) => index.parents.get(id) !== null;
  const outside = [...order, ...stuck].filter((id) => !isInside(id));
  const inside = [...order, ...stuck].filter(isInside);
  for (const id of [...outside, ...inside]) sets.set(id, collect(id));

  function collect(id: string): Uint32Array {
    const set = new Uint32Array(words);
    const parent = index.parents.get(id) ?? null;
    if (parent !== null) include(set, sets.get(parent));
    for (const edge of edgesInto(index, id)) {
      include(set, sets.get(edge.source));
      add(set, edge.source);
      for (const child of childrenOf(index, edge.source)) add(set, child.id);
    }
    return set;
  }

  function add(set: Uint32Array, id: string): void {
    const number = numbers.get(id);
    if (number === undefined) return;
    set[number >> 5] = (set[number >> 5] ?? 0) | (1 << (number & 31));
  }

  const isUpstream = (id: string, other: string) => {
    const [set, number] = [sets.get(id), numbers.get(other)];
    if (set === undefined || number === undefined) return false;
    return ((set[number >> 5] ?? 0) & (1 << (number & 31))) !== 0;
  };
  return { isUpstream, of: (id) => ids.filter((other) => isUpstream(id, other)) };
}

function include(set: Uint32Array, other: Uint32Array | undefined): void {
  if (other === undefined) return;
  for (let i = 0; i < set.length; i++) set[i] = (set[i] ?? 0) | (other[i] ?? 0);
}

/** The nodes around a node, innermost first. */
export function containersOf(index: DesignIndex, id: string): readonly DesignNode[] {
  const found: DesignNode[] = [];
  const seen = new Set([id]);
  for (let parent = index.parents.get(id) ?? null; parent !== null && !seen.has(parent);) {
    seen.add(parent);
    const node = index.nodes.get(parent);
    if (node !== undefined) found.push(node);
    parent = index.parents.get(parent) ?? null;
  }
  return found;
}
