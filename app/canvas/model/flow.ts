// The design as React Flow wants it. Untouched nodes keep their identity, so that only what changed is drawn again.
//
// Sizes and ports come from our own geometry and not from measuring, so a node is in its place before it is mounted,
// also while it is culled.
import type { Design, DesignEdge, DesignNode } from '@baton/core';
import { Position, type Edge, type Node } from '@xyflow/react';
import type { Selection } from './draft.ts';
import { type PortPlace, portPlaces, type Size, sizeOf } from './geometry.ts';

/** Side of a handle in pixels; its hit area is larger. */
export const HANDLE = 12;

export interface NodeData extends Record<string, unknown> {
  readonly node: DesignNode;
  readonly size: Size;
  readonly places: readonly PortPlace[];
}
export type FlowNode = Node<NodeData>;
export interface EdgeData extends Record<string, unknown> {
  readonly edge: DesignEdge;
  readonly isError: boolean;
}
export type FlowEdge = Edge<EdgeData>;

interface Drawn<T, F> {
  readonly of: T;
  readonly selected: boolean;
  readonly size?: Size;
  readonly flow: F;
}

/** Keeps what was drawn last; one per canvas. */
export function createFlow(): (
  design: Design,
  selection: Selection,
) => { nodes: FlowNode[]; edges: FlowEdge[] } {
  let nodes = new Map<string, Drawn<DesignNode, FlowNode>>();
  let edges = new Map<string, Drawn<DesignEdge, FlowEdge>>();
  let last: { nodes: FlowNode[]; edges: FlowEdge[] } = { nodes: [], edges: [] };
  return (design, selection) => {
    nodes = drawNodes(design, selection, nodes);
    edges = drawEdges(design, selection, edges);
    const drawn = { nodes: flowsOf(nodes), edges: flowsOf(edges) };
    last = {
      nodes: sameItems(last.nodes, drawn.nodes) ? last.nodes : drawn.nodes,
      edges: sameItems(last.edges, drawn.edges) ? last.edges : drawn.edges,
    };
    return last;
  };
}

function drawNodes(
  design: Design,
  selection: Selection,
  before: ReadonlyMap<string, Drawn<DesignNode, FlowNode>>,
) {
  const inside = new Map<string, DesignNode[]>();
  for (const node of design.nodes) {
    if (node.parentId !== undefined) inside.set(node.parentId, [...(inside.get(node.parentId) ?? []), node]);
  }
  const known = new Set(design.nodes.map((node) => node.id));
  // Parents have to come before their children.
  const ordered = [...design.nodes].sort(
    (a, b) => Number(a.kind !== 'session') - Number(b.kind !== 'session'),
  );
  return new Map(
    ordered.map((node) => {
      const selected = selection.nodes.has(node.id);
      const size = sizeOf(node, inside.get(node.id));
      const old = before.get(node.id);
      const same =
        old?.of === node &&
        old.selected === selected &&
        old.size?.width === size.width &&
        old.size.height === size.height;
      return [
        node.id,
        same ? old : { of: node, selected, size, flow: flowNode(node, size, selected, known) },
      ];
    }),
  );
}

function flowNode(node: DesignNode, size: Size, selected: boolean, known: ReadonlySet<string>): FlowNode {
  const places = portPlaces(node, size);
  return {
    id: node.id,
    type: node.kind,
    position: node.position,
    selected,
    data: { node, size, places },
    width: size.width,
    height: size.height,
    measured: { ...size },
    handles: places.map((place) => ({
      id: place.port,
      type: place.side === 'in' ? 'target' : 'source',
      position: sideOf(place),
      // As the handle's element is drawn: a square around the port.
      x: place.at.x - HANDLE / 2,
      y: place.at.y - HANDLE / 2,
      width: HANDLE,
      height: HANDLE,
    })),
    ...(node.parentId !== undefined && known.has(node.parentId) ? { parentId: node.parentId } : {}),
    ...(node.kind === 'session' ? { dragHandle: '.session-head', zIndex: -1 } : {}),
  };
}

export function sideOf(place: PortPlace): Position {
  if (place.isError) return Position.Bottom;
  return place.side === 'in' ? Position.Left : Position.Right;
}

function drawEdges(
  design: Design,
  selection: Selection,
  before: ReadonlyMap<string, Drawn<DesignEdge, FlowEdge>>,
) {
  return new Map(
    design.edges.map((edge) => {
      const selected = selection.edges.has(edge.id);
      const old = before.get(edge.id);
      const same = old?.of === edge && old.selected === selected;
      return [edge.id, same ? old : { of: edge, selected, flow: flowEdge(edge, selected) }];
    }),
  );
}

function flowEdge(edge: DesignEdge, selected: boolean): FlowEdge {
  return {
    id: edge.id,
    type: 'wire',
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target,
    targetHandle: edge.targetPort,
    selected,
    data: { edge, isError: edge.sourcePort === 'error' },
  };
}

function flowsOf<T, F>(drawn: ReadonlyMap<string, Drawn<T, F>>): F[] {
  return [...drawn.values()].map((entry) => entry.flow);
}
function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
