'use client';
// The design that the run belongs to, with what happened on it: the editor's own nodes, not drawn again.
import '@xyflow/react/dist/base.css';
import '../../canvas/styles.ts';
import { Background, BackgroundVariant, MiniMap, PanOnScrollMode, ReactFlow } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { CanvasMenu } from './canvas-menu.tsx';
import { CanvasProvider, type CanvasServices, type ProblemCount } from '../../canvas/canvas-context.tsx';
import { ViewBar } from '../../canvas/view-bar.tsx';
import { createFlow, type FlowEdge, type FlowNode } from '../../canvas/model/flow.ts';
import { GRID } from '../../canvas/model/geometry.ts';
import { edgeTypes, nodeTypes } from '../../canvas/node-types.ts';
import { createStore, useStore } from '../../canvas/store.ts';
import { DISCERNIBLE, openingView } from '../../canvas/opening-view.ts';
import { type RunModel, useRun } from './run-store.ts';

export function RunCanvas() {
  const run = useRun();
  const [services] = useState(() => servicesOf(run));
  const [flowOf] = useMemo(() => [createFlow()], []);
  const selected = useStore(run.selected, (id) => id);
  const document = run.detail.design?.document;
  if (document === undefined) return null;
  const { nodes, edges } = flowOf(document, {
    nodes: new Set(selected === null ? [] : [selected]),
    edges: new Set(),
  });
  return (
    <CanvasProvider value={services}>
      <div
        className="h-full w-full"
        role="application"
        aria-label="Canvas of the run"
        data-region="Canvas"
        tabIndex={-1}
      >
        <CanvasMenu>
          <ReactFlow<FlowNode, FlowEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={(flow) =>
              openingView(flow, document, { atLeast: DISCERNIBLE, focus: selected ?? busyNode(run) })
            }
            onNodeClick={(_event, node) => run.selected.set(node.id)}
            onPaneClick={() => run.selected.set(null)}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            panOnScroll
            panOnScrollMode={PanOnScrollMode.Free}
            zoomOnDoubleClick={false}
            minZoom={0.05}
            maxZoom={2}
            onlyRenderVisibleElements={nodes.length > 150}
          >
            <Background variant={BackgroundVariant.Dots} gap={2 * GRID} size={1.2} />
            {nodes.length >= 30 && <MiniMap pannable zoomable position="bottom-right" nodeBorderRadius={8} />}
            <ViewBar />
          </ReactFlow>
        </CanvasMenu>
      </div>
    </CanvasProvider>
  );
}

function servicesOf(run: RunModel): CanvasServices {
  return {
    edit: null,
    live: run.nodes,
    problems: createStore<ReadonlyMap<string, ProblemCount>>(new Map()),
    hoveredEdge: createStore<string | null>(null),
    targets: createStore<ReadonlySet<string> | null>(null),
    dropTarget: createStore<string | null>(null),
  };
}

/** The node at which something happens, or happened last. */
function busyNode(run: RunModel): string | null {
  const nodes = [...run.view.get().state.nodes.values()].filter((node) => node.status !== 'skipped');
  const open = nodes.filter((node) => node.endedAtMs === null);
  return (open.at(-1) ?? nodes.at(-1))?.node ?? null;
}
