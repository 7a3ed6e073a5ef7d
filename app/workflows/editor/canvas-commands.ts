'use client';
// What can be done on the canvas, by name. Keys, buttons, menus and the outline all come here.
import { copyNodes, duplicateNodes, pasteClip, readClip } from '../../canvas/model/clipboard.ts';
import { NUDGE_PAUSE_MS } from '../../canvas/model/draft.ts';
import { connect, removeAndHeal, removeElements } from '../../canvas/model/edit-graph.ts';
import { reparent, wrapInSession } from '../../canvas/model/edit-groups.ts';
import { keepInside, moveNodes } from '../../canvas/model/edit-nodes.ts';
import { insideOf, type Point, positionOnCanvas, sizeOf, snapPoint } from '../../canvas/model/geometry.ts';
import type { Wire } from '../../canvas/model/wiring.ts';
import type { Editor } from './editor-store.ts';

export function undo(editor: Editor): void {
  travel(editor, 'undo');
}
export function redo(editor: Editor): void {
  travel(editor, 'redo');
}

/** Undo and redo bring what they changed into view. */
function travel(editor: Editor, type: 'undo' | 'redo'): void {
  if (!editor.mayEdit) return;
  const { past, future } = editor.draft.get();
  const entry = type === 'undo' ? past.at(-1) : future[0];
  if (entry === undefined) return;
  editor.dispatch({ type });
  editor.announcement.set(`${type === 'undo' ? 'Undone' : 'Done again'}: ${entry.label}`);
  const { design, shown } = editor.draft.get();
  reveal(
    editor,
    design.nodes.filter((node) => shown.ids.includes(node.id)).map((node) => node.id),
  );
}

/** Selects one node, brings it into view, and gives it the focus. */
export function goTo(editor: Editor, id: string): void {
  editor.dispatch({ type: 'select', nodes: [id] });
  reveal(editor, [id]);
  focusNode(editor, id);
}

/** Pans only if it has to, and so far that nothing covers the nodes. */
export function reveal(editor: Editor, ids: readonly string[]): void {
  const { flow, canvas } = editor;
  if (flow.current === null || canvas.current === null || ids.length === 0) return;
  const { design } = editor.draft.get();
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const frame = canvas.current.getBoundingClientRect();
  const { x, y, zoom } = flow.current.getViewport();
  const isSeen = ids.every((id) => {
    const node = byId.get(id);
    if (node === undefined) return true;
    const at = positionOnCanvas(node, byId);
    const size = sizeOf(node, insideOf(design, id));
    const left = at.x * zoom + x;
    const top = at.y * zoom + y;
    return (
      left > 24 &&
      top > 24 &&
      left + size.width * zoom < frame.width - 24 &&
      top + size.height * zoom < frame.height - 72
    );
  });
  if (isSeen) return;
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  void flow.current.fitView({
    nodes: ids.map((id) => ({ id })),
    minZoom: Math.min(zoom, 1),
    maxZoom: zoom,
    padding: 0.2,
    duration: still ? 0 : 200,
  });
}

export function focusNode(editor: Editor, id: string): void {
  // The element gets its tab index with the drawing that follows.
  requestAnimationFrame(() => {
    const element = editor.canvas.current?.querySelector<HTMLElement>(
      `.react-flow__node[data-id="${CSS.escape(id)}"]`,
    );
    (element ?? editor.canvas.current)?.focus({ preventScroll: true });
  });
}

export function middleOfView(editor: Editor): Point {
  const frame = editor.canvas.current?.getBoundingClientRect();
  if (frame === undefined || editor.flow.current === null) return { x: 0, y: 0 };
  return editor.flow.current.screenToFlowPosition({
    x: frame.x + frame.width / 2 - 120,
    y: frame.y + frame.height / 2 - 36,
  });
}

export function removeSelected(editor: Editor, heal: boolean): void {
  const { selection, design } = editor.draft.get();
  const nodes = [...selection.nodes];
  const edges = [...selection.edges];
  if (nodes.length + edges.length === 0) return;
  const before = design.edges.find((edge) => edge.target === nodes[0])?.source;
  editor.edit({ label: labelFor('Remove', editor) }, (current) =>
    (heal ? removeAndHeal : removeElements)(current, { nodes, edges }),
  );
  editor.announcement.set(
    `Removed ${nodes.length + edges.length === 1 ? 'one element' : `${String(nodes.length + edges.length)} elements`}`,
  );
  // The focus is never lost: it goes to what came before.
  if (before !== undefined && editor.draft.get().design.nodes.some((node) => node.id === before))
    goTo(editor, before);
  else editor.canvas.current?.focus({ preventScroll: true });
}

export function duplicateSelected(editor: Editor): void {
  const { design, selection } = editor.draft.get();
  const { ids } = duplicateNodes(design, selection.nodes);
  editor.edit(
    { label: labelFor('Duplicate', editor), select: ids },
    (current) => duplicateNodes(current, selection.nodes).changes,
  );
}

export function copySelected(editor: Editor, clipboard: DataTransfer): boolean {
  const { design, selection } = editor.draft.get();
  if (selection.nodes.size === 0) return false;
  clipboard.setData('text/plain', copyNodes(design, selection.nodes));
  return true;
}

/** Pastes at the pointer, or in the middle of what is seen. */
export function paste(
  editor: Editor,
  text: string,
  how: { readonly at: Point | null; readonly keepIncoming: boolean },
): boolean {
  const clip = readClip(text);
  if (clip === null) return false;
  const { design } = editor.draft.get();
  const options = { at: snapPoint(how.at ?? middleOfView(editor)), keepIncoming: how.keepIncoming };
  const { ids } = pasteClip(design, clip, options);
  editor.edit(
    { label: `Paste ${countOf(ids.length)}`, select: ids },
    (current) => pasteClip(current, clip, options).changes,
  );
  editor.announcement.set(`Pasted ${countOf(ids.length)}`);
  return true;
}

export function nudge(editor: Editor, by: Point): void {
  const { design, selection } = editor.draft.get();
  const positions = new Map(
    design.nodes
      .filter((node) => selection.nodes.has(node.id))
      .map((node) => {
        const at = { x: node.position.x + by.x, y: node.position.y + by.y };
        return [node.id, node.parentId === undefined ? at : keepInside(at)] as const;
      }),
  );
  const gesture = { key: `nudge ${[...selection.nodes].join(' ')}`, pauseMs: NUDGE_PAUSE_MS };
  editor.edit({ label: labelFor('Move', editor), gesture }, (current) => moveNodes(current, positions));
}

export function wrapSelected(editor: Editor): void {
  const ids = [...editor.draft.get().selection.nodes];
  editor.edit({ label: 'Put a session around' }, (current) => wrapInSession(current, ids));
}

export function freeSelected(editor: Editor): void {
  const ids = [...editor.draft.get().selection.nodes];
  editor.edit({ label: 'Take out of the session' }, (current) => reparent(current, ids, null));
}

export function link(editor: Editor, wire: Wire): void {
  editor.edit({ label: 'Connect' }, (current) => connect(current, wire));
  const name = editor.draft.get().design.nodes.find((node) => node.id === wire.target)?.name ?? '';
  editor.announcement.set(`Connected to ${name}`);
}

export function selectAll(editor: Editor): void {
  const { design } = editor.draft.get();
  editor.dispatch({
    type: 'select',
    nodes: design.nodes.map((node) => node.id),
    edges: design.edges.map((edge) => edge.id),
  });
}

/** `Move Charge card`, `Move 3 nodes`. */
export function labelFor(verb: string, editor: Editor): string {
  const { design, selection } = editor.draft.get();
  const [id] = selection.nodes;
  if (selection.nodes.size > 1) return `${verb} ${countOf(selection.nodes.size)}`;
  const name = design.nodes.find((node) => node.id === id)?.name;
  return name === undefined ? `${verb} wire` : `${verb} ${name}`;
}
function countOf(count: number): string {
  return count === 1 ? 'one node' : `${String(count)} nodes`;
}
