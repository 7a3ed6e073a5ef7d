// What may be connected, and why not. The publish checks say the same later; here it is said while the wire is in the hand.
import { type Design, type DesignEdge, type DesignNode, mayFanOut } from '@baton/core';
import { edgeId } from './new-node.ts';
import { portsOf } from './ports.ts';

export interface Wire {
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly targetPort: string;
}

export function wireToEdge(wire: Wire): DesignEdge {
  const { source, sourcePort, target, targetPort } = wire;
  return { id: edgeId(wire), source, sourcePort, target, targetPort };
}

/** Why the wire can't be drawn, as a sentence; `null` if it can. `besides`: an edge that it replaces. */
export function wireProblem(design: Design, wire: Wire, besides?: string): string | null {
  const source = design.nodes.find((node) => node.id === wire.source);
  const target = design.nodes.find((node) => node.id === wire.target);
  if (source === undefined || target === undefined) return 'One end of the wire is gone.';
  const others = design.edges.filter((edge) => edge.id !== besides);
  return endsProblem(source, target, wire) ?? graphProblem(others, source, wire);
}

function endsProblem(source: DesignNode, target: DesignNode, wire: Wire): string | null {
  if (source === target) return 'A node can’t follow itself.';
  if (source.parentId !== target.parentId) return 'A wire can’t cross the border of a session.';
  const hasOut = portsOf(source).outputs.some((port) => port.port === wire.sourcePort);
  if (!hasOut) return `${source.name} has no such way out.`;
  const hasIn = portsOf(target).inputs.some((port) => port.port === wire.targetPort);
  return hasIn ? null : `Nothing can lead to ${target.name}.`;
}

function graphProblem(others: readonly DesignEdge[], source: DesignNode, wire: Wire): string | null {
  const fromPort = others.filter(
    (edge) => edge.source === wire.source && edge.sourcePort === wire.sourcePort,
  );
  if (fromPort.some((edge) => sameEnds(edge, wire))) return 'They are connected already.';
  if (fromPort.length > 0 && !mayFanOut(source.kind)) {
    return 'It leads on already. To go several ways at once, put a Parallel node in between.';
  }
  return reaches(others, wire.target, wire.source) ? 'That would make a loop.' : null;
}

/** Whether one can get from a node to another along the edges. */
export function reaches(edges: readonly DesignEdge[], from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of edges) next.set(edge.source, [...(next.get(edge.source) ?? []), edge.target]);
  const seen = new Set([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === to) return true;
    for (const target of next.get(id) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  return false;
}

/** Everything that a wire from this port could lead to, nearest first. */
export function validTargets(design: Design, source: string, sourcePort: string): readonly Wire[] {
  return design.nodes.flatMap((node) => {
    const targetPort = portsOf(node).inputs[0]?.port;
    if (targetPort === undefined) return [];
    const wire = { source, sourcePort, target: node.id, targetPort };
    return wireProblem(design, wire) === null ? [wire] : [];
  });
}

function sameEnds(edge: DesignEdge, wire: Wire): boolean {
  return (
    edge.source === wire.source &&
    edge.sourcePort === wire.sourcePort &&
    edge.target === wire.target &&
    edge.targetPort === wire.targetPort
  );
}
