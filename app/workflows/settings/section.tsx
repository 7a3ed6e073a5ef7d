'use client';
// A part of the settings, with a heading; closed ones open by a click.
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-b border-line px-4 py-4 last:border-b-0">
      <h3 className="text-xs font-semibold text-text-3">{title}</h3>
      {children}
    </section>
  );
}

interface FoldedProps {
  readonly title: string;
  /** What it holds, seen while it is closed. */
  readonly summary: string;
  readonly children: ReactNode;
}

export function Folded({ title, summary, children }: FoldedProps) {
  return (
    <details className="group border-b border-line last:border-b-0">
      <summary className="flex items-center gap-1.5 px-4 py-3 text-xs font-semibold text-text-3 hover:text-text">
        <ChevronRight className="size-3.5 transition-transform group-open:rotate-90" aria-hidden />
        {title}
        <span className="ml-auto min-w-0 truncate pl-3 font-normal group-open:hidden">{summary}</span>
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-1 pb-4">{children}</div>
    </details>
  );
}
