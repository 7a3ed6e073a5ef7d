'use client';
// How long a worker's word still holds.
import { useNow } from '../lib/clock.ts';
import { formatRunningDuration } from '../lib/format-time.ts';

interface LeaseTextProps {
  readonly untilMs: number;
  readonly leaseMs: number;
}

/** `renewed 3 s ago`, or `ran out 40 s ago`. */
export function LeaseText({ untilMs, leaseMs }: LeaseTextProps) {
  const nowMs = useNow();
  if (nowMs === 0) return null;
  const overMs = nowMs - untilMs;
  const sinceS = Math.max(0, Math.round((nowMs - (untilMs - leaseMs)) / 1000));
  return overMs > 0 ? (
    <span className="tabular text-failed">ran out {formatRunningDuration(overMs)} ago</span>
  ) : (
    <span className="tabular text-text-2">renewed {sinceS} s ago</span>
  );
}
