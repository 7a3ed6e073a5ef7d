'use client';
// A wire. In the editor with a plus that inserts a node; in a run, thick where the run went.
import {
  BaseEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  getSmoothStepPath,
  Position,
} from '@xyflow/react';
import { Plus } from 'lucide-react';
import { memo } from 'react';
import { cx } from '../ui/cx.ts';
import { useCanvas, useNodeLive } from './canvas-context.tsx';
import type { FlowEdge } from './model/flow.ts';
import { useStore } from './store.ts';

export const WireEdge = memo(function WireEdge(props: EdgeProps<FlowEdge>) {
  const { id, selected = false, data } = props;
  const { edit, live, hoveredEdge } = useCanvas();
  const hovered = useStore(hoveredEdge, (edge) => edge === id);
  const source = useNodeLive(props.source);
  const target = useNodeLive(props.target);
  const [path, x, y] = pathOf(props);
  const taken = source !== undefined && isTaken(source, props.sourceHandleId, target);
  const state = live === null ? 'design' : taken ? 'taken' : 'untaken';
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={24}
        className={cx(
          'wire',
          selected && 'wire-selected',
          data?.isError === true && 'wire-error',
          `wire-${state}`,
        )}
        {...(props.markerEnd === undefined ? {} : { markerEnd: props.markerEnd })}
      />
      {edit !== null && (hovered || selected) && (
        <EdgeLabelRenderer>
          <button
            type="button"
            tabIndex={-1}
            aria-label="Insert a node here"
            title="Insert a node (I)"
            className="wire-plus nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${String(x)}px, ${String(y)}px)` }}
            onClick={(event) => edit.requestAdd({ kind: 'within', edgeId: id }, event.currentTarget)}
          >
            <Plus aria-hidden />
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function pathOf(props: EdgeProps<FlowEdge>): readonly [string, number, number] {
  const ends = {
    sourceX: props.sourceX,
    sourceY: props.sourceY,
    targetX: props.targetX,
    targetY: props.targetY,
    sourcePosition: props.sourcePosition,
    targetPosition: props.targetPosition,
  };
  // Backwards and downwards, a curve would run through the nodes.
  const bends = props.targetX < props.sourceX + 24 || props.sourcePosition === Position.Bottom;
  const [path, x, y] = bends ? getSmoothStepPath({ ...ends, borderRadius: 12 }) : getBezierPath(ends);
  return [path, x, y];
}

function isTaken(
  source: { readonly glyph: string; readonly takenPort: string | null },
  port: string | null | undefined,
  target: { readonly glyph: string } | undefined,
): boolean {
  if (target === undefined || target.glyph === 'skipped' || target.glyph === 'idle') return false;
  if (source.takenPort !== null) return source.takenPort === port;
  return source.glyph === 'done' && port !== 'error';
}
