'use client';
// A session: a container with a header that tells, in a run, which worker is held and for how long.
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { Layers } from 'lucide-react';
import { memo } from 'react';
import { formatDuration, formatRunningDuration } from '../../lib/format-time.ts';
import { cx } from '../../ui/cx.ts';
import { type CanvasEdit, useCanvas, useNodeLive, useShownState } from '../canvas-context.tsx';
import type { FlowNode } from '../model/flow.ts';
import { type Box, GRID, SESSION_HEADER } from '../model/geometry.ts';
import { summaryOf } from '../model/summary.ts';
import type { SessionLive } from '../node-live.ts';
import { useStore } from '../store.ts';
import { NodePorts } from './node-ports.tsx';
import { NodeState, Since } from './node-state.tsx';

export const SessionNode = memo(function SessionNode({ id, data, selected }: NodeProps<FlowNode>) {
  const { edit, dropTarget } = useCanvas();
  const isDropTarget = useStore(dropTarget, (session) => session === id);
  const state = useShownState(id);
  const session = useNodeLive(id)?.session?.state;
  return (
    <div
      data-kind="session"
      data-state={state}
      data-session={session}
      className={cx('session-node', selected && 'flow-node-selected', isDropTarget && 'session-drop')}
      style={{ width: data.size.width, height: data.size.height }}
    >
      {edit !== null && <Resizer id={id} edit={edit} isVisible={selected} />}
      <header className="session-head" style={{ height: SESSION_HEADER }}>
        <Layers className="size-4 shrink-0 text-text-3" aria-hidden />
        <span className="shrink truncate text-sm font-medium text-text">{data.node.name}</span>
        <span className="min-w-0 flex-1 truncate text-xs text-text-3">
          <HeadWords id={id} about={`Session · ${summaryOf(data.node)}`} />
        </span>
        <NodeState id={id} />
      </header>
      {data.isEmpty && edit !== null && (
        <p className="session-empty">Drop activities in here: they run on one worker.</p>
      )}
      <NodePorts id={id} data={data} selected={selected} />
    </div>
  );
});

interface ResizerProps {
  readonly id: string;
  readonly edit: CanvasEdit;
  readonly isVisible: boolean;
}

function Resizer({ id, edit, isVisible }: ResizerProps) {
  const put = (box: Box) => edit.resize(id, box, `resize ${id}`);
  return (
    <NodeResizer
      isVisible={isVisible}
      minWidth={20 * GRID}
      minHeight={SESSION_HEADER + 8 * GRID}
      lineClassName="session-resize-line"
      handleClassName="session-resize-handle"
      onResize={(_event, box) => put(box)}
      onResizeEnd={(_event, box) => put(box)}
    />
  );
}

function HeadWords({ id, about }: { readonly id: string; readonly about: string }) {
  const session = useNodeLive(id)?.session ?? null;
  return session === null ? about : <SessionWords session={session} />;
}

function SessionWords({ session }: { readonly session: SessionLive }) {
  return (
    <span className="tabular">
      {session.words}
      {session.openedAtMs !== null && ' · '}
      {session.openedAtMs !== null && <OpenFor session={session} />}
    </span>
  );
}

/** `open 3 m 40 s / 30 m`. */
function OpenFor({ session }: { readonly session: SessionLive }) {
  const { openedAtMs, closedAtMs, endsAtMs } = session;
  if (openedAtMs === null) return null;
  if (closedAtMs !== null) return <>held {formatDuration(closedAtMs - openedAtMs)}</>;
  return (
    <>
      <Since atMs={openedAtMs} />
      {endsAtMs !== null && ` / ${formatRunningDuration(endsAtMs - openedAtMs)}`}
    </>
  );
}
