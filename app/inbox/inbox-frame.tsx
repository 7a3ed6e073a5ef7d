'use client';
// The inbox: the list left, the task right; on a phone one or the other.
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, MousePointerClick } from 'lucide-react';
import { useEffect } from 'react';

import { useTRPC } from '../lib/trpc.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { LinkTabs } from '../ui/tabs.tsx';
import { TaskDetail } from './task-detail.tsx';
import { TaskList } from './task-list.tsx';
import { DecisionsProvider } from './use-decisions.tsx';
import { neighbour, useInboxPlace, useTaskList, views } from './use-inbox.ts';
import { useListKeys } from './use-inbox-keys.ts';
import { words } from './words.ts';

export function InboxFrame() {
  return (
    <DecisionsProvider>
      <Inbox />
    </DecisionsProvider>
  );
}

function Inbox() {
  const place = useInboxPlace();
  const { query, items } = useTaskList(place.view);
  const next = neighbour(items, place.chosen, 1) ?? neighbour(items, place.chosen, -1);
  useListKeys(place, items);
  useFirstTask(place.chosen, items.length === 0 ? null : neighbour(items, null, 1), place.go);
  const open = place.chosen !== null;
  return (
    <PageFrame
      full
      crumbs={[{ label: words.title, href: place.hrefOf(null) }]}
      aside={
        open ? (
          <IconButton
            label={words.back}
            icon={<ArrowLeft className="size-4" aria-hidden />}
            onClick={() => place.go(null)}
            className="order-first md:hidden"
          />
        ) : null
      }
    >
      <h1 className="sr-only">{words.title}</h1>
      <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] md:grid-cols-[minmax(18rem,23rem)_minmax(0,1fr)]">
        <section
          aria-label={words.list}
          data-region={words.list}
          tabIndex={-1}
          className={cx(
            'flex min-h-0 flex-col border-line bg-surface outline-none md:border-r',
            open && 'max-md:hidden',
          )}
        >
          <ViewTabs place={place} />
          <div className="min-h-0 flex-1 overflow-y-auto scroll-quiet">
            <TaskList place={place} query={query} items={items} />
          </div>
        </section>
        <section
          aria-label={words.detail}
          data-region={words.detail}
          tabIndex={-1}
          className={cx('min-h-0 min-w-0 outline-none', !open && 'max-md:hidden')}
        >
          {place.chosen === null ? (
            <EmptyState icon={<MousePointerClick />} title={words.nothingChosen} className="md:mt-[12vh]">
              {words.nothingChosenHint}
            </EmptyState>
          ) : (
            <TaskDetail key={place.chosen} task={place.task} onDone={() => goOn(place, next)} />
          )}
        </section>
      </div>
    </PageFrame>
  );
}

const desktop = '(min-width: 48rem)';

/** After an answer: the next task beside the list, the list itself on a phone. */
function goOn(place: ReturnType<typeof useInboxPlace>, next: string | null): void {
  if (!window.matchMedia(desktop).matches) place.go(null, 'replace');
  else if (next !== null) place.go(next, 'replace');
}

/** Where there is room for both, the list alone opens its first task. */
function useFirstTask(
  chosen: string | null,
  first: string | null,
  go: (id: string, how: 'replace') => void,
): void {
  useEffect(() => {
    if (chosen === null && first !== null && window.matchMedia(desktop).matches) go(first, 'replace');
  }, [chosen, first, go]);
}

function ViewTabs({ place }: { readonly place: ReturnType<typeof useInboxPlace> }) {
  const trpc = useTRPC();
  const counts = useQuery(trpc.humanTasks.counts.queryOptions()).data;
  return (
    <LinkTabs
      label="Views"
      value={place.view}
      className="shrink-0 px-2 pt-1"
      tabs={views.map((view) => ({
        value: view,
        label: words.views[view],
        href: place.hrefOf(null, view),
        count: counts === undefined || view === 'done' ? undefined : shownCount(counts[view]),
      }))}
    />
  );
}

/** None is no number worth reading. */
function shownCount(count: number): number | string | undefined {
  if (count > 99) return '99+';
  return count === 0 ? undefined : count;
}
