'use client';
// Times on a page: by the server's clock, relative with the moment on hover, or a duration that counts.
import { useNow } from '../lib/clock.ts';
import { formatDuration, formatMoment, formatRelative, formatRunningDuration } from '../lib/format-time.ts';
import { cx } from './cx.ts';

interface RelativeTimeProps {
  readonly atMs: number;
  readonly className?: string | undefined;
}

/** `3 m ago`, `in 2 h 14 m`. The moment itself is the title, and is what gets copied with `<time datetime>`. */
export function RelativeTime({ atMs, className }: RelativeTimeProps) {
  const nowMs = useNow();
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={formatMoment(atMs)}
      className={cx('tabular whitespace-nowrap', className)}
      suppressHydrationWarning
    >
      {nowMs === 0 ? '' : formatRelative(atMs, nowMs)}
    </time>
  );
}

interface DurationTextProps {
  readonly fromMs: number;
  /** Null: still going on; it counts. */
  readonly toMs: number | null;
  readonly className?: string | undefined;
}

export function DurationText({ fromMs, toMs, className }: DurationTextProps) {
  return (
    <span className={cx('tabular whitespace-nowrap', className)} suppressHydrationWarning>
      {toMs === null ? <Counting fromMs={fromMs} /> : formatDuration(toMs - fromMs)}
    </span>
  );
}

function Counting({ fromMs }: { readonly fromMs: number }) {
  const nowMs = useNow();
  return nowMs === 0 ? '' : formatRunningDuration(nowMs - fromMs);
}
