'use client';
// A dialog: centred from 640 px, a sheet from below on phones. Focus goes in, stays in and comes back (Base UI).
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';

import { buttonClass } from './button.tsx';
import { cx } from './cx.ts';

const widths = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-2xl', xl: 'sm:max-w-4xl' } as const;

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly size?: keyof typeof widths;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children?: ReactNode;
}

const popup =
  'fixed z-50 flex max-h-[85dvh] w-full flex-col bg-raised text-text shadow-3 transition-[opacity,translate] duration-150 ease-out ' +
  'max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-t-xl max-sm:data-ending-style:translate-y-8 max-sm:data-starting-style:translate-y-8 ' +
  'sm:top-[12vh] sm:left-1/2 sm:max-h-[76dvh] sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:rounded-xl ' +
  'sm:data-starting-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:opacity-0';

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  size = 'md',
  initialFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-50 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className={cx(popup, widths[size])} {...(initialFocus ? { initialFocus } : {})}>
          <header className="px-5 pt-4 pr-12 pb-3">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            {description && (
              <Base.Description render={<div />} className="mt-0.5 text-sm text-text-2">
                {description}
              </Base.Description>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5 scroll-quiet">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
          {/* Last, so that the focus goes to the first field, not here. */}
          <Base.Close
            aria-label="Close"
            className={cx(buttonClass('ghost', 'sm'), 'hit absolute! top-3.5 right-3 w-7 px-0!')}
          >
            <X className="size-4" aria-hidden />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
