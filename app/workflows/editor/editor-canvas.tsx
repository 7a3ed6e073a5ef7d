'use client';
// The canvas of the editor: React Flow, controlled by the draft.
import '@xyflow/react/dist/base.css';
import '../../canvas/styles.ts';
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  PanOnScrollMode,
  ReactFlow,
  SelectionMode,
} from '@xyflow/react';
import { useMemo } from 'react';
import { CanvasProvider, type CanvasServices } from '../../canvas/canvas-context.tsx';
import { createFlow, type FlowEdge, type FlowNode } from '../../canvas/model/flow.ts';
import { GRID } from '../../canvas/model/geometry.ts';
import { LEGIBLE, openingView } from '../../canvas/opening-view.ts';
import { edgeTypes, nodeTypes } from '../../canvas/node-types.ts';
import { useStore } from '../../canvas/store.ts';
import { CanvasBar } from './canvas-bar.tsx';
import { CanvasKeys } from './canvas-keys.tsx';
import { useEditor } from './editor-store.ts';
import { EmptyCanvas } from './empty-canvas.tsx';
import { useCanvasClipboard } from './use-canvas-clipboard.ts';
import { useCanvasElement } from './use-canvas-element.ts';
import { useConnecting } from './use-connecting.ts';
import { useDragging } from './use-dragging.ts';

const snapGrid: [number, number] = [GRID, GRID];
/** Below this many all stay mounted: panning then costs nothing. */
const CULL_FROM = 150;
const MINIMAP_FROM = 30;
const AVOID_KEYS = null;

export function EditorCanvas({ services }: { readonly services: CanvasServices }) {
  const editor = useEditor();
  const wrapper = useCanvasElement(editor);
  const [flowOf] = useMemo(() => [createFlow()], []);
  const dragging = useDragging(editor, services);
  const connecting = useConnecting(editor, services);
  const clipboard = useCanvasClipboard(editor);
  const scene = useStore(editor.draft, ({ design, selection }) => ({ design, selection }), sameScene);
  const moving = useStore(dragging.moving, (ids) => ids);
  const { nodes, edges } = flowOf(scene.design, scene.selection, moving);
  return (
    <CanvasProvider value={services}>
      {/* The canvas takes the keys of studio.md B1; the outline is its twin for those who can't see it. */}
      <div
        ref={wrapper}
        role="application"
        aria-label="Canvas"
        aria-roledescription="workflow canvas"
        data-region="Canvas"
        tabIndex={-1}
        className="relative h-full w-full outline-none"
        {...clipboard}
      >
        <ReactFlow<FlowNode, FlowEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onInit={(instance) => {
            editor.setFlow(instance);
            openingView(instance, editor.draft.get().design, { atLeast: LEGIBLE });
          }}
          {...dragging.handlers}
          {...connecting}
          nodesDraggable={editor.mayEdit}
          nodesConnectable={editor.mayEdit}
          edgesReconnectable={editor.mayEdit}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={AVOID_KEYS}
          selectionMode={SelectionMode.Partial}
          snapToGrid
          snapGrid={snapGrid}
          panOnScroll
          panOnScrollMode={PanOnScrollMode.Free}
          zoomOnDoubleClick={false}
          minZoom={0.05}
          maxZoom={2}
          connectionRadius={28}
          connectionLineType={ConnectionLineType.Bezier}
          elevateNodesOnSelect={false}
          onlyRenderVisibleElements={nodes.length > CULL_FROM}
        >
          <Background variant={BackgroundVariant.Dots} gap={2 * GRID} size={1.2} />
          {nodes.length >= MINIMAP_FROM && (
            <MiniMap pannable zoomable position="bottom-right" nodeBorderRadius={8} />
          )}
          <CanvasBar />
        </ReactFlow>
        {nodes.length === 0 && <EmptyCanvas />}
        <CanvasKeys wrapper={wrapper} />
      </div>
    </CanvasProvider>
  );
}

function sameScene(
  a: { design: unknown; selection: unknown },
  b: { design: unknown; selection: unknown },
): boolean {
  return a.design === b.design && a.selection === b.selection;
}
