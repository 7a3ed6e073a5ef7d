'use client';
// A session: a container with a header that tells, in a run, which worker is held and for how long.
import { NodeResizer, type NodeProps } from '@xyflow/react';
import { Layers } from 'lucide-react';
import { memo } from 'react';
import { formatRunningDuration } from '../../lib/format-time.ts';
import { cx } from '../../ui/cx.ts';
import { useCanvas, useIsRun, useNodeLive } from '../canvas-context.tsx';
import type { FlowNode } from '../model/flow.ts';
import { GRID, SESSION_HEADER } from '../model/geometry.ts';
import { summaryOf } from '../model/summary.ts';
import type { SessionLive } from '../node-live.ts';
import { useStore } from '../store.ts';
import { NodePorts } from './node-ports.tsx';
import { NodeState, Since } from './node-state.tsx';

export const SessionNode = memo(function SessionNode({ id, data, selected }: NodeProps<FlowNode>) {
  const { edit, dropTarget } = useCanvas();
  const isDropTarget = useStore(dropTarget, (session) => session === id);
  const live = useNodeLive(id);
  const isRun = useIsRun();
  const { node, size } = data;
  return (
    <div
      data-kind="session"
      data-state={isRun ? (live?.glyph ?? 'idle') : undefined}
      data-session={live?.session?.state}
      className={cx('session-node', selected && 'flow-node-selected', isDropTarget && 'session-drop')}
      style={{ width: size.width, height: size.height }}
    >
      {edit !== null && (
        <NodeResizer
          isVisible={selected}
          minWidth={20 * GRID}
          minHeight={SESSION_HEADER + 8 * GRID}
          lineClassName="session-resize-line"
          handleClassName="session-resize-handle"
          onResize={(_event, box) => edit.resize(id, box, `resize ${id}`)}
          onResizeEnd={(_event, box) => edit.resize(id, box, `resize ${id}`)}
        />
      )}
      <header className="session-head" style={{ height: SESSION_HEADER }}>
        <Layers className="size-4 shrink-0 text-text-3" aria-hidden />
        <span className="shrink truncate text-sm font-medium text-text">{node.name}</span>
        <span className="min-w-0 flex-1 truncate text-xs text-text-3">
          {live?.session ? <SessionWords session={live.session} /> : `Session · ${summaryOf(node)}`}
        </span>
        <NodeState id={id} />
      </header>
      {data.isEmpty && edit !== null && (
        <p className="session-empty">Drop activities in here: they run on one worker, one after the other.</p>
      )}
      <NodePorts id={id} data={data} selected={selected} />
    </div>
  );
});

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
  if (closedAtMs !== null) return <>held {formatRunningDuration(closedAtMs - openedAtMs)}</>;
  return (
    <>
      <Since atMs={openedAtMs} />
      {endsAtMs !== null && ` / ${formatRunningDuration(endsAtMs - openedAtMs)}`}
    </>
  );
}
