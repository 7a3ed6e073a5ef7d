'use client';
// The frame around every page behind the sign-in: side bar (bottom bar on phones), palette, shortcuts, live stream.
import { Tooltip } from '@base-ui/react/tooltip';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

import { LiveProvider } from '../lib/live.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { GlobalShortcuts } from './global-shortcuts.tsx';
import { PaletteProvider } from './palette-provider.tsx';
import { SideBar } from './side-bar.tsx';

export function Shell({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  return (
    <Tooltip.Provider delay={400}>
      <ToastProvider>
        <LiveProvider>
          <PaletteProvider>
            <a
              href="#main"
              className="fixed top-2 left-2 z-80 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent no-underline shadow-2 focus:translate-y-0"
            >
              Skip to the content
            </a>
            <GlobalShortcuts />
            <div className="flex min-h-dvh md:h-dvh">
              <SideBar pathname={pathname} />
              <div className="flex min-h-0 min-w-0 flex-1 flex-col max-md:pb-(--bottom-height)">
                {children}
              </div>
            </div>
            <BottomBar pathname={pathname} />
          </PaletteProvider>
        </LiveProvider>
      </ToastProvider>
    </Tooltip.Provider>
  );
}
