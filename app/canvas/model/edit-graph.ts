// Commands on the graph: adding, connecting, removing, grouping. Each answers what it changes.
import { type Design, type DesignEdge, type DesignNode, mayFanOut } from '@baton/core';
import type { Change } from './changes.ts';
import { keepInside } from './edit-nodes.ts';
import {
  type Box,
  cardSize,
  GAP,
  insideOf,
  type Point,
  positionOnCanvas,
  SESSION_HEADER,
  SESSION_PADDING,
  sizeOf,
} from './geometry.ts';
import { newNode } from './new-node.ts';
import { portsOf } from './ports.ts';
import { record, type Recorder } from './recorder.ts';
import { type Wire, wireProblem, wireToEdge } from './wiring.ts';

/** How an added node is wired at once. */
export type Attach =
  | { readonly kind: 'after'; readonly source: string; readonly sourcePort: string }
  | { readonly kind: 'before'; readonly target: string; readonly targetPort: string }
  | { readonly kind: 'within'; readonly edgeId: string };

export function addNode(design: Design, node: DesignNode, attach: Attach | null = null): readonly Change[] {
  const edit = record(design);
  edit.putNode(node);
  if (attach !== null) attachNode(edit, node, attach);
  return edit.changes();
}

function attachNode(edit: Recorder, node: DesignNode, attach: Attach): void {
  const into = portsOf(node).inputs[0]?.port;
  const outOf = portsOf(node).outputs.find((port) => !port.isError)?.port;
  if (attach.kind === 'after' && into !== undefined) {
    putWire(edit, {
      source: attach.source,
      sourcePort: attach.sourcePort,
      target: node.id,
      targetPort: into,
    });
  }
  if (attach.kind === 'before' && outOf !== undefined) {
    putWire(edit, {
      source: node.id,
      sourcePort: outOf,
      target: attach.target,
      targetPort: attach.targetPort,
    });
  }
  if (attach.kind !== 'within' || into === undefined) return;
  const edge = edit.design.edges.find((candidate) => candidate.id === attach.edgeId);
  if (edge === undefined) return;
  edit.removeEdge(edge.id);
  putWire(edit, { source: edge.source, sourcePort: edge.sourcePort, target: node.id, targetPort: into });
  if (outOf === undefined) return;
  putWire(edit, { source: node.id, sourcePort: outOf, target: edge.target, targetPort: edge.targetPort });
  makeRoom(edit, node, edge.target);
}

/** Pushes what lies to the right just so far that the node fits before its target. Nothing else moves. */
function makeRoom(edit: Recorder, node: DesignNode, targetId: string): void {
  const target = edit.node(targetId);
  if (target === undefined) return;
  const needed = node.position.x + cardSize(node).width + GAP.x - target.position.x;
  if (needed <= 0) return;
  for (const other of edit.design.nodes) {
    if (other.id === node.id || other.parentId !== node.parentId || other.position.x < target.position.x)
      continue;
    edit.putNode({ ...other, position: { x: other.position.x + needed, y: other.position.y } });
  }
}

export function connect(design: Design, wire: Wire): readonly Change[] {
  const edit = record(design);
  putWire(edit, wire);
  return edit.changes();
}

export function reconnect(design: Design, edgeId: string, wire: Wire): readonly Change[] {
  if (wireProblem(design, wire, edgeId) !== null) return [];
  const edit = record(design);
  edit.removeEdge(edgeId);
  edit.putEdge(wireToEdge(wire));
  return edit.changes();
}

function putWire(edit: Recorder, wire: Wire): void {
  if (wireProblem(edit.design, wire) === null) edit.putEdge(wireToEdge(wire));
}

/** Removes nodes (a session with its inside) and edges. With `heal`, what led to a removed node leads on to what followed it, and a session only dissolves. */
export function removeElements(
  design: Design,
  ids: { readonly nodes: readonly string[]; readonly edges: readonly string[] },
  heal: boolean,
): readonly Change[] {
  const edit = record(design);
  for (const id of ids.edges) edit.removeEdge(id);
  for (const id of ids.nodes) {
    const node = edit.node(id);
    if (node === undefined) continue;
    if (node.kind === 'session') {
      if (heal) dissolve(edit, node);
      else for (const child of insideOf(edit.design, id)) removeNode(edit, child.id);
    }
    const bridges = heal ? bridgesOver(edit.design, id) : [];
    removeNode(edit, id);
    for (const wire of bridges) putWire(edit, wire);
  }
  return edit.changes();
}

function removeNode(edit: Recorder, id: string): void {
  for (const edge of edit.design.edges)
    if (edge.source === id || edge.target === id) edit.removeEdge(edge.id);
  edit.removeNode(id);
}

/** The wires that take a node's place: from all that lead to it, to what follows its first wired way out. */
function bridgesOver(design: Design, id: string): readonly Wire[] {
  const from = design.edges.filter((edge) => edge.target === id);
  const all = design.edges.filter((edge) => edge.source === id);
  const onward = all.filter((edge) => edge.sourcePort === all[0]?.sourcePort);
  return from.flatMap((a) =>
    onward.map((b): Wire => ({
      source: a.source,
      sourcePort: a.sourcePort,
      target: b.target,
      targetPort: b.targetPort,
    })),
  );
}

function dissolve(edit: Recorder, session: DesignNode): void {
  for (const child of insideOf(edit.design, session.id)) {
    const { parentId: _left, ...free } = child;
    const position = { x: child.position.x + session.position.x, y: child.position.y + session.position.y };
    edit.putNode({ ...free, position } as DesignNode);
  }
}

/** Moves nodes into a session, or out of any (`null`), leaving them where they are seen. Sessions stay outside. */
export function reparent(design: Design, ids: readonly string[], parentId: string | null): readonly Change[] {
  const edit = record(design);
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const parent = parentId === null ? undefined : byId.get(parentId);
  if (parentId !== null && parent?.kind !== 'session') return [];
  for (const id of ids) {
    const node = byId.get(id);
    if (node === undefined || node.kind === 'session' || node.parentId === parent?.id) continue;
    const seen = positionOnCanvas(node, byId);
    const { parentId: _old, ...free } = node;
    const position =
      parent === undefined
        ? seen
        : keepInside({ x: seen.x - parent.position.x, y: seen.y - parent.position.y });
    edit.putNode({
      ...free,
      ...(parent === undefined ? {} : { parentId: parent.id }),
      position,
    } as DesignNode);
  }
  return edit.changes();
}

/**
 * What happens when nodes are let go over a session (`over`) or beside any (`null`): they belong there from now on, and
 * none hides under the header.
 */
export function settle(design: Design, ids: readonly string[], over: string | null): readonly Change[] {
  const edit = record(design);
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const movers = ids.filter((id) => {
    const node = byId.get(id);
    // What moves along with its session stays in it.
    return (
      node !== undefined && mayBeInside(node) && !(node.parentId !== undefined && ids.includes(node.parentId))
    );
  });
  for (const id of movers) {
    const node = byId.get(id);
    if (node === undefined) continue;
    if ((node.parentId ?? null) === over) {
      if (over !== null) edit.putNode({ ...node, position: keepInside(node.position) });
      continue;
    }
    for (const change of reparent(design, [id], over)) {
      if (change.list === 'nodes' && change.after !== null) edit.putNode(change.after);
    }
  }
  return edit.changes();
}

/** Puts a session around nodes of the top level; wires that would cross its border lead to and from the session instead. */
export function wrapInSession(design: Design, ids: readonly string[]): readonly Change[] {
  const inner = design.nodes.filter(
    (node) => ids.includes(node.id) && node.parentId === undefined && mayBeInside(node),
  );
  if (inner.length === 0) return [];
  const around = boundsOf(inner.map((node) => ({ ...node.position, ...cardSize(node) })));
  const position: Point = { x: around.x - SESSION_PADDING, y: around.y - SESSION_HEADER - SESSION_PADDING };
  const made = newNode(design, { kind: 'session', position });
  const size = {
    width: around.width + 2 * SESSION_PADDING,
    height: around.height + SESSION_HEADER + 2 * SESSION_PADDING,
  };
  const session = { ...made, size } as DesignNode;
  const edit = record(design);
  edit.putNode(session);
  const members = new Set(inner.map((node) => node.id));
  for (const node of inner) {
    const at = { x: node.position.x - position.x, y: node.position.y - position.y };
    edit.putNode({ ...node, parentId: session.id, position: at });
  }
  for (const edge of design.edges)
    if (members.has(edge.source) !== members.has(edge.target)) rewire(edit, edge, session, members);
  return edit.changes();
}

export function mayBeInside(node: DesignNode): boolean {
  return node.kind !== 'session' && node.kind !== 'start' && node.kind !== 'end';
}

function rewire(edit: Recorder, edge: DesignEdge, session: DesignNode, members: ReadonlySet<string>): void {
  const ports = portsOf(session);
  edit.removeEdge(edge.id);
  const wire = members.has(edge.target)
    ? { ...edge, target: session.id, targetPort: ports.inputs[0]?.port ?? 'in' }
    : { ...edge, source: session.id, sourcePort: ports.outputs.find((port) => !port.isError)?.port ?? 'out' };
  putWire(edit, wire);
}

export function boundsOf(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A free place beside a node: to its right, then further down until nothing is in the way. */
export function placeAfter(
  design: Design,
  source: DesignNode,
  size: { width: number; height: number },
): Point {
  const width = sizeOf(source, insideOf(design, source.id)).width;
  const siblings = design.nodes.filter((node) => node.parentId === source.parentId && node.id !== source.id);
  const boxes = siblings.map((node) => ({ ...node.position, ...sizeOf(node, insideOf(design, node.id)) }));
  const middle = source.position.y + (sizeOf(source, insideOf(design, source.id)).height - size.height) / 2;
  const point = {
    x: source.position.x + width + GAP.x,
    y: source.kind === 'session' ? middle : Math.round(middle),
  };
  for (let tries = 0; tries < 50; tries++) {
    const hit = boxes.find((box) => collides(box, { ...point, ...size }));
    if (hit === undefined) break;
    point.y = hit.y + hit.height + GAP.y;
  }
  return point;
}

function collides(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + 8 && b.x < a.x + a.width + 8 && a.y < b.y + b.height + 8 && b.y < a.y + a.height + 8
  );
}
