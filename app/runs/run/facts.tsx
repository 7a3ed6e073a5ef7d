import type { ReactNode } from 'react';

import { FactRow } from '../../ui/fact-row.tsx';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 p-4 text-sm">
      {facts.map((fact) => (
        <FactRow key={fact.label} label={fact.label}>
          {fact.value}
        </FactRow>
      ))}
    </dl>
  );
}
