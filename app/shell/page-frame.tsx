'use client';
// A page inside the frame: the top bar with breadcrumb and actions, and the one <main>. Every page draws this itself, so nothing arrives late.
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';

import { useLiveState } from '../lib/live.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Kbd } from '../ui/kbd.tsx';
import { Breadcrumb, type Crumb } from '../ui/page-header.tsx';
import { StatusGlyph } from '../ui/status.tsx';
import { usePalette } from './palette-provider.tsx';
import { useScrollMemory } from './use-scroll-memory.ts';

interface PageFrameProps {
  readonly crumbs: readonly Crumb[];
  /** Right in the top bar. */
  readonly actions?: ReactNode;
  /** Beside the breadcrumb: a status, a saved mark. */
  readonly aside?: ReactNode;
  /** The page fills the window and scrolls inside (inbox, editor, run). */
  readonly full?: boolean;
  readonly children: ReactNode;
}

// From 768 px the page scrolls inside, beside a place kept for its bar: so nothing in the frame moves when a page is long. Phones scroll the window.
const scrolls = 'md:overflow-y-auto md:[scrollbar-gutter:stable] scroll-quiet';

export function PageFrame({ crumbs, actions, aside, full = false, children }: PageFrameProps) {
  const scroller = useScrollMemory();
  return (
    <>
      <header
        data-region="Top bar"
        tabIndex={-1}
        className="sticky top-0 z-30 flex h-(--top-height) shrink-0 items-center gap-3 border-b border-line bg-bg px-6 max-md:px-4"
      >
        <Breadcrumb crumbs={crumbs} />
        {aside}
        <div className="ml-auto flex shrink-0 items-center gap-2">
          <LiveMark />
          {actions}
          <PaletteButton />
        </div>
      </header>
      <main
        ref={scroller}
        id="main"
        data-region="Content"
        tabIndex={-1}
        className={cx(
          'min-h-0 min-w-0 flex-1 outline-none',
          full
            ? 'overflow-hidden max-md:h-[calc(100dvh-var(--top-height)-var(--bottom-height))] max-md:flex-none'
            : scrolls,
        )}
      >
        {children}
      </main>
    </>
  );
}

function PaletteButton() {
  const { openPalette } = usePalette();
  return (
    <Button
      onClick={openPalette}
      icon={<Search className="size-3.5 text-text-3" aria-hidden />}
      className="text-text-3! max-lg:hidden"
      aria-keyshortcuts="Control+K Meta+K"
    >
      <span className="font-normal">Search</span>
      <Kbd keys="Mod+K" className="ml-3" />
    </Button>
  );
}

/** Only seen while the stream is down: what is on screen may be old. */
function LiveMark() {
  const state = useLiveState();
  return (
    <span
      role="status"
      className={cx('items-center gap-1.5 text-xs text-text-3', state === 'live' ? 'hidden' : 'live-mark')}
    >
      {state === 'connecting' && (
        <>
          <StatusGlyph glyph="retrying" className="size-3.5" />
          <span className="max-sm:sr-only">Reconnecting…</span>
        </>
      )}
    </span>
  );
}
