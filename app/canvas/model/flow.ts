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
  /** Ways out that lead nowhere yet. */
  readonly open: readonly string[];
  /** A session with nothing in it. */
  readonly isEmpty: boolean;
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
  readonly flow: F;
}
interface DrawnNode extends Drawn<DesignNode, FlowNode> {
  readonly size: Size;
  readonly isCurrent: boolean;
  /** `open`, joined. */
  readonly open: string;
  readonly isEmpty: boolean;
}

/** Keeps what was drawn last; one per canvas. */
export function createFlow(): (
  design: Design,
  selection: Selection,
  moving?: ReadonlySet<string>,
) => { nodes: FlowNode[]; edges: FlowEdge[] } {
  let nodes = new Map<string, DrawnNode>();
  let edges = new Map<string, Drawn<DesignEdge, FlowEdge>>();
  let last: { nodes: FlowNode[]; edges: FlowEdge[] } = { nodes: [], edges: [] };
  return (design, selection, moving = nothing) => {
    nodes = drawNodes({ design, selection, moving }, nodes);
    edges = drawEdges(design, selection, edges);
    const drawn = { nodes: flowsOf(nodes), edges: flowsOf(edges) };
    last = {
      nodes: sameItems(last.nodes, drawn.nodes) ? last.nodes : drawn.nodes,
      edges: sameItems(last.edges, drawn.edges) ? last.edges : drawn.edges,
    };
    return last;
  };
}

interface Scene {
  readonly design: Design;
  readonly selection: Selection;
  /** In the hand: a session doesn't grow after a node that is being taken out of it. */
  readonly moving: ReadonlySet<string>;
}
const nothing: ReadonlySet<string> = new Set();

function drawNodes(scene: Scene, before: ReadonlyMap<string, DrawnNode>): Map<string, DrawnNode> {
  const { design, selection } = scene;
  const facts: Facts = {
    inside: insideBySession(design),
    known: new Set(design.nodes.map((node) => node.id)),
    wired: new Set(design.edges.map((edge) => `${edge.source} ${edge.sourcePort}`)),
    current: currentNode(design, selection),
  };
  // Parents have to come before their children.
  const isInner = (node: DesignNode) => Number(node.kind !== 'session');
  const ordered = [...design.nodes].sort((a, b) => isInner(a) - isInner(b));
  return new Map(ordered.map((node) => [node.id, drawNode(node, scene, facts, before.get(node.id))]));
}

interface Facts {
  readonly inside: ReadonlyMap<string, readonly DesignNode[]>;
  readonly known: ReadonlySet<string>;
  readonly wired: ReadonlySet<string>;
  readonly current: string | undefined;
}

function drawNode(
  node: DesignNode,
  { selection, moving }: Scene,
  facts: Facts,
  old: DrawnNode | undefined,
): DrawnNode {
  const held = (facts.inside.get(node.id) ?? []).filter((child) => !moving.has(child.id));
  const size = sizeOf(node, held);
  const places = portPlaces(node, size);
  const open = places
    .filter((place) => place.side === 'out' && !facts.wired.has(`${node.id} ${place.port}`))
    .map((place) => place.port);
  const isEmpty = node.kind === 'session' && !facts.inside.has(node.id);
  const selected = selection.nodes.has(node.id);
  const isCurrent = node.id === facts.current;
  const next = { of: node, size, selected, isCurrent, open: open.join(' '), isEmpty };
  if (old !== undefined && isSame(old, next)) return old;
  const parentId = node.parentId !== undefined && facts.known.has(node.parentId) ? node.parentId : undefined;
  return {
    ...next,
    flow: flowNode({ node, size, places, open, isEmpty }, { selected, isCurrent, parentId }),
  };
}

function insideBySession(design: Design): ReadonlyMap<string, readonly DesignNode[]> {
  const inside = new Map<string, DesignNode[]>();
  for (const node of design.nodes) {
    if (node.parentId === undefined) continue;
    const held = inside.get(node.parentId);
    if (held === undefined) inside.set(node.parentId, [node]);
    else held.push(node);
  }
  return inside;
}

/** The one node in the order of Tab: the selected one, else the first. */
function currentNode(design: Design, selection: Selection): string | undefined {
  const [first] = selection.nodes;
  if (first !== undefined) return first;
  return (design.nodes.find((node) => node.kind === 'start') ?? design.nodes[0])?.id;
}

function isSame(old: DrawnNode, next: Omit<DrawnNode, 'flow'>): boolean {
  return (
    old.of === next.of &&
    old.selected === next.selected &&
    old.isCurrent === next.isCurrent &&
    old.open === next.open &&
    old.isEmpty === next.isEmpty &&
    old.size.width === next.size.width &&
    old.size.height === next.size.height
  );
}

interface Placing {
  readonly selected: boolean;
  readonly isCurrent: boolean;
  readonly parentId: string | undefined;
}

function flowNode(data: NodeData, { selected, isCurrent, parentId }: Placing): FlowNode {
  const { node, size, places } = data;
  return {
    id: node.id,
    type: node.kind,
    position: node.position,
    selected,
    data,
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
    ariaLabel: `${node.name}, ${node.kind}`,
    ariaRole: 'group',
    domAttributes: { tabIndex: isCurrent ? 0 : -1, 'aria-roledescription': 'node' },
    ...(parentId === undefined ? {} : { parentId }),
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
