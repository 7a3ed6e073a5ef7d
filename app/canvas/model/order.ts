// The order in which a person reads a design: what follows what, not what lies where.
import type { Design, DesignEdge, DesignNode } from '@baton/core';

/** One line of the outline. */
export interface OutlineItem {
  readonly node: DesignNode;
  /** 1 for the top level, 2 inside a session. */
  readonly level: number;
  /** Its place among the steps, from 1. */
  readonly step: number;
  readonly after: readonly DesignNode[];
  readonly next: readonly { readonly node: DesignNode; readonly port: string }[];
}

/** Every node once, in reading order, a session directly before its inside. */
export function outlineOf(design: Design): readonly OutlineItem[] {
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const into = groupBy(design.edges, (edge) => edge.target);
  const outOf = groupBy(design.edges, (edge) => edge.source);
  const items: OutlineItem[] = [];
  const add = (node: DesignNode, level: number) => {
    const after = (into.get(node.id) ?? []).flatMap((edge) => byId.get(edge.source) ?? []);
    const next = (outOf.get(node.id) ?? []).flatMap((edge) => {
      const target = byId.get(edge.target);
      return target === undefined ? [] : [{ node: target, port: edge.sourcePort }];
    });
    items.push({ node, level, step: items.length + 1, after, next });
    for (const child of readingOrder(design, node.id)) add(child, level + 1);
  };
  for (const node of readingOrder(design, null)) add(node, 1);
  return items;
}

/** The nodes of one level in a topological order that follows each branch to its end before the next. Cycles don't stop it. */
export function readingOrder(design: Design, parentId: string | null): readonly DesignNode[] {
  const level = design.nodes.filter((node) => (node.parentId ?? null) === parentId).sort(byPlace);
  const byId = new Map(level.map((node) => [node.id, node]));
  const edges = design.edges.filter((edge) => byId.has(edge.source) && byId.has(edge.target));
  const waitsFor = new Map<string, number>();
  for (const edge of edges) waitsFor.set(edge.target, (waitsFor.get(edge.target) ?? 0) + 1);
  const outOf = groupBy(edges, (edge) => edge.source);
  const ordered: DesignNode[] = [];
  const placed = new Set<string>();
  const follow = (first: DesignNode) => {
    const stack = [first];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (placed.has(node.id)) continue;
      placed.add(node.id);
      ordered.push(node);
      for (const edge of [...(outOf.get(node.id) ?? [])].reverse()) {
        const left = (waitsFor.get(edge.target) ?? 1) - 1;
        waitsFor.set(edge.target, left);
        const target = byId.get(edge.target);
        if (left === 0 && target !== undefined) stack.push(target);
      }
    }
  };
  for (const node of level) if (!waitsFor.has(node.id)) follow(node);
  for (const node of level) follow(node);
  return ordered;
}

function byPlace(a: DesignNode, b: DesignNode): number {
  if ((a.kind === 'start') !== (b.kind === 'start')) return a.kind === 'start' ? -1 : 1;
  return a.position.x - b.position.x || a.position.y - b.position.y;
}

function groupBy(
  edges: readonly DesignEdge[],
  key: (edge: DesignEdge) => string,
): ReadonlyMap<string, DesignEdge[]> {
  const groups = new Map<string, DesignEdge[]>();
  for (const edge of edges) {
    const group = groups.get(key(edge));
    if (group === undefined) groups.set(key(edge), [edge]);
    else group.push(edge);
  }
  return groups;
}
