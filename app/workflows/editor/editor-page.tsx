'use client';
// Reads the workflow, then opens the editor.
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { messageOf } from '../../lib/api-error.ts';
import { useMe } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** React Flow and the forms come only here. */
const WorkflowEditor = dynamic(() => import('./editor.tsx').then((module) => module.WorkflowEditor), {
  ssr: false,
  loading: () => <Loading />,
});

export function EditorPage({ designId }: { readonly designId: string }) {
  const trpc = useTRPC();
  const design = useQuery(trpc.designs.get.queryOptions({ designId }));
  const me = useMe();
  if (design.data !== undefined && me !== undefined) {
    const mayEdit = me.may.includes('designs.saveDraft') && !design.data.archived;
    return <WorkflowEditor key={designId} detail={design.data} mayEdit={mayEdit} />;
  }
  if (!design.isError) return <Loading />;
  return (
    <PageFrame crumbs={[{ label: 'Workflows', href: '/workflows' }, { label: 'Not found' }]}>
      <Page width="text">
        <Alert
          tone="failed"
          title={messageOf(design.error)}
          actions={
            <>
              <Button size="sm" onClick={() => void design.refetch()}>
                Try again
              </Button>
              <ButtonLink size="sm" href="/workflows">
                All workflows
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
    <PageFrame full crumbs={[{ label: 'Workflows', href: '/workflows' }, { label: '…' }]}>
      <div role="status" className="flex h-full">
        <span className="sr-only">Opening the workflow</span>
        <div className="flex flex-1 items-center justify-center gap-16 bg-sunken">
          <Skeleton className="h-12 w-36 rounded-full" />
          <Skeleton className="h-18 w-60 rounded-lg" />
          <Skeleton className="h-12 w-36 rounded-full max-lg:hidden" />
        </div>
        <div className="w-90 border-l border-line bg-surface max-md:hidden" />
      </div>
    </PageFrame>
  );
}
