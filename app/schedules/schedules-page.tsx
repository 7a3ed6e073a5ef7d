'use client';
// What starts by itself: when it does next, and how it went last. The search is in the URL.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { CalendarClock, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';

import { useMay } from '../lib/me.tsx';
import { useShortcuts } from '../lib/shortcuts.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { useUrlState } from '../lib/url-state.ts';
import { useListKeys } from '../lib/use-list-keys.ts';
import { PageFrame } from '../shell/page-frame.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SearchInput } from '../ui/input.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { SchedulesTable } from './schedules-table.tsx';
import { words } from './words.ts';

export function SchedulesPage() {
  const url = useUrlState();
  const router = useRouter();
  const mayCreate = useMay('schedules.create');
  const text = url.get('q');
  const { query, items } = useSchedules(text);
  useListKeys(words.title);
  useShortcuts(
    words.title,
    [{ keys: 'C', label: words.create, run: () => router.push('/schedules/new') }],
    mayCreate,
  );
  const create = mayCreate && (
    <ButtonLink href="/schedules/new" variant="primary" icon={<Plus className="size-4" aria-hidden />}>
      {words.create}
    </ButtonLink>
  );
  const isFirst = text === '' && items.length === 0;
  return (
    <PageFrame crumbs={[{ label: words.title }]}>
      <Page>
        <PageHeader
          title={words.title}
          description={words.description}
          actions={query.isSuccess && isFirst ? null : create}
        />
        {!isFirst && (
          <SearchInput
            label={words.search}
            className="w-72 max-sm:w-full"
            value={text}
            onValueChange={(next) => url.set({ q: next })}
          />
        )}
        <Card>
          <QueryState
            query={query}
            isEmpty={items.length === 0}
            empty={text === '' ? <FirstSchedule create={create} /> : <NothingFits />}
          >
            <SchedulesTable items={items} />
          </QueryState>
        </Card>
        {query.hasNextPage && (
          <Button
            className="self-center"
            pending={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {words.more}
          </Button>
        )}
      </Page>
    </PageFrame>
  );
}

function useSchedules(text: string) {
  const trpc = useTRPC();
  const query = useInfiniteQuery({
    ...trpc.schedules.list.infiniteQueryOptions(text === '' ? {} : { text }, {
      getNextPageParam: (page) => page.nextCursor,
    }),
    placeholderData: keepPreviousData,
  });
  return { query, items: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

function FirstSchedule({ create }: { readonly create: React.ReactNode }) {
  return (
    <EmptyState icon={<CalendarClock />} title={words.none} actions={create}>
      {words.noneText}
    </EmptyState>
  );
}

function NothingFits() {
  return (
    <EmptyState icon={<CalendarClock />} title={words.filtered}>
      {words.filteredText}
    </EmptyState>
  );
}
