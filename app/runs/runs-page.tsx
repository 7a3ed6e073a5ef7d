'use client';
// All runs, newest first; the filters are the URL's.
import { Activity, ListChecks, Play } from 'lucide-react';
import { useState } from 'react';

import { useMay } from '../lib/me.tsx';
import { useShortcuts } from '../lib/shortcuts.ts';
import { useUrlState } from '../lib/url-state.ts';
import { useListKeys } from '../lib/use-list-keys.ts';
import { PageFrame } from '../shell/page-frame.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { StartRunDialog } from '../ui/start-run-dialog.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { BatchDialog } from './batch-dialog.tsx';
import { RunFilters } from './run-filters.tsx';
import { RunsTable } from './runs-table.tsx';
import { filterNames, useRunsList } from './use-runs-list.ts';
import { batchWords, words } from './words.ts';

export function RunsPage() {
  const url = useUrlState();
  const { query, items, filter, searchedToMs } = useRunsList(url);
  const mayBatch = useMay('runs.batch');
  const [acting, setActing] = useState(false);
  const mayStart = useMay('runs.start');
  const [starting, setStarting] = useState(false);
  const isFiltered = filterNames.some((name) => url.get(name) !== '');
  useListKeys(words.title);
  useShortcuts(words.title, [{ keys: 'N', label: words.start, run: () => setStarting(true) }], mayStart);
  const start = mayStart && (
    <Button
      variant="primary"
      icon={<Play className="size-3.5" aria-hidden />}
      onClick={() => setStarting(true)}
    >
      {words.start}
    </Button>
  );
  return (
    <PageFrame crumbs={[{ label: words.title }]}>
      <Page>
        <PageHeader
          title={words.title}
          actions={
            <>
              {mayBatch && items.length > 0 && (
                <Button
                  icon={<ListChecks className="size-3.5" aria-hidden />}
                  onClick={() => setActing(true)}
                >
                  {batchWords.open}
                </Button>
              )}
              {start}
            </>
          }
        />
        <RunFilters url={url} />
        <Card>
          <QueryState
            query={query}
            isEmpty={items.length === 0}
            empty={<NoRuns isFiltered={isFiltered} url={url} start={start} />}
          >
            <RunsTable runs={items} />
          </QueryState>
        </Card>
        {query.hasNextPage && (
          <div className="flex flex-col items-center gap-2 text-center">
            {searchedToMs !== null && (
              <p className="text-sm text-text-2">
                {words.searchedTo} <RelativeTime atMs={searchedToMs} />.
              </p>
            )}
            <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {searchedToMs === null ? words.more : words.searchOn}
            </Button>
          </div>
        )}
      </Page>
      {acting && <BatchDialog filter={filter} onClose={() => setActing(false)} />}
      <StartRunDialog open={starting} onOpenChange={setStarting} />
    </PageFrame>
  );
}

interface NoRunsProps {
  readonly isFiltered: boolean;
  readonly url: ReturnType<typeof useUrlState>;
  readonly start: React.ReactNode;
}

function NoRuns({ isFiltered, url, start }: NoRunsProps) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<Activity />}
        title={words.filteredTitle}
        actions={
          <Button onClick={() => url.set(Object.fromEntries(filterNames.map((name) => [name, ''])))}>
            {words.clear}
          </Button>
        }
      >
        {words.filteredText}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Activity />}
      title={words.noneTitle}
      actions={
        <>
          {start}
          <ButtonLink href="/workflows">{words.openWorkflows}</ButtonLink>
        </>
      }
    >
      {words.noneText}
    </EmptyState>
  );
}
