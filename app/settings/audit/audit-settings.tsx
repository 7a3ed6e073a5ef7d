'use client';
// Who did what, when, to what. Rows are never changed or removed.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useDeferredValue, useId, useState } from 'react';

import type { AuditItem } from '../../../server/views/admin.ts';
import { sessionHref, workerHref } from '../../sessions/links.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { useUrlState } from '../../lib/url-state.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SearchInput } from '../../ui/input.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { narrow, rowLink, Table, Td, Th, Thead, Tr, wide } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time.tsx';

const words = {
  title: 'Audit',
  description: 'Who did what, when, to what. Rows are never changed or removed.',
  action: 'Action, e.g. humanTasks.decide',
  object: 'Object',
  none: 'Nothing fits',
  noneText: 'What people and keys do is recorded here.',
  more: 'Show more',
  columns: { when: 'When', who: 'Who', action: 'Action', object: 'Object' },
} as const;

const PAGE = 50;

export function AuditSettings() {
  const trpc = useTRPC();
  const { get, set } = useUrlState();
  const action = useDeferredValue(get('action').trim());
  const object = useDeferredValue(get('object').trim());
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: PAGE, ...(action === '' ? {} : { action }), ...(object === '' ? {} : { object }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const { columns } = words;
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <div role="search" className="grid gap-2 sm:flex">
        <SearchInput
          label={words.action}
          value={get('action')}
          onValueChange={(next) => set({ action: next })}
          className="sm:w-72"
        />
        <SearchInput
          label={words.object}
          value={get('object')}
          onValueChange={(next) => set({ object: next })}
          className="sm:w-72"
        />
      </div>
      <Card>
        <QueryState
          query={query}
          isEmpty={items.length === 0}
          empty={
            <EmptyState icon={<ScrollText />} title={words.none}>
              {words.noneText}
            </EmptyState>
          }
        >
          <Table className="md:table-fixed">
            <Thead className="max-md:sr-only">
              <tr>
                <Th className="w-28">{columns.when}</Th>
                <Th className={cx('w-44', wide)}>{columns.who}</Th>
                <Th className={cx('w-52', wide)}>{columns.action}</Th>
                <Th className={wide}>{columns.object}</Th>
              </tr>
            </Thead>
            <tbody>
              {items.map((item) => (
                <AuditRow key={item.id} item={item} />
              ))}
            </tbody>
          </Table>
        </QueryState>
      </Card>
      {query.hasNextPage && (
        <div className="text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </>
  );
}

function AuditRow({ item }: { readonly item: AuditItem }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Tr>
        <Td className="align-top text-text-2">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className={cx(rowLink, 'text-left font-normal text-text-2')}
          >
            <RelativeTime atMs={item.atMs} />
            <span className="sr-only">: details</span>
          </button>
          <span className={cx('mt-1 block text-sm text-text', narrow)}>
            <span className="font-medium">{item.actorName}</span>{' '}
            <span className="font-mono text-xs">{item.action}</span>
            <span className="block text-xs break-all text-text-3">{item.object}</span>
          </span>
        </Td>
        <Td className={cx('truncate align-top text-text', wide)}>{item.actorName}</Td>
        <Td className={cx('truncate align-top font-mono text-xs leading-5 text-text-2', wide)}>
          {item.action}
        </Td>
        <Td className={cx('truncate align-top text-text-2', wide)}>
          <AuditObject object={item.object} />
        </Td>
      </Tr>
      {open && (
        <tr id={id} className="border-b border-line bg-sunken">
          <td colSpan={4} className="p-4">
            <JsonView value={{ actor: item.actor, object: item.object, ...item.details }} label="details" />
          </td>
        </tr>
      )}
    </>
  );
}

/** Where an object of the audit can be looked at, by its kind. */
const pages: Readonly<Record<string, (id: string) => string>> = {
  run: (id) => `/runs/${id}`,
  design: (id) => `/workflows/${id}`,
  session: sessionHref,
  worker: workerHref,
  humanTask: (id) => `/inbox/${id.replace('/', '.')}`,
};

function AuditObject({ object }: { readonly object: string }) {
  const [kind = '', ...rest] = object.split(':');
  const page = Object.hasOwn(pages, kind) ? pages[kind] : undefined;
  if (page === undefined || rest.length === 0) return object;
  return (
    // Above the row's own button.
    <Link href={page(rest.join(':'))} className="relative z-10 text-accent-text no-underline hover:underline">
      {object}
    </Link>
  );
}
