'use client';
// One worker: how it is, how much room it has, what it holds and runs, and who waits for it.
import { useQuery } from '@tanstack/react-query';

import type { WorkerDetail } from '../../../server/views/admin.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Alert } from '../../ui/alert.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { states, words as listWords } from '../words.ts';
import { DrainButton } from './drain-button.tsx';
import { WorkerActivities, WorkerSessions, WorkerWaiting } from './worker-lists.tsx';
import { WorkerFacts, WorkerOffers, WorkerRoom } from './worker-side.tsx';
import { words } from './words.ts';

const REFRESH_MS = 3_000;

export function WorkerPage({ workerId }: { readonly workerId: string }) {
  const trpc = useTRPC();
  // Leases move without any event, and activities come and go.
  const query = useQuery(trpc.workers.get.queryOptions({ workerId }, { refetchInterval: REFRESH_MS }));
  const name = query.data?.worker.workerKey ?? workerId;
  return (
    <PageFrame crumbs={[{ label: listWords.title, href: '/workers' }, { label: name }]}>
      <Page>
        {query.data !== undefined && <Loaded detail={query.data} />}
        {query.isError && query.data === undefined && (
          <Alert
            tone="failed"
            title={messageOf(query.error)}
            actions={
              <ButtonLink size="sm" href="/workers">
                All workers
              </ButtonLink>
            }
          />
        )}
        {query.isPending && <SkeletonRows label={words.reading} />}
      </Page>
    </PageFrame>
  );
}

function Loaded({ detail }: { readonly detail: WorkerDetail }) {
  const { worker } = detail;
  const look = states[worker.state];
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5 break-all">
            {worker.workerKey} <StatusBadge glyph={look.glyph}>{look.word}</StatusBadge>
          </span>
        }
        description={`On ${worker.hostName}, for ${worker.taskQueues.join(', ')}.`}
        actions={worker.state === 'active' && <DrainButton worker={worker} />}
      />
      <StateAlert detail={detail} />
      <div className="grid items-start gap-5 max-md:gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5 max-md:gap-4">
          <WorkerRoom detail={detail} />
          <WorkerSessions detail={detail} />
          <WorkerWaiting detail={detail} />
          <WorkerActivities detail={detail} />
        </div>
        <div className="flex min-w-0 flex-col gap-5 max-md:gap-4">
          <WorkerFacts worker={worker} />
          <WorkerOffers worker={worker} />
        </div>
      </div>
    </>
  );
}

function StateAlert({ detail: { worker, activities } }: { readonly detail: WorkerDetail }) {
  switch (worker.state) {
    case 'active':
      return null;
    case 'draining': {
      const isEmpty = worker.openSessions === 0 && activities.length === 0;
      return <Alert tone={isEmpty ? 'done' : 'waiting'} title={isEmpty ? words.drained : words.draining} />;
    }
    case 'lost':
      return <Alert tone="failed" title={words.lost} />;
    case 'stopped':
      return <Alert tone="info" title={words.stopped} />;
  }
}
