// Into sessions and out of them. Positions inside are relative to the session; what one sees stays where it is.
import type { Design, DesignEdge, DesignNode } from '@baton/core';
import type { Change } from './changes.ts';
import { putWire } from './edit-graph.ts';
import { keepInside } from './edit-nodes.ts';
import { boundsOf, cardSize, positionOnCanvas, SESSION_HEADER, SESSION_PADDING } from './geometry.ts';
import { newNode } from './new-node.ts';
import { portsOf } from './ports.ts';
import { record, type Recorder } from './recorder.ts';

/** Where a run begins and ends is never inside a session, nor is another session. */
export function mayBeInside(node: DesignNode): boolean {
  return node.kind !== 'session' && node.kind !== 'start' && node.kind !== 'end';
}

/** Moves nodes into a session, or out of any (`null`), leaving them where they are seen. */
export function reparent(design: Design, ids: readonly string[], parentId: string | null): readonly Change[] {
  const parent = design.nodes.find((node) => node.id === parentId);
  if (parentId !== null && parent?.kind !== 'session') return [];
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const edit = record(design);
  for (const id of ids) {
    const node = byId.get(id);
    if (node === undefined || node.kind === 'session' || node.parentId === parent?.id) continue;
    edit.putNode(within(parent, node, byId));
  }
  return edit.changes();
}

function within(
  parent: DesignNode | undefined,
  node: DesignNode,
  byId: ReadonlyMap<string, DesignNode>,
): DesignNode {
  const seen = positionOnCanvas(node, byId);
  const { parentId: _old, ...free } = node;
  if (parent === undefined) return { ...free, position: { x: seen.x, y: seen.y } };
  const position = keepInside({ x: seen.x - parent.position.x, y: seen.y - parent.position.y });
  return { ...free, parentId: parent.id, position: { x: position.x, y: position.y } };
}

/**
 * What happens when nodes are let go over a session (`over`) or beside any (`null`): they belong there from now on, and
 * none hides under the header.
 */
export function settle(design: Design, ids: readonly string[], over: string | null): readonly Change[] {
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  // What moves along with its session stays in it.
  const movers = ids.flatMap((id) => {
    const node = byId.get(id);
    const movesAlong = node?.parentId !== undefined && ids.includes(node.parentId);
    return node === undefined || movesAlong || !mayBeInside(node) ? [] : [node];
  });
  const parent = over === null ? undefined : byId.get(over);
  const edit = record(design);
  for (const node of movers) {
    if (node.parentId !== parent?.id) edit.putNode(within(parent, node, byId));
    else if (parent !== undefined) edit.putNode(tuckedIn(node));
  }
  return edit.changes();
}

function tuckedIn(node: DesignNode): DesignNode {
  const { x, y } = keepInside(node.position);
  return x === node.position.x && y === node.position.y ? node : { ...node, position: { x, y } };
}

/** Puts a session around nodes of the top level; wires that would cross its border lead to and from the session instead. */
export function wrapInSession(design: Design, ids: readonly string[]): readonly Change[] {
  const inner = design.nodes.filter(
    (node) => ids.includes(node.id) && node.parentId === undefined && mayBeInside(node),
  );
  if (inner.length === 0) return [];
  const around = boundsOf(inner.map((node) => ({ ...node.position, ...cardSize(node) })));
  const position = { x: around.x - SESSION_PADDING, y: around.y - SESSION_HEADER - SESSION_PADDING };
  const size = {
    width: around.width + 2 * SESSION_PADDING,
    height: around.height + SESSION_HEADER + 2 * SESSION_PADDING,
  };
  const session: DesignNode = { ...newNode(design, { kind: 'session', position }), size };
  const edit = record(design);
  edit.putNode(session);
  for (const node of inner) {
    const at = { x: node.position.x - position.x, y: node.position.y - position.y };
    edit.putNode({ ...node, parentId: session.id, position: at });
  }
  const members = new Set(inner.map((node) => node.id));
  const crossing = design.edges.filter((edge) => members.has(edge.source) !== members.has(edge.target));
  for (const edge of crossing) rewire(edit, edge, { session, isInto: members.has(edge.target) });
  return edit.changes();
}

function rewire(
  edit: Recorder,
  edge: DesignEdge,
  { session, isInto }: { session: DesignNode; isInto: boolean },
): void {
  const { inputs, outputs } = portsOf(session);
  const outOf = outputs.find((port) => !port.isError);
  edit.removeEdge(edge.id);
  putWire(
    edit,
    isInto
      ? { ...edge, target: session.id, targetPort: inputs[0]?.port ?? 'in' }
      : { ...edge, source: session.id, sourcePort: outOf?.port ?? 'out' },
  );
}
