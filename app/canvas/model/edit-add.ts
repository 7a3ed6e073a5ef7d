// Adding a node, wired at once and where there is room for it. Nothing is laid out anew.
import { type Design, type DesignNode, indexDesign, mayFanOut, reachableFrom } from '@baton/core';
import type { Change } from './changes.ts';
import { putWire } from './edit-graph.ts';
import { cardSize, GAP, insideOf, overlaps, type Point, type Size, sizeOf } from './geometry.ts';
import { portsOf } from './ports.ts';
import { record, type Recorder } from './recorder.ts';

/** How an added node is wired at once. */
export type Attach =
  | { readonly kind: 'after'; readonly source: string; readonly sourcePort: string }
  | { readonly kind: 'before'; readonly target: string; readonly targetPort: string }
  | { readonly kind: 'within'; readonly edgeId: string };

export function addNode(design: Design, node: DesignNode, attach: Attach | null = null): readonly Change[] {
  const edit = record(design);
  edit.putNode(node);
  if (attach !== null) attachers[attach.kind](edit, node, attach as never);
  return edit.changes();
}

type Attacher<K extends Attach['kind']> = (
  edit: Recorder,
  node: DesignNode,
  attach: Extract<Attach, { kind: K }>,
) => void;

const attachers: { readonly [K in Attach['kind']]: Attacher<K> } = {
  after: (edit, node, { source, sourcePort }) => {
    const { design } = edit;
    const taken = design.edges.find((edge) => edge.source === source && edge.sourcePort === sourcePort);
    const kind = edit.node(source)?.kind;
    // A port that leads on already: the new node comes in between.
    if (taken !== undefined && kind !== undefined && !mayFanOut(kind)) return insert(edit, node, taken.id);
    const targetPort = wayInto(node);
    if (targetPort !== undefined) putWire(edit, { source, sourcePort, target: node.id, targetPort });
  },
  before: (edit, node, { target, targetPort }) => {
    const sourcePort = wayOutOf(node);
    if (sourcePort !== undefined) putWire(edit, { source: node.id, sourcePort, target, targetPort });
  },
  within: (edit, node, { edgeId }) => insert(edit, node, edgeId),
};

function insert(edit: Recorder, node: DesignNode, edgeId: string): void {
  const edge = edit.design.edges.find((candidate) => candidate.id === edgeId);
  const targetPort = wayInto(node);
  if (edge === undefined || targetPort === undefined) return;
  edit.removeEdge(edge.id);
  putWire(edit, { ...edge, target: node.id, targetPort });
  const sourcePort = wayOutOf(node);
  if (sourcePort === undefined) return;
  putWire(edit, { ...edge, source: node.id, sourcePort });
  makeRoom(edit, node, edge.target);
}

function wayInto(node: DesignNode): string | undefined {
  return portsOf(node).inputs[0]?.port;
}
function wayOutOf(node: DesignNode): string | undefined {
  return portsOf(node).outputs.find((port) => !port.isError)?.port;
}

/** Pushes what follows, and what lies to the right, just so far that the node fits before its target. Nothing else moves. */
function makeRoom(edit: Recorder, node: DesignNode, targetId: string): void {
  const target = edit.node(targetId);
  if (target === undefined) return;
  const needed = node.position.x + cardSize(node).width + GAP.x - target.position.x;
  if (needed <= 0) return;
  const { nodes, edges } = edit.design;
  const after = reachableFrom(indexDesign({ nodes, edges }), [targetId]);
  for (const other of nodes) {
    const isInTheWay = other.position.x >= target.position.x || after.has(other.id);
    if (other.id === node.id || other.parentId !== node.parentId || !isInTheWay) continue;
    edit.putNode({ ...other, position: { x: other.position.x + needed, y: other.position.y } });
  }
}

/** Kept between nodes that are put somewhere for the person. */
const MARGIN = 8;

/** A free place beside a node: to its right, then further down until nothing is in the way. */
export function placeAfter(design: Design, source: DesignNode, size: Size): Point {
  const own = sizeOf(source, insideOf(design, source.id));
  const siblings = design.nodes.filter((node) => node.parentId === source.parentId && node.id !== source.id);
  const boxes = siblings.map((node) => ({ ...node.position, ...sizeOf(node, insideOf(design, node.id)) }));
  const point = {
    x: source.position.x + own.width + GAP.x,
    y: Math.round(source.position.y + (own.height - size.height) / 2),
  };
  const padded = { width: size.width + 2 * MARGIN, height: size.height + 2 * MARGIN };
  for (let tries = 0; tries < 50; tries++) {
    const place = { x: point.x - MARGIN, y: point.y - MARGIN, ...padded };
    const hit = boxes.find((box) => overlaps(box, place));
    if (hit === undefined) break;
    point.y = hit.y + hit.height + GAP.y;
  }
  return point;
}
