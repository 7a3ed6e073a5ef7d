// The timeline as data: rows, lanes of sessions, and a scale in which idle time takes no room. Pure.
import type { RunState } from '@baton/core';
import type { PendingActivity } from '../../../../server/views/runs.ts';
import type { GlyphName } from '../../../ui/status.tsx';

export type SegmentKind = 'queued' | 'running' | 'human' | 'waiting';

export interface Segment {
  readonly kind: SegmentKind;
  readonly fromMs: number;
  /** `null`: still going on. */
  readonly toMs: number | null;
}

export interface TimelineRow {
  readonly id: string;
  /** The node (or label) that is selected by a click. */
  readonly label: string | null;
  readonly name: string;
  readonly glyph: GlyphName;
  readonly words: string;
  readonly segments: readonly Segment[];
  /** The session that it ran in. */
  readonly lane: string | null;
}

export interface TimelineLane {
  readonly id: string;
  readonly name: string;
  readonly words: string;
  readonly fromMs: number;
  readonly toMs: number | null;
}

export interface Timeline {
  readonly fromMs: number;
  /** Of the last thing known. */
  readonly toMs: number;
  readonly rows: readonly TimelineRow[];
  readonly lanes: readonly TimelineLane[];
}

type NameOf = (label: string | null, fallback: string) => string;

export function timelineOf(state: RunState, pending: readonly PendingActivity[], nameOf: NameOf): Timeline {
  const rows = new Map(pending.map((row) => [row.activityId, row]));
  const activities = [...state.activities.values()].map(
    (activity): TimelineRow & { readonly fromMs: number } => {
      const row = rows.get(activity.activityId);
      return {
        id: `activity ${activity.activityId}`,
        label: activity.label,
        name: nameOf(activity.label, activity.name),
        glyph: activityGlyph(activity, row),
        words: activityWords[activity.status],
        segments: activitySegments(activity, row),
        lane: activity.sessionId,
        fromMs: activity.scheduledAtMs,
      };
    },
  );
  const timers = [...state.timers.values()].map((timer) => ({
    id: `timer ${timer.timerId}`,
    label: timer.label,
    name: nameOf(timer.label, 'Timer'),
    glyph:
      timer.status === 'pending'
        ? ('waiting' as const)
        : timer.status === 'fired'
          ? ('done' as const)
          : ('cancelled' as const),
    words: timer.status === 'pending' ? 'waiting' : timer.status,
    segments: [{ kind: 'waiting' as const, fromMs: timer.startedAtMs, toMs: timer.closedAtMs }],
    lane: null,
    fromMs: timer.startedAtMs,
  }));
  const lanes = [...state.sessions.values()].map((session) => ({
    id: session.sessionId,
    name: nameOf(session.label, 'Session'),
    words: session.workerKey ?? session.hostName ?? session.status,
    fromMs: session.openedAtMs ?? session.requestedAtMs,
    toMs: session.closedAtMs,
  }));
  const fromMs = state.started?.atMs ?? 0;
  const toMs = Math.max(fromMs + 1, state.closedAtMs ?? state.lastEventAtMs);
  return { fromMs, toMs, rows: [...activities, ...timers].sort((a, b) => a.fromMs - b.fromMs), lanes };
}

export const activityWords = {
  scheduled: 'under way',
  cancelRequested: 'cancelling',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

function activityGlyph({ status, mode }: Activity, row: PendingActivity | undefined): GlyphName {
  if (status === 'completed') return 'done';
  if (status === 'failed' || status === 'cancelled') return status;
  if (mode === 'human') return 'waiting';
  if (row === undefined || row.state === 'running') return 'running';
  return row.attempt > 0 && row.state === 'queued' ? 'retrying' : 'waiting';
}

type Activity = RunState['activities'] extends Map<unknown, infer A> ? A : never;

function activitySegments(activity: Activity, row: PendingActivity | undefined): readonly Segment[] {
  const { scheduledAtMs: fromMs, closedAtMs: toMs, mode } = activity;
  if (mode === 'human') return [{ kind: 'human', fromMs, toMs }];
  if (row === undefined) return [{ kind: 'running', fromMs, toMs }];
  if (row.startedAtMs === null || row.state === 'queued') return [{ kind: 'queued', fromMs, toMs }];
  const kind = row.state === 'async' ? 'waiting' : 'running';
  return [
    { kind: 'queued', fromMs, toMs: row.startedAtMs },
    { kind, fromMs: row.startedAtMs, toMs },
  ];
}

/** A place on the time axis, as a share of its width. */
export interface Scale {
  readonly at: (ms: number) => number;
  /** Stretches that were cut short because nothing happened. */
  readonly gaps: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly left: number;
    readonly width: number;
  }[];
}

/** A stretch without anything beginning or ending is cut short if it is more than this part of the whole. */
const GAP_SHARE = 0.1;
/** Shorter ones are shown as long as they are: seconds explain themselves. */
const GAP_LEAST_MS = 60_000;
/** What is left of all of them together; at least this much for each, so that its length can be read. */
const GAPS_WIDTH = 0.3;
const GAP_LEAST_WIDTH = 0.06;

/**
 * A scale over the moments at which anything began or ended; `nowMs` ends it while the run is open.
 *
 * Only time in which nothing worked is cut short: an activity that runs for hours is seen to run for hours.
 */
export function timeScale(timeline: Timeline, nowMs: number): Scale {
  const moments = momentsOf(timeline, nowMs);
  const whole = Math.max(1, (moments.at(-1) ?? 0) - (moments[0] ?? 0));
  const work = workOf(timeline, Math.max(nowMs, timeline.toMs));
  const steps = moments.slice(1).map((toMs, index) => {
    const fromMs = moments[index] ?? toMs;
    const isIdle = !work.some((segment) => segment.fromMs < toMs && segment.toMs > fromMs);
    return { fromMs, toMs, isGap: isIdle && toMs - fromMs > Math.max(GAP_LEAST_MS, whole * GAP_SHARE) };
  });
  const isAllIdle = steps.every((step) => step.isGap);
  const gapCount = isAllIdle ? 0 : steps.filter((step) => step.isGap).length;
  const busyMs = steps.reduce(
    (sum, step) => sum + (step.isGap && !isAllIdle ? 0 : step.toMs - step.fromMs),
    0,
  );
  const gapWidth = Math.min(
    Math.max(GAP_LEAST_WIDTH, GAPS_WIDTH / Math.max(1, gapCount)),
    0.8 / Math.max(1, gapCount),
  );
  const busyWidth = 1 - gapCount * gapWidth;
  let left = 0;
  const placed = steps.map((step) => {
    const isGap = step.isGap && !isAllIdle;
    const width = isGap ? gapWidth : ((step.toMs - step.fromMs) / Math.max(1, busyMs)) * busyWidth;
    const at = left;
    left += width;
    return { ...step, isGap, left: at, width };
  });
  return { gaps: placed.filter((step) => step.isGap), at: (ms) => placeOf(ms, placed) };
}

type Step = Scale['gaps'][number];

function placeOf(ms: number, steps: readonly Step[]): number {
  const step = steps.find((candidate) => ms <= candidate.toMs) ?? steps.at(-1);
  if (step === undefined) return 0;
  const share = (ms - step.fromMs) / Math.max(1, step.toMs - step.fromMs);
  return Math.max(0, Math.min(1, step.left + Math.max(0, Math.min(1, share)) * step.width));
}

/** What worked, or waited for a worker: not people, not timers. */
function workOf(
  { rows }: Timeline,
  endMs: number,
): readonly { readonly fromMs: number; readonly toMs: number }[] {
  return rows
    .flatMap((row) => row.segments)
    .filter((segment) => segment.kind === 'running' || segment.kind === 'queued')
    .map((segment) => ({ fromMs: segment.fromMs, toMs: segment.toMs ?? endMs }));
}

function momentsOf({ fromMs, toMs, rows, lanes }: Timeline, nowMs: number): readonly number[] {
  const isOpen = rows.some((row) => row.segments.some((segment) => segment.toMs === null));
  const found = new Set([fromMs, toMs]);
  for (const { segments } of rows)
    for (const segment of segments)
      [segment.fromMs, segment.toMs].forEach((ms) => ms !== null && found.add(ms));
  for (const lane of lanes) [lane.fromMs, lane.toMs].forEach((ms) => ms !== null && found.add(ms));
  if (isOpen && nowMs > 0) found.add(Math.max(nowMs, toMs));
  return [...found].sort((a, b) => a - b);
}
