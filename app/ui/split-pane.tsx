'use client';
// Two panes and a border between them that can be dragged, or moved with the arrow keys; a double click puts it back.
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';

import { cx } from './cx.ts';

interface SplitPaneProps {
  readonly label: string;
  /** `start`: the first pane has the set size; `end`: the second one. */
  readonly sized: 'start' | 'end';
  readonly axis?: 'x' | 'y';
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  /** Remembers the size in this browser under this name. */
  readonly storeAs?: string;
  readonly first: ReactNode;
  readonly second: ReactNode;
  readonly className?: string | undefined;
}

export function SplitPane(props: SplitPaneProps) {
  const { label, sized, axis = 'x', min, max, first, second, className } = props;
  const { size, move, reset } = useSize(props);
  const start = useRef<{ at: number; size: number } | null>(null);
  const sign = sized === 'start' ? 1 : -1;
  const place = (event: PointerEvent) => (axis === 'x' ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent) => {
    const forward = axis === 'x' ? 'ArrowRight' : 'ArrowDown';
    const back = axis === 'x' ? 'ArrowLeft' : 'ArrowUp';
    const step = event.shiftKey ? 64 : 16;
    if (event.key === forward) move(size + sign * step);
    else if (event.key === back) move(size - sign * step);
    else if (event.key === 'Home') move(min);
    else if (event.key === 'End') move(max);
    else return;
    event.preventDefault();
  };
  const track = `minmax(0, ${String(size)}px)`;
  const tracks = sized === 'start' ? `${track} 0 minmax(0, 1fr)` : `minmax(0, 1fr) 0 ${track}`;
  return (
    <div
      className={cx('grid h-full min-h-0 min-w-0', className)}
      style={axis === 'x' ? { gridTemplateColumns: tracks } : { gridTemplateRows: tracks }}
    >
      <div className="min-h-0 min-w-0 overflow-hidden">{first}</div>
      {/* A focusable separator is a widget (ARIA 1.2); the linter knows only the other kind. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="separator"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={label}
        aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
        aria-valuenow={size}
        aria-valuemin={min}
        aria-valuemax={max}
        onKeyDown={onKeyDown}
        onDoubleClick={reset}
        onPointerDown={(event) => {
          start.current = { at: place(event), size };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (start.current) move(start.current.size + sign * (place(event) - start.current.at));
        }}
        onPointerUp={() => {
          start.current = null;
        }}
        className={cx(
          'relative z-10 touch-none select-none before:absolute before:bg-line before:transition-colors hover:before:bg-accent focus-visible:outline-none focus-visible:before:bg-focus after:absolute',
          axis === 'x'
            ? 'cursor-col-resize before:inset-y-0 before:-left-px before:w-px hover:before:w-0.5 focus-visible:before:w-0.5 after:inset-y-0 after:-left-1.5 after:w-3'
            : 'cursor-row-resize before:inset-x-0 before:-top-px before:h-px hover:before:h-0.5 focus-visible:before:h-0.5 after:inset-x-0 after:-top-1.5 after:h-3',
        )}
      />
      <div className="min-h-0 min-w-0 overflow-hidden">{second}</div>
    </div>
  );
}

function useSize({ initial, min, max, storeAs }: SplitPaneProps) {
  const [size, setSize] = useState(() => stored(storeAs, min, max) ?? initial);
  const move = (next: number) => {
    const fit = Math.round(Math.min(max, Math.max(min, next)));
    setSize(fit);
    if (storeAs !== undefined) localStorage.setItem(`baton.pane.${storeAs}`, String(fit));
  };
  return { size, move, reset: () => move(initial) };
}

function stored(name: string | undefined, min: number, max: number): number | null {
  if (name === undefined || typeof window === 'undefined') return null;
  const value = Number(localStorage.getItem(`baton.pane.${name}`) ?? 'none');
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : null;
}
