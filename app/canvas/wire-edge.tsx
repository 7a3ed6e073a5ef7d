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
import { type CanvasEdit, useCanvas, useNodeLive } from './canvas-context.tsx';
import type { FlowEdge } from './model/flow.ts';
import type { Point } from './model/geometry.ts';
import { useStore } from './store.ts';

export const WireEdge = memo(function WireEdge(props: EdgeProps<FlowEdge>) {
  const { id, selected = false, data } = props;
  const { edit, hoveredEdge } = useCanvas();
  const hovered = useStore(hoveredEdge, (edge) => edge === id);
  const state = useWireState(props);
  const [path, x, y] = pathOf(props);
  const isError = data?.isError ?? false;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={24}
        className={cx('wire', `wire-${state}`, isError && 'wire-error', selected && 'wire-selected')}
      />
      {edit !== null && (hovered || selected) && <InsertButton id={id} at={{ x, y }} edit={edit} />}
    </>
  );
});

interface InsertButtonProps {
  readonly id: string;
  readonly at: Point;
  readonly edit: CanvasEdit;
}

function InsertButton({ id, at, edit }: InsertButtonProps) {
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        tabIndex={-1}
        aria-label="Insert a node here"
        title="Insert a node (I)"
        className="wire-plus nodrag nopan"
        style={{ transform: `translate(-50%, -50%) translate(${String(at.x)}px, ${String(at.y)}px)` }}
        onClick={(event) => edit.requestAdd({ kind: 'within', edgeId: id }, event.currentTarget)}
      >
        <Plus aria-hidden />
      </button>
    </EdgeLabelRenderer>
  );
}

function useWireState({
  source,
  sourceHandleId,
  target,
}: EdgeProps<FlowEdge>): 'design' | 'taken' | 'untaken' {
  const { live } = useCanvas();
  const from = useNodeLive(source);
  const to = useNodeLive(target);
  if (live === null) return 'design';
  return from !== undefined && isTaken(from, sourceHandleId, to) ? 'taken' : 'untaken';
}

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
