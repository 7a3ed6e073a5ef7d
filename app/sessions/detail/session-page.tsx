'use client';
// One session: its state, its worker and run, its deadlines, what runs in it and what happened to it. Live, as its run's page is.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { RunDetail } from '../../../server/views/runs.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import type { SessionRecord } from '../../lib/records.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { createRunModel, RunProvider, useRunView } from '../../runs/run/run-store.ts';
import { useLive } from '../../runs/run/use-live.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { FailSessionDialog } from '../fail-session-dialog.tsx';
import { nameOfSession } from '../links.ts';
import { WaitingList } from '../waiting-list.tsx';
import { stateOf, words as listWords } from '../words.ts';
import { SessionActivities, SessionTimeline } from './session-lists.tsx';
import { SessionDeadlines, SessionFacts } from './session-side.tsx';
import { words } from './words.ts';

const REFRESH_MS = 5_000;

export function SessionPage({ sessionId }: { readonly sessionId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.sessions.get.queryOptions({ sessionId }, { refetchInterval: REFRESH_MS }));
  const session = query.data;
  return (
    <PageFrame
      crumbs={[
        { label: listWords.title, href: '/sessions' },
        { label: session === undefined ? '…' : nameOfSession(session) },
      ]}
    >
      <Page>
        {session !== undefined && <Loaded session={session} />}
        {query.isError && session === undefined && (
          <Alert
            tone="failed"
            title={messageOf(query.error)}
            actions={
              <ButtonLink size="sm" href="/sessions">
                {words.allSessions}
              </ButtonLink>
            }
          />
        )}
        {query.isPending && <SkeletonRows label={words.reading} />}
      </Page>
    </PageFrame>
  );
}

const isOver = ({ state }: SessionRecord) => state === 'closed' || state === 'failed';

function Loaded({ session }: { readonly session: SessionRecord }) {
  const look = stateOf(session);
  const mayFail = useMay('sessions.fail');
  const [ending, setEnding] = useState(false);
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {nameOfSession(session)} <StatusBadge glyph={look.glyph}>{look.word}</StatusBadge>
          </span>
        }
        actions={
          !isOver(session) &&
          mayFail && (
            <Button variant="danger-quiet" onClick={() => setEnding(true)}>
              {words.end}
            </Button>
          )
        }
      />
      {session.state === 'requested' && (
        <Card>
          <CardHeader title={listWords.waiting} description={listWords.waitingText} />
          <WaitingList label={listWords.waiting} sessions={[session]} />
        </Card>
      )}
      {session.state === 'suspended' && <Alert tone="waiting" title={words.suspended} />}
      <WithRun session={session} />
      <FailSessionDialog session={ending ? session : null} onClose={() => setEnding(false)} />
    </>
  );
}

/** The run's events tell what happened; they come by the tab's one stream. */
function WithRun({ session }: { readonly session: SessionRecord }) {
  const trpc = useTRPC();
  const run = useQuery(
    trpc.runs.get.queryOptions({ runId: session.runId }, { staleTime: Infinity, gcTime: 0 }),
  );
  if (run.data !== undefined) return <WithEvents key={session.runId} session={session} detail={run.data} />;
  if (run.isError) return <Alert tone="failed" title={messageOf(run.error)} />;
  return <SkeletonRows label={words.reading} />;
}

interface WithEventsProps {
  readonly session: SessionRecord;
  readonly detail: RunDetail;
}

function WithEvents({ session, detail }: WithEventsProps) {
  const [run] = useState(() => createRunModel(detail));
  useLive(run);
  return (
    <RunProvider value={run}>
      <DrainingAlert session={session} />
      <div className="grid items-start gap-5 max-md:gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-5 max-md:gap-4">
          <SessionDeadlines session={session} />
          <SessionActivities session={session} />
          <SessionTimeline session={session} />
        </div>
        <SessionFacts session={session} />
      </div>
    </RunProvider>
  );
}

function DrainingAlert({ session }: { readonly session: SessionRecord }) {
  const isDraining = useRunView(({ state }) => state.sessions.get(session.sessionId)?.isDraining === true);
  return isDraining && session.state === 'open' ? <Alert tone="waiting" title={words.draining} /> : null;
}
