// One line of a list of facts: what it is, and its value.
import type { ReactNode } from 'react';

interface FactRowProps {
  readonly label: ReactNode;
  readonly children: ReactNode;
}

/** Within a `dl` that is a grid of two columns. */
export function FactRow({ label, children }: FactRowProps) {
  return (
    <div className="contents">
      <dt className="text-text-3">{label}</dt>
      <dd className="tabular min-w-0 break-words text-text">{children}</dd>
    </div>
  );
}
