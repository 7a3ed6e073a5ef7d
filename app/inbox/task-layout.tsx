'use client';
import type { ReactNode } from 'react';

interface TaskLayoutProps {
  readonly children: ReactNode;
  /** Stays at the bottom while the rest scrolls. */
  readonly bar?: ReactNode;
}

export function TaskLayout({ children, bar }: TaskLayoutProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto scroll-quiet">
        <div className="mx-auto flex max-w-3xl flex-col gap-6 px-8 py-7 max-md:gap-5 max-md:px-4 max-md:py-5">
          {children}
        </div>
      </div>
      {bar}
    </div>
  );
}
