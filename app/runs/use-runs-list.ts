'use client';
// The runs that the filters in the URL ask for.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';

import type { RunStatus } from '@baton/core';
import type { RunItem, WaitingFor } from '../../server/views/runs.ts';
import { serverNow } from '../lib/clock.ts';
import { useTRPC } from '../lib/trpc.tsx';
import type { UrlState } from '../lib/url-state.ts';
import { statusOptions, waitingOptions } from './words.ts';

const PAGE = 50;
const HOUR_MS = 3_600_000;
const sinceMs: Readonly<Record<string, number>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};
const STEP_MS = 60_000;

export const filterNames = ['q', 'status', 'wf', 'waiting', 'since'] as const;

export function useRunsList({ get }: UrlState) {
  const trpc = useTRPC();
  const text = useDeferredValue(get('q').trim());
  const status = known(statusOptions, get('status'));
  const waiting = known(waitingOptions, get('waiting'));
  const window = sinceMs[get('since')];
  const wf = get('wf');
  const filter = useMemo(
    () => ({
      ...(text === '' ? {} : { text }),
      ...(status === '' ? {} : { status: status.split(',') as RunStatus[] }),
      ...(waiting === '' ? {} : { waiting: waiting as WaitingFor }),
      ...(wf === '' ? {} : { designId: wf }),
      // To the minute: a moment of its own for each drawing would be a new query each.
      ...(window === undefined ? {} : { sinceMs: Math.floor((serverNow() - window) / STEP_MS) * STEP_MS }),
    }),
    [text, status, waiting, wf, window],
  );
  const query = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { ...filter, limit: PAGE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const items = useMemo<readonly RunItem[]>(
    () => query.data?.pages.flatMap((page) => page.items) ?? [],
    [query.data],
  );
  const searchedToMs = query.data?.pages.at(-1)?.searchedToMs ?? null;
  return { query, items, filter, searchedToMs };
}

/** A value of the list, `''` for what a hand-made link invented. */
function known(options: readonly { readonly value: string }[], value: string): string {
  return options.some((option) => option.value === value) ? value : '';
}
