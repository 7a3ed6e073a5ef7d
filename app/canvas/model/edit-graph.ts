// Commands on the graph: connecting and removing. Each answers what it changes.
import type { Design, DesignNode } from '@baton/core';
import type { Change } from './changes.ts';
import { insideOf } from './geometry.ts';
import { record, type Recorder } from './recorder.ts';
import { type Wire, wireProblem, wireToEdge } from './wiring.ts';

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

/** Draws a wire where it may be drawn. */
export function putWire(edit: Recorder, wire: Wire): void {
  if (wireProblem(edit.design, wire) === null) edit.putEdge(wireToEdge(wire));
}

interface Ids {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

/** Removes nodes (a session with its inside) and edges. */
export function removeElements(design: Design, ids: Ids): readonly Change[] {
  const edit = record(design);
  for (const id of ids.edges) edit.removeEdge(id);
  for (const id of ids.nodes) {
    for (const child of insideOf(edit.design, id)) removeNode(edit, child.id);
    removeNode(edit, id);
  }
  return edit.changes();
}

/** Removes nodes so that what led to them leads on to what followed. Of a session only the frame goes. */
export function removeAndHeal(design: Design, ids: Ids): readonly Change[] {
  const edit = record(design);
  for (const id of ids.edges) edit.removeEdge(id);
  for (const id of ids.nodes) {
    const node = edit.node(id);
    if (node === undefined) continue;
    if (node.kind === 'session') dissolve(edit, node);
    const bridges = bridgesOver(edit.design, id);
    removeNode(edit, id);
    for (const wire of bridges) putWire(edit, wire);
  }
  return edit.changes();
}

function removeNode(edit: Recorder, id: string): void {
  for (const edge of edit.design.edges) {
    if (edge.source === id || edge.target === id) edit.removeEdge(edge.id);
  }
  edit.removeNode(id);
}

/** The wires that take a node's place: from all that lead to it, to what follows its first wired way out. */
function bridgesOver(design: Design, id: string): readonly Wire[] {
  const from = design.edges.filter((edge) => edge.target === id);
  const all = design.edges.filter((edge) => edge.source === id);
  const onward = all.filter((edge) => edge.sourcePort === all[0]?.sourcePort);
  return from.flatMap(({ source, sourcePort }) =>
    onward.map(({ target, targetPort }): Wire => ({ source, sourcePort, target, targetPort })),
  );
}

/** Lets the inside of a session stand on the canvas, where it is seen. */
function dissolve(edit: Recorder, session: DesignNode): void {
  for (const child of insideOf(edit.design, session.id)) {
    const { parentId: _left, ...free } = child;
    const position = { x: child.position.x + session.position.x, y: child.position.y + session.position.y };
    edit.putNode({ ...free, position });
  }
}
