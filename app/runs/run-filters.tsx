'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';

import { useTRPC } from '../lib/trpc.tsx';
import type { UrlState } from '../lib/url-state.ts';
import { Button } from '../ui/button.tsx';
import { SearchInput, Select } from '../ui/input.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { filterNames } from './use-runs-list.ts';
import { sinceOptions, statusOptions, waitingOptions, words } from './words.ts';

export function RunFilters({ url }: { readonly url: UrlState }) {
  const trpc = useTRPC();
  const designs = useQuery(trpc.designs.list.queryOptions({ limit: 200 })).data?.items ?? [];
  const isFiltered = filterNames.some((name) => url.get(name) !== '');
  const workflowOptions = [
    { value: '', label: words.workflow },
    ...designs.map((design) => ({ value: design.designId, label: design.name })),
  ];
  return (
    <div role="search" className="grid grid-cols-2 gap-2 md:flex md:flex-wrap">
      <SearchInput
        label={words.search}
        value={url.get('q')}
        onValueChange={(q) => url.set({ q })}
        trailing={<Kbd keys="/" className="pointer-coarse:hidden" />}
        className="col-span-2 md:w-64"
      />
      <Select
        aria-label={words.status}
        options={statusOptions}
        value={url.get('status') as (typeof statusOptions)[number]['value']}
        onValueChange={(status) => url.set({ status })}
        className="md:w-44"
      />
      <Select
        aria-label={words.workflow}
        options={workflowOptions}
        value={url.get('wf')}
        onValueChange={(wf) => url.set({ wf })}
        className="md:w-44"
      />
      <Select
        aria-label={words.waiting}
        options={waitingOptions}
        value={url.get('waiting') as (typeof waitingOptions)[number]['value']}
        onValueChange={(waiting) => url.set({ waiting })}
        className="md:w-36"
      />
      <Select
        aria-label={words.since}
        options={sinceOptions}
        value={url.get('since') as (typeof sinceOptions)[number]['value']}
        onValueChange={(since) => url.set({ since })}
        className="md:w-44"
      />
      {isFiltered && (
        <Button
          variant="ghost"
          icon={<X className="size-3.5" aria-hidden />}
          onClick={() => url.set(Object.fromEntries(filterNames.map((name) => [name, ''])))}
        >
          {words.clear}
        </Button>
      )}
    </div>
  );
}
