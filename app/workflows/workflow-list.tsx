'use client';
// All workflows: what is published, what is being changed, what runs. The search is in the URL.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Workflow } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { messageOf } from '../lib/api-error.ts';
import { useMay } from '../lib/me.tsx';
import { useShortcuts } from '../lib/shortcuts.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SearchInput } from '../ui/input.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Segments } from '../ui/toggles.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { WorkflowTable } from './workflow-table.tsx';

export function WorkflowList() {
  const [isCreating, setCreating] = useState(false);
  const mayCreate = useMay('designs.create');
  const filter = useFilter();
  const create = mayCreate ? () => setCreating(true) : null;
  useShortcuts('Workflows', [{ keys: 'C', label: 'New workflow', run: () => setCreating(true) }], mayCreate);
  return (
    <PageFrame
      crumbs={[{ label: 'Workflows' }]}
      actions={
        create !== null && (
          <Button variant="primary" icon={<Plus className="size-4" aria-hidden />} onClick={create}>
            New workflow
          </Button>
        )
      }
    >
      <Page>
        <PageHeader
          title="Workflows"
          description="Draw what should happen, publish it, run it. Every run stays on the version it began with."
        />
        <Filters filter={filter} />
        <Results filter={filter} onCreate={create} />
      </Page>
      {isCreating && <CreateDialog onClose={() => setCreating(false)} />}
    </PageFrame>
  );
}

type Filter = ReturnType<typeof useFilter>;

function Filters({ filter: { text, archived, setFilter } }: { readonly filter: Filter }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SearchInput
        label="Search workflows"
        className="w-72 max-sm:w-full"
        value={text}
        onValueChange={(next) => setFilter({ q: next })}
      />
      <Segments
        label="Which"
        className="shrink-0"
        value={archived ? 'archived' : 'active'}
        onValueChange={(value) => setFilter({ archived: value === 'archived' ? '1' : '' })}
        options={[
          { value: 'active', label: 'Active' },
          { value: 'archived', label: 'Archived' },
        ]}
      />
      <ButtonLink href="/templates" variant="ghost" className="ml-auto">
        Templates
      </ButtonLink>
    </div>
  );
}

function Results({ filter, onCreate }: { readonly filter: Filter; readonly onCreate: (() => void) | null }) {
  const { text, archived } = filter;
  const trpc = useTRPC();
  const list = useInfiniteQuery({
    ...trpc.designs.list.infiniteQueryOptions(
      { archived, ...(text === '' ? {} : { text }) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    placeholderData: keepPreviousData,
  });
  if (list.isError) return <Alert tone="failed" title={messageOf(list.error)} />;
  if (list.isPending) {
    return (
      <Card>
        <SkeletonRows label="Reading the workflows" />
      </Card>
    );
  }
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return <Card>{text === '' && !archived ? <FirstWorkflow onCreate={onCreate} /> : <NothingFound />}</Card>;
  }
  return (
    <>
      <WorkflowTable items={items} />
      {list.hasNextPage && (
        <Button
          className="self-center"
          pending={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function FirstWorkflow({ onCreate }: { readonly onCreate: (() => void) | null }) {
  return (
    <EmptyState
      icon={<Workflow />}
      title="No workflows yet"
      actions={
        onCreate !== null && (
          <>
            <Button variant="primary" icon={<Plus className="size-4" aria-hidden />} onClick={onCreate}>
              New workflow
            </Button>
            <ButtonLink href="/templates">Start from a template</ButtonLink>
          </>
        )
      }
    >
      A template has sample data and runs at once; from there you change what you need.
    </EmptyState>
  );
}

function NothingFound() {
  return (
    <EmptyState icon={<Workflow />} title="Nothing fits">
      No workflow has such a name here.
    </EmptyState>
  );
}

function useFilter() {
  const params = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const setFilter = (change: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(params);
    for (const [key, value] of Object.entries(change)) {
      if (value === '') next.delete(key);
      else next.set(key, value);
    }
    router.replace(next.size === 0 ? pathname : `${pathname}?${next.toString()}`, { scroll: false });
  };
  return { text: params.get('q') ?? '', archived: params.get('archived') === '1', setFilter };
}
