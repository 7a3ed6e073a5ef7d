// Where each port of a node leads, from the drawn workflow: what happens next, in the names of the nodes.
import type { Design } from '@baton/core';

/** Names of the next nodes by port of `nodeId`; an empty list: the run's path ends there. */
export function leadsTo(design: Design, nodeId: string): Readonly<Record<string, readonly string[]>> {
  const names = new Map(design.nodes.map((node) => [node.id, node.name]));
  const next: Record<string, string[]> = {};
  for (const edge of design.edges) {
    if (edge.source !== nodeId) continue;
    (next[edge.sourcePort] ??= []).push(names.get(edge.target) ?? edge.target);
  }
  return next;
}
