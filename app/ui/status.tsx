// How something is: glyph, words and colour, always together. The glyphs are those of the canvas, the lists and the timeline.
import type { ReactNode } from 'react';

import { cx } from './cx.ts';

export type GlyphName =
  | 'idle'
  | 'waiting'
  | 'running'
  | 'retrying'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'paused'
  | 'unknown';

export type Tone = 'idle' | 'running' | 'waiting' | 'done' | 'failed' | 'accent';

interface GlyphLook {
  readonly tone: Tone;
  readonly draw: ReactNode;
}

const ring = <circle cx="8" cy="8" r="5.75" />;
const disc = <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />;

/** studio.md E2, drawn on a 16 px grid. */
const glyphs: Record<GlyphName, GlyphLook> = {
  idle: { tone: 'idle', draw: ring },
  waiting: {
    tone: 'waiting',
    draw: (
      <>
        {ring}
        <path d="M8 8V2.25A5.75 5.75 0 0 1 13.75 8Z" fill="currentColor" stroke="none" />
      </>
    ),
  },
  running: {
    tone: 'running',
    draw: (
      <>
        <circle cx="8" cy="8" r="5.75" opacity="0.35" />
        <circle cx="8" cy="8" r="3.25" fill="currentColor" stroke="none" className="animate-beat" />
      </>
    ),
  },
  retrying: { tone: 'waiting', draw: <path d="M12.9 9.6A5.2 5.2 0 1 1 12 4.7l1.4 1.4M13.5 2.6v3.5H10" /> },
  done: {
    tone: 'done',
    draw: (
      <>
        {disc}
        <path d="m5.1 8.2 2 2 3.8-4.2" className="stroke-surface" strokeWidth="1.75" />
      </>
    ),
  },
  failed: {
    tone: 'failed',
    draw: (
      <>
        {disc}
        <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" className="stroke-surface" strokeWidth="1.75" />
      </>
    ),
  },
  cancelled: {
    tone: 'idle',
    draw: (
      <>
        {ring}
        <path d="m4 12 8-8" />
      </>
    ),
  },
  skipped: { tone: 'idle', draw: <path d="M2.5 11.5c1-4.6 6-6.2 9.6-2.6M12.6 5v4.2H8.4" /> },
  paused: { tone: 'idle', draw: <path d="M5.75 3.75v8.5m4.5-8.5v8.5" strokeWidth="2" /> },
  unknown: {
    tone: 'idle',
    draw: <path d="M5.5 6a2.5 2.5 0 1 1 3.7 2.2C8.4 8.6 8 9 8 10M8 12.6v.1" strokeWidth="1.75" />,
  },
};

const solidText: Record<Tone, string> = {
  idle: 'text-idle-solid',
  running: 'text-running-solid',
  waiting: 'text-waiting-solid',
  done: 'text-done-solid',
  failed: 'text-failed-solid',
  accent: 'text-accent',
};

interface StatusGlyphProps {
  readonly glyph: GlyphName;
  /** Said to screen readers; leave it out where the words stand beside the glyph. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

export function StatusGlyph({ glyph, label, className }: StatusGlyphProps) {
  const look = glyphs[glyph];
  return (
    <svg
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cx('size-4 shrink-0', solidText[look.tone], className)}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {look.draw}
    </svg>
  );
}

export function toneOf(glyph: GlyphName): Tone {
  return glyphs[glyph].tone;
}

const badgeTones: Record<Tone, string> = {
  idle: 'bg-idle-tint text-idle border-idle-line',
  running: 'bg-running-tint text-running border-running-line',
  waiting: 'bg-waiting-tint text-waiting border-waiting-line',
  done: 'bg-done-tint text-done border-done-line',
  failed: 'bg-failed-tint text-failed border-failed-line',
  accent: 'bg-accent-tint text-accent-text border-accent-line',
};

interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Badge({ tone = 'idle', icon, className, children }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-full border px-2 text-xs font-medium whitespace-nowrap',
        badgeTones[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

interface StatusBadgeProps {
  readonly glyph: GlyphName;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** Glyph and words on the state's tint. */
export function StatusBadge({ glyph, children, className }: StatusBadgeProps) {
  return (
    <Badge
      tone={toneOf(glyph)}
      icon={<StatusGlyph glyph={glyph} className="-ml-1 size-3.5" />}
      className={className}
    >
      {children}
    </Badge>
  );
}

/** Glyph and words without a ground, for dense lists. */
export function StatusText({ glyph, children, className }: StatusBadgeProps) {
  return (
    <span className={cx('inline-flex max-w-full min-w-0 items-center gap-2 align-middle', className)}>
      <StatusGlyph glyph={glyph} />
      <span className="min-w-0">{children}</span>
    </span>
  );
}
