'use client';
// Reads the run, then opens its page.
import type { RunId } from '@baton/core';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const RunScreen = dynamic(() => import('./run-screen.tsx').then((module) => module.RunScreen), {
  ssr: false,
  loading: () => <Loading />,
});

export function RunPage({ runId }: { readonly runId: string }) {
  const trpc = useTRPC();
  // From the address bar: the server refuses what is none.
  // Once read, the live stream keeps it: another read would only be older.
  const run = useQuery(
    trpc.runs.get.queryOptions({ runId: runId as RunId }, { staleTime: Infinity, gcTime: 0 }),
  );
  if (run.data !== undefined) return <RunScreen key={runId} detail={run.data} />;
  if (!run.isError) return <Loading />;
  return (
    <PageFrame crumbs={[{ label: 'Runs', href: '/runs' }, { label: 'Not found' }]}>
      <Page width="text">
        <Alert
          tone="failed"
          title={messageOf(run.error)}
          actions={
            <>
              <Button size="sm" onClick={() => void run.refetch()}>
                Try again
              </Button>
              <ButtonLink size="sm" href="/runs">
                All runs
              </ButtonLink>
            </>
          }
        />
      </Page>
    </PageFrame>
  );
}

function Loading() {
  return (
    <PageFrame full crumbs={[{ label: 'Runs', href: '/runs' }, { label: '…' }]}>
      <div role="status" className="flex h-full flex-col">
        <span className="sr-only">Opening the run</span>
        <div className="h-22 shrink-0 border-b border-line px-6 py-4">
          <Skeleton className="h-4 w-80" />
        </div>
        <div className="flex flex-1 items-center justify-center gap-16 bg-sunken">
          <Skeleton className="h-12 w-36 rounded-full" />
          <Skeleton className="h-18 w-60 rounded-lg" />
        </div>
      </div>
    </PageFrame>
  );
}
