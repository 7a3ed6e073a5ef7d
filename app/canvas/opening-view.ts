'use client';
// What one sees first: all of it where that is legible, else the beginning.
import type { Design } from '@baton/core';
import type { ReactFlowInstance } from '@xyflow/react';
import { boundsOf } from './model/geometry.ts';
import type { FlowEdge, FlowNode } from './model/flow.ts';
import { insideOf, sizeOf } from './model/geometry.ts';

/** Below this, settings can't be read: for editing. */
export const LEGIBLE = 0.6;
/** Below this, names can't be read: for watching. */
export const DISCERNIBLE = 0.34;

interface Opening {
  /** The smallest zoom at which all of it may be shown. */
  readonly atLeast: number;
  /** The node to look at where not all fits; else the start. */
  readonly focus?: string | null;
}

export function openingView(
  flow: ReactFlowInstance<FlowNode, FlowEdge>,
  design: Design,
  { atLeast, focus = null }: Opening,
): void {
  const tops = design.nodes.filter((node) => node.parentId === undefined);
  const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
  if (tops.length === 0 || pane === undefined) return;
  const all = boundsOf(
    tops.map((node) => ({ ...node.position, ...sizeOf(node, insideOf(design, node.id)) })),
  );
  const zoom = Math.min((pane.width - 96) / all.width, (pane.height - 160) / all.height);
  if (zoom >= atLeast) {
    void flow.fitView({ maxZoom: 1, padding: 0.12 });
    return;
  }
  if (focus !== null) {
    void flow.fitView({ nodes: [{ id: focus }], maxZoom: 0.8, padding: 0.4 });
    return;
  }
  const start = tops.find((node) => node.kind === 'start') ?? tops[0];
  if (start === undefined) return;
  const scale = 0.8;
  const middle = start.position.y + sizeOf(start).height / 2;
  void flow.setViewport({
    x: 64 - start.position.x * scale,
    y: pane.height / 2 - middle * scale,
    zoom: scale,
  });
}
