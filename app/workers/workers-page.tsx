'use client';
// Which workers there are, what they can do, what they hold.
import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import { useState } from 'react';

import { useTRPC } from '../lib/trpc.tsx';
import { useListKeys } from '../lib/use-list-keys.ts';
import { PageFrame } from '../shell/page-frame.tsx';
import { Card } from '../ui/card.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, Th, Thead, wide } from '../ui/table.tsx';
import { Checkbox } from '../ui/toggles.tsx';
import { WorkerRow } from './worker-row.tsx';
import { words } from './words.ts';

const REFRESH_MS = 5_000;

export function WorkersPage() {
  const trpc = useTRPC();
  const [showGone, setShowGone] = useState(false);
  // Leases move without any event; their age is worth a look every few seconds.
  const query = useQuery(trpc.workers.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  useListKeys(words.title);
  const all = query.data ?? [];
  const gone = all.filter(({ state }) => state === 'stopped' || state === 'lost');
  const shown = showGone ? all : all.filter((worker) => !gone.includes(worker));
  return (
    <PageFrame crumbs={[{ label: words.title }]}>
      <Page>
        <PageHeader
          title={words.title}
          description={words.description}
          actions={
            gone.length > 0 && (
              <Checkbox
                label={`${words.stopped} (${String(gone.length)})`}
                checked={showGone}
                onCheckedChange={setShowGone}
              />
            )
          }
        />
        <Card>
          <QueryState query={query} isEmpty={shown.length === 0} empty={<NoWorkers />}>
            <Table>
              <Thead className="max-md:sr-only">
                <tr>
                  <Th>{words.columns.worker}</Th>
                  <Th className={wide}>{words.columns.state}</Th>
                  <Th className={wide}>{words.columns.queues}</Th>
                  <Th className={wide}>{words.columns.sessions}</Th>
                  <Th className="max-lg:hidden">{words.columns.resources}</Th>
                  <Th className={wide}>{words.columns.lease}</Th>
                  <Th className="max-lg:hidden">{words.columns.started}</Th>
                </tr>
              </Thead>
              <tbody>
                {shown.map((worker) => (
                  <WorkerRow key={worker.workerId} worker={worker} />
                ))}
              </tbody>
            </Table>
          </QueryState>
        </Card>
      </Page>
    </PageFrame>
  );
}

function NoWorkers() {
  return (
    <EmptyState icon={<Server />} title={words.none}>
      <p>{words.noneText}</p>
      <p className="mt-4 flex items-center gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3 text-left">
        <code className="min-w-0 flex-1 font-mono text-xs break-words text-text">{words.command}</code>
        <CopyButton text={words.command} what="command" />
      </p>
    </EmptyState>
  );
}
