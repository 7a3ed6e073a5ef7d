'use client';
// The corner of a node: its state in a run, or what is wrong with it in the editor.
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { formatDuration, formatRunningDuration } from '../../lib/format-time.ts';
import { useNow } from '../../lib/clock.ts';
import { StatusGlyph } from '../../ui/status.tsx';
import { useIsRun, useNodeLive, useProblemCount } from '../canvas-context.tsx';
import type { NodeLive } from '../node-live.ts';

export function NodeState({ id }: { readonly id: string }) {
  const live = useNodeLive(id);
  const isRun = useIsRun();
  const problems = useProblemCount(id);
  if (isRun)
    return (
      <StatusGlyph glyph={live?.glyph ?? 'idle'} label={live?.words ?? 'Not reached'} className="size-4.5" />
    );
  if (problems === undefined) return null;
  const count = problems.errors + problems.warnings;
  const words = `${String(count)} ${count === 1 ? 'problem' : 'problems'}`;
  return problems.errors > 0 ? (
    <CircleAlert className="size-4 shrink-0 text-failed-solid" role="img" aria-label={words} />
  ) : (
    <TriangleAlert className="size-4 shrink-0 text-waiting-solid" role="img" aria-label={words} />
  );
}

/** The second line of a node: its settings in the editor, what it is doing in a run. */
export function NodeLine({ id, about }: { readonly id: string; readonly about: string }) {
  const live = useNodeLive(id);
  if (live === undefined || live.glyph === 'idle') return <>{about}</>;
  return <LiveLine live={live} />;
}

function LiveLine({ live }: { readonly live: NodeLive }) {
  const isOpen = live.endedAtMs === null && live.startedAtMs !== null;
  const words = live.progress === null ? live.words : live.progress.label;
  return (
    <span className="tabular">
      {words}
      {live.startedAtMs !== null && ' · '}
      {live.startedAtMs !== null &&
        (isOpen ? (
          <Since atMs={live.startedAtMs} />
        ) : (
          formatDuration((live.endedAtMs ?? 0) - live.startedAtMs)
        ))}
    </span>
  );
}

/** Counts up, second by second, by the server's clock. */
export function Since({ atMs }: { readonly atMs: number }) {
  const nowMs = useNow();
  return <>{nowMs === 0 ? '' : formatRunningDuration(nowMs - atMs)}</>;
}

export function NodeProgress({ id }: { readonly id: string }) {
  const progress = useNodeLive(id)?.progress;
  if (progress == null) return null;
  const percent = progress.share === null ? null : Math.round(progress.share * 100);
  return (
    <span
      role="progressbar"
      aria-label={progress.label}
      {...(percent === null ? {} : { 'aria-valuenow': percent, 'aria-valuemin': 0, 'aria-valuemax': 100 })}
      className="node-progress"
    >
      <span
        className={percent === null ? 'node-progress-some' : ''}
        style={{ width: percent === null ? undefined : `${String(percent)}%` }}
      />
    </span>
  );
}
