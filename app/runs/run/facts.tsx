import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 p-4 text-sm">
      {facts.map((fact) => (
        <div key={fact.label} className="contents">
          <dt className="text-text-3">{fact.label}</dt>
          <dd className="tabular min-w-0 break-words text-text">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
