'use client';
// Making nodes: where the palette opens, and where what it gives comes to stand.
import { type DesignNode, mayFanOut, type NodeKind } from '@baton/core';
import { addNode, type Attach, placeAfter } from '../../canvas/model/edit-add.ts';
import { GAP, cardSize, insideOf, type Point, sizeOf, snapPoint } from '../../canvas/model/geometry.ts';
import { type NewNode, newNode } from '../../canvas/model/new-node.ts';
import { portsOf } from '../../canvas/model/ports.ts';
import { focusNode, middleOfView, reveal } from './canvas-commands.ts';
import type { CreatorRequest, Editor } from './editor-store.ts';

export interface ChosenKind {
  readonly kind: NodeKind;
  readonly name?: string | undefined;
  readonly config?: NewNode['config'];
}

/** Puts the chosen node where the palette was asked for, wired; one step to undo. */
export function create(editor: Editor, request: CreatorRequest, chosen: ChosenKind): void {
  const { design } = editor.draft.get();
  const anchor = anchorNode(editor, request.attach);
  const parentId = anchor?.parentId;
  const draftNode = newNode(design, {
    ...chosen,
    position: { x: 0, y: 0 },
    parentId: mayNest(chosen.kind) ? parentId : undefined,
  });
  const node: DesignNode = { ...draftNode, position: placeFor(editor, request, draftNode, anchor) };
  editor.edit({ label: `Add ${node.name}`, select: [node.id] }, (current) =>
    addNode(current, node, request.attach),
  );
  editor.announcement.set(`Added ${node.name}`);
  reveal(editor, [node.id]);
  focusNode(editor, node.id);
}

function mayNest(kind: NodeKind): boolean {
  return kind !== 'session' && kind !== 'start' && kind !== 'end';
}

function anchorNode(editor: Editor, attach: Attach | null): DesignNode | undefined {
  if (attach === null) return undefined;
  const { design } = editor.draft.get();
  const edge =
    attach.kind === 'within' ? design.edges.find((candidate) => candidate.id === attach.edgeId) : undefined;
  const id =
    attach.kind === 'after' ? attach.source : attach.kind === 'before' ? attach.target : edge?.source;
  return design.nodes.find((node) => node.id === id);
}

function placeFor(
  editor: Editor,
  request: CreatorRequest,
  node: DesignNode,
  anchor: DesignNode | undefined,
): Point {
  const { design } = editor.draft.get();
  const size = cardSize(node);
  if (request.place !== null) {
    const parent = design.nodes.find((other) => other.id === node.parentId);
    const origin = parent?.position ?? { x: 0, y: 0 };
    return snapPoint({ x: request.place.x - origin.x, y: request.place.y - origin.y - size.height / 2 });
  }
  if (anchor === undefined) return snapPoint(middleOfView(editor));
  if (request.attach?.kind === 'within') {
    const own = sizeOf(anchor, insideOf(design, anchor.id));
    return snapPoint({
      x: anchor.position.x + own.width + GAP.x,
      y: anchor.position.y + (own.height - size.height) / 2,
    });
  }
  return snapPoint(placeAfter(design, anchor, size));
}

/** Opens the palette after the selected node (or on the selected wire), else free on the canvas. */
export function openCreator(editor: Editor): void {
  const { selection, design } = editor.draft.get();
  const [edgeId] = selection.edges;
  const node = design.nodes.find((candidate) => selection.nodes.has(candidate.id));
  const attach: Attach | null =
    edgeId !== undefined ? { kind: 'within', edgeId } : node === undefined ? null : attachAfter(editor, node);
  editor.openUi({
    creator: { attach, anchor: anchorOnScreen(editor, node?.id), place: null },
  });
}

/** The first way out that leads nowhere yet; else the new node comes into the wire of the first. */
function attachAfter(editor: Editor, node: DesignNode): Attach | null {
  const { edges } = editor.draft.get().design;
  const outputs = portsOf(node).outputs.filter((port) => !port.isError);
  const wireOf = (port: string) => edges.find((edge) => edge.source === node.id && edge.sourcePort === port);
  const free = outputs.find(({ port }) => wireOf(port) === undefined);
  const port = free ?? outputs[0];
  if (port === undefined) return null;
  const wire = mayFanOut(node.kind) ? undefined : wireOf(port.port);
  return wire === undefined
    ? { kind: 'after', source: node.id, sourcePort: port.port }
    : { kind: 'within', edgeId: wire.id };
}

function anchorOnScreen(editor: Editor, id: string | undefined): Point {
  const element =
    id === undefined
      ? null
      : editor.canvas.current?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  const box = element?.getBoundingClientRect();
  if (box !== undefined) return { x: box.right + 12, y: box.top };
  const frame = editor.canvas.current?.getBoundingClientRect();
  return frame === undefined
    ? { x: 200, y: 200 }
    : { x: frame.x + frame.width / 2 - 170, y: frame.y + frame.height / 4 };
}
