'use client';
// Sessions: which worker holds which, since when, until when.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Layers } from 'lucide-react';
import { useState } from 'react';

import type { SessionRecord } from '../lib/records.ts';
import { useMay } from '../lib/me.tsx';
import { useTRPC } from '../lib/trpc.tsx';
import { useUrlState } from '../lib/url-state.ts';
import { useListKeys } from '../lib/use-list-keys.ts';
import { PageFrame } from '../shell/page-frame.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card, CardHeader } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, Th, Thead, wide } from '../ui/table.tsx';
import { Segments } from '../ui/toggles.tsx';
import { FailSessionDialog } from './fail-session-dialog.tsx';
import { SessionRow } from './session-row.tsx';
import { WaitingList } from './waiting-list.tsx';
import { words } from './words.ts';

const REFRESH_MS = 10_000;

export function SessionsPage() {
  const trpc = useTRPC();
  const url = useUrlState();
  const which = url.get('show') === 'all' ? 'all' : 'open';
  const input = which === 'open' ? { open: true, limit: 200 } : { limit: 200 };
  const query = useQuery(
    trpc.sessions.list.queryOptions(input, {
      refetchInterval: REFRESH_MS,
      placeholderData: keepPreviousData,
    }),
  );
  const mayFail = useMay('sessions.fail');
  const [failing, setFailing] = useState<SessionRecord | null>(null);
  useListKeys(words.title);
  const all = query.data ?? [];
  const waiting = all
    .filter(({ state }) => state === 'requested')
    .sort((a, b) => a.taskQueue.localeCompare(b.taskQueue) || (a.position ?? 0) - (b.position ?? 0));
  // Those that wait have a list of their own.
  const items = all.filter(({ state }) => state !== 'requested');
  const { columns } = words;
  return (
    <PageFrame crumbs={[{ label: words.title }]}>
      <Page>
        <PageHeader
          title={words.title}
          description={words.description}
          actions={
            <Segments
              label={words.which}
              value={which}
              onValueChange={(show) => url.set({ show: show === 'open' ? '' : show })}
              options={[
                { value: 'open', label: words.open },
                { value: 'all', label: words.all },
              ]}
            />
          }
        />
        {waiting.length > 0 && (
          <Card>
            <CardHeader title={words.waiting} description={words.waitingText} />
            <WaitingList label={words.waiting} sessions={waiting} />
          </Card>
        )}
        <Card>
          <QueryState query={query} isEmpty={items.length === 0} empty={<NoSessions which={which} />}>
            <Table className="md:table-fixed">
              <Thead className="max-md:sr-only">
                <tr>
                  <Th className="md:w-[30%]">{columns.session}</Th>
                  <Th className={`w-52 ${wide}`}>{columns.state}</Th>
                  <Th className={wide}>{columns.worker}</Th>
                  <Th className="w-44 max-lg:hidden">{columns.resources}</Th>
                  <Th className={`w-28 ${wide}`}>{columns.time}</Th>
                  <Th className={`w-28 ${wide}`}>{columns.ends}</Th>
                  <Th className="w-14">
                    <span className="sr-only">{words.fail}</span>
                  </Th>
                </tr>
              </Thead>
              <tbody>
                {items.map((session) => (
                  <SessionRow
                    key={session.sessionId}
                    session={session}
                    onFail={mayFail ? () => setFailing(session) : null}
                  />
                ))}
              </tbody>
            </Table>
          </QueryState>
        </Card>
      </Page>
      <FailSessionDialog session={failing} onClose={() => setFailing(null)} />
    </PageFrame>
  );
}

function NoSessions({ which }: { readonly which: 'open' | 'all' }) {
  return (
    <EmptyState
      icon={<Layers />}
      title={which === 'open' ? words.none : words.noneAll}
      actions={<ButtonLink href="/workers">{words.toWorkers}</ButtonLink>}
    >
      {words.noneText}
    </EmptyState>
  );
}
