'use client';
// The timeline: rows are activities, lanes are sessions, idle time takes no room. Every row is a button that says in words what its bar shows.
import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from '../../canvas/store.ts';
import { useNow } from '../../lib/clock.ts';
import { formatDuration } from '../../lib/format-time.ts';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { StatusGlyph } from '../../ui/status.tsx';
import {
  type Scale,
  type Segment,
  type SegmentKind,
  type Timeline,
  type TimelineLane,
  type TimelineRow,
  timelineOf,
  timeScale,
} from './model/timeline.ts';
import { useNameOf, useRun, useRunView } from './run-store.ts';
import './timeline.css';

export function TimelineView() {
  const view = useRunView((value) => value);
  const nameOf = useNameOf();
  const liveNowMs = useNow();
  const nowMs = view.isPast || view.state.closedAtMs !== null ? view.state.lastEventAtMs : liveNowMs;
  // The names come with the run, and don't change.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const timeline = useMemo(() => timelineOf(view.state, view.pending, nameOf), [view]);
  const scale = timeScale(timeline, nowMs);
  if (timeline.rows.length === 0) {
    return (
      <EmptyState title="Nothing has been done yet">
        Activities, approvals and timers appear here as they begin.
      </EmptyState>
    );
  }
  return (
    <div
      role="region"
      aria-label="Timeline"
      data-region="Timeline"
      tabIndex={-1}
      className="h-full overflow-auto bg-surface outline-none scroll-quiet"
    >
      <Axis timeline={timeline} scale={scale} nowMs={nowMs} />
      <ul className="relative pb-3">
        {grouped(timeline).map((group) => (
          <li key={group.lane?.id ?? group.rows[0]?.id}>
            {group.lane !== null && <Lane lane={group.lane} scale={scale} nowMs={nowMs} />}
            <ul>
              {group.rows.map((row) => (
                <Row key={row.id} row={row} scale={scale} nowMs={nowMs} isInLane={group.lane !== null} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Group {
  readonly lane: TimelineLane | null;
  readonly rows: readonly TimelineRow[];
}

/** Rows of a session stand together under its lane, where its first one would. */
function grouped({ rows, lanes }: Timeline): readonly Group[] {
  const done = new Set<string>();
  return rows.flatMap((row): Group[] => {
    if (row.lane === null) return [{ lane: null, rows: [row] }];
    if (done.has(row.lane)) return [];
    done.add(row.lane);
    const lane = lanes.find((candidate) => candidate.id === row.lane) ?? null;
    return [{ lane, rows: rows.filter((other) => other.lane === row.lane) }];
  });
}

interface Placed {
  readonly scale: Scale;
  readonly nowMs: number;
}

function Axis({ timeline, scale, nowMs }: Placed & { readonly timeline: Timeline }) {
  const endMs = Math.max(timeline.toMs, nowMs);
  return (
    <div
      aria-hidden
      className="sticky top-0 z-2 grid h-8 grid-cols-[13rem_1fr] items-center border-b border-line bg-surface max-md:grid-cols-[8rem_1fr]"
    >
      <span className="px-4 text-xs font-medium text-text-3">Timeline</span>
      <div className="relative mr-6 h-full text-2xs text-text-3">
        {!scale.gaps.some((gap) => gap.left < 0.03) && (
          <span className="tabular absolute top-2 left-0">0</span>
        )}
        {!scale.gaps.some((gap) => gap.left + gap.width > 0.95) && (
          <span className="tabular absolute top-2 right-0">{formatDuration(endMs - timeline.fromMs)}</span>
        )}
        {scale.gaps.map((gap) => (
          <span
            key={gap.fromMs}
            className="absolute top-2 text-center whitespace-nowrap text-text-2"
            style={{ left: percent(gap.left), width: percent(gap.width) }}
            title={`${formatDuration(gap.toMs - gap.fromMs)} in which nothing happened`}
          >
            ⋯ {formatDuration(gap.toMs - gap.fromMs)} ⋯
          </span>
        ))}
      </div>
    </div>
  );
}

function Lane({ lane, scale, nowMs }: Placed & { readonly lane: TimelineLane }) {
  const from = scale.at(lane.fromMs);
  const to = scale.at(lane.toMs ?? nowMs);
  return (
    <div className="grid grid-cols-[13rem_1fr] items-center max-md:grid-cols-[8rem_1fr]">
      <p className="truncate px-4 pt-2 pb-1 text-xs font-medium text-text-2">
        <Layers className="mr-1.5 inline size-3.5 text-text-3" aria-hidden />
        {lane.name}
      </p>
      <div className="relative mr-6 h-6">
        <div
          className="timeline-lane"
          style={{ left: percent(from), width: `max(8px, ${percent(to - from)})` }}
        >
          <span className="truncate">{lane.words}</span>
        </div>
      </div>
    </div>
  );
}

function Row({
  row,
  scale,
  nowMs,
  isInLane,
}: Placed & { readonly row: TimelineRow; readonly isInLane: boolean }) {
  const run = useRun();
  const isSelected = useStore(run.selected, (id) => id !== null && id === row.label);
  const fromMs = row.segments[0]?.fromMs ?? nowMs;
  const toMs = row.segments.at(-1)?.toMs ?? nowMs;
  const took = formatDuration(toMs - fromMs);
  return (
    <li>
      <button
        type="button"
        aria-pressed={isSelected}
        aria-label={`${row.name}, ${row.words}, ${took}`}
        onClick={() => run.selected.set(row.label)}
        className={cx(
          'grid h-8 w-full grid-cols-[13rem_1fr] items-center text-left max-md:grid-cols-[8rem_1fr] hover:bg-hover focus-visible:-outline-offset-2',
          isSelected && 'bg-accent-tint',
        )}
      >
        <span className={cx('flex min-w-0 items-center gap-2 pr-3', isInLane ? 'pl-8' : 'pl-4')}>
          <StatusGlyph glyph={row.glyph} className="size-3.5" />
          <span className="truncate text-sm">{row.name}</span>
        </span>
        <span className="relative mr-6 block h-full">
          {row.segments.map((segment) => (
            <Bar
              key={`${segment.kind} ${String(segment.fromMs)}`}
              segment={segment}
              glyph={row.glyph}
              scale={scale}
              nowMs={nowMs}
            />
          ))}
          <Took from={scale.at(fromMs)} to={scale.at(toMs)}>
            {took}
          </Took>
        </span>
      </button>
    </li>
  );
}

/** Behind the bar; before it where there is no room behind; else on it. */
function Took({
  from,
  to,
  children,
}: {
  readonly from: number;
  readonly to: number;
  readonly children: string;
}) {
  if (to < 0.86) {
    return (
      <span
        className="tabular timeline-took"
        style={{ left: `calc(max(${percent(to)}, ${percent(from)} + 8px) + 6px)` }}
      >
        {children}
      </span>
    );
  }
  const isOnBar = from < 0.14;
  return (
    <span
      className={cx('tabular timeline-took', isOnBar && 'timeline-took-on')}
      style={{ right: isOnBar ? '0px' : `calc(${percent(1 - from)} + 6px)` }}
    >
      {children}
    </span>
  );
}

const bars: Record<SegmentKind, string> = {
  queued: 'timeline-queued',
  running: 'timeline-running',
  human: 'timeline-human',
  waiting: 'timeline-waiting',
};

function Bar({
  segment,
  glyph,
  scale,
  nowMs,
}: Placed & { readonly segment: Segment; readonly glyph: string }) {
  const from = scale.at(segment.fromMs);
  const to = scale.at(segment.toMs ?? nowMs);
  return (
    <span
      data-state={glyph}
      className={cx('timeline-bar', bars[segment.kind])}
      style={{ left: percent(from), width: `max(8px, ${percent(to - from)})` }}
    />
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
