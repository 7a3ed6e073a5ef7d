'use client';
// Moving and selecting by pointer. A drag is one gesture, and one entry of the log, from the grab to the drop.
import type { EdgeChange, NodeChange, NodeMouseHandler, OnNodeDrag, ReactFlowProps } from '@xyflow/react';
import { useMemo } from 'react';
import type { CanvasServices } from '../../canvas/canvas-context.tsx';
import type { Gesture } from '../../canvas/model/draft.ts';
import { mayBeInside, settle } from '../../canvas/model/edit-groups.ts';
import { moveNodes } from '../../canvas/model/edit-nodes.ts';
import type { FlowEdge, FlowNode } from '../../canvas/model/flow.ts';
import { insideOf, type Point, sizeOf } from '../../canvas/model/geometry.ts';
import { createStore, type ReadStore, type Store } from '../../canvas/store.ts';
import { labelFor } from './canvas-commands.ts';
import type { Editor } from './editor-store.ts';

type Handlers = Pick<
  ReactFlowProps<FlowNode, FlowEdge>,
  | 'onNodesChange'
  | 'onEdgesChange'
  | 'onNodeDragStart'
  | 'onNodeDrag'
  | 'onNodeDragStop'
  | 'onNodeDoubleClick'
  | 'onPaneClick'
>;

const nothing: ReadonlySet<string> = new Set();
let gestures = 0;

export function useDragging(
  editor: Editor,
  services: CanvasServices,
): { readonly moving: ReadStore<ReadonlySet<string>>; readonly handlers: Handlers } {
  return useMemo(() => {
    const moving = createStore(nothing);
    return { moving, handlers: handlersFor(editor, services, moving) };
  }, [editor, services]);
}

function handlersFor(editor: Editor, services: CanvasServices, moving: Store<ReadonlySet<string>>): Handlers {
  let gesture: Gesture = { key: '', pauseMs: null };
  const onNodeDragStart: OnNodeDrag<FlowNode> = (_event, _node, dragged) => {
    gestures += 1;
    gesture = { key: `drag ${String(gestures)}`, pauseMs: null };
    moving.set(new Set(dragged.map((node) => node.id)));
  };
  const onNodesChange = (changes: NodeChange<FlowNode>[]) => {
    const positions = new Map<string, Point>();
    for (const change of changes) {
      if (change.type === 'position' && change.position !== undefined && change.dragging === true) {
        positions.set(change.id, change.position);
      }
    }
    if (positions.size > 0)
      editor.edit({ label: labelFor('Move', editor), gesture }, (design) => moveNodes(design, positions));
    select(editor, changes, 'nodes');
  };
  const onNodeDrag: OnNodeDrag<FlowNode> = (event) =>
    services.dropTarget.set(sessionUnder(editor, pointOf(event), moving.get()));
  const onNodeDragStop: OnNodeDrag<FlowNode> = (event) => {
    const ids = [...moving.get()];
    const over = sessionUnder(editor, pointOf(event), moving.get());
    moving.set(nothing);
    services.dropTarget.set(null);
    editor.edit({ label: labelFor('Move', editor), gesture }, (design) => settle(design, ids, over));
    editor.dispatch({ type: 'endGesture' });
  };
  const onNodeDoubleClick: NodeMouseHandler<FlowNode> = (_event, node) =>
    editor.openUi({ renaming: node.id });
  return {
    onNodesChange,
    onEdgesChange: (changes) => select(editor, changes, 'edges'),
    onNodeDragStart,
    onNodeDrag,
    onNodeDragStop,
    onNodeDoubleClick,
  };
}

/** Selection arrives as changes of single elements, nodes and edges apart. */
function select(
  editor: Editor,
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowEdge>)[],
  of: 'nodes' | 'edges',
): void {
  const { selection } = editor.draft.get();
  const next = { nodes: new Set(selection.nodes), edges: new Set(selection.edges) };
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next[of].add(change.id);
    else next[of].delete(change.id);
  }
  editor.dispatch({ type: 'select', nodes: [...next.nodes], edges: [...next.edges] });
}

function pointOf(event: MouseEvent | TouchEvent | React.MouseEvent): Point {
  const at = 'touches' in event ? (event.touches[0] ?? event.changedTouches[0]) : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
}

/** The session that the pointer is over, if something in the hand may go inside. */
function sessionUnder(editor: Editor, pointer: Point, moving: ReadonlySet<string>): string | null {
  const at = editor.flow.current?.screenToFlowPosition(pointer, { snapToGrid: false });
  const { design } = editor.draft.get();
  if (at === undefined || !design.nodes.some((node) => moving.has(node.id) && mayBeInside(node))) return null;
  const session = design.nodes.find((node) => {
    if (node.kind !== 'session' || moving.has(node.id)) return false;
    const held = insideOf(design, node.id).filter((child) => !moving.has(child.id));
    const size = sizeOf(node, held);
    const { x, y } = node.position;
    return at.x > x && at.x < x + size.width && at.y > y && at.y < y + size.height;
  });
  return session?.id ?? null;
}
