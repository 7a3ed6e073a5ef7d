'use client';
// The inbox's place (view and task, both in the URL) and its list.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { parseTaskId, taskId, type TaskRef } from '../lib/task-id.ts';
import { useTRPC } from '../lib/trpc.tsx';

export const views = ['mine', 'all', 'overdue', 'done'] as const;
export type View = (typeof views)[number];

function asView(text: string | null): View {
  return views.find((view) => view === text) ?? 'mine';
}

export interface InboxPlace {
  readonly view: View;
  /** The id in the URL, as it stands there; null on the list itself. */
  readonly chosen: string | null;
  readonly task: TaskRef | null;
  readonly hrefOf: (id: string | null, view?: View) => string;
  /** Goes there without asking the server for a page; `replace` leaves no entry behind. */
  readonly go: (id: string | null, how?: 'push' | 'replace') => void;
}

export function useInboxPlace(): InboxPlace {
  const pathname = usePathname();
  const view = asView(useSearchParams().get('view'));
  const chosen = pathname.startsWith('/inbox/') ? decodeURIComponent(pathname.slice('/inbox/'.length)) : null;
  const hrefOf = useCallback(
    (id: string | null, of: View = view) =>
      `/inbox${id === null ? '' : `/${encodeURIComponent(id)}`}${of === 'mine' ? '' : `?view=${of}`}`,
    [view],
  );
  const go = useCallback(
    (id: string | null, how: 'push' | 'replace' = 'push') => {
      if (how === 'push') window.history.pushState(null, '', hrefOf(id));
      else window.history.replaceState(null, '', hrefOf(id));
    },
    [hrefOf],
  );
  return useMemo(
    () => ({ view, chosen, task: chosen === null ? null : parseTaskId(chosen), hrefOf, go }),
    [view, chosen, hrefOf, go],
  );
}

const PAGE = 50;

export function useTaskList(view: View) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.humanTasks.list.infiniteQueryOptions(
      { view, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const items = useMemo<readonly TaskItem[]>(
    () => query.data?.pages.flatMap((page) => page.items) ?? [],
    [query.data],
  );
  return { query, items };
}

/** The id of the task `by` places from the one given; null beyond the ends. */
export function neighbour(items: readonly TaskItem[], id: string | null, by: 1 | -1): string | null {
  const at = items.findIndex((item) => taskId(item) === id);
  const next = items[at < 0 ? 0 : at + by];
  return next ? taskId(next) : null;
}
