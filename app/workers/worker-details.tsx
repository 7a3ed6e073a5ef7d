'use client';
// What a worker runs and holds at this moment, and what it could.

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';

import type { WorkerDetail } from '../../server/views/admin.ts';
import type { WorkerRecord } from '../lib/records.ts';
import { messageOf } from '../lib/api-error.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { nameOfSession, sessionHref } from '../sessions/links.ts';
import { Alert } from '../ui/alert.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { DurationText } from '../ui/time.tsx';
import { Names } from './names.tsx';
import { words } from './words.ts';

const REFRESH_MS = 3_000;
const link = 'rounded-sm font-medium text-accent-text no-underline hover:underline';

export function WorkerDetails({ worker }: { readonly worker: WorkerRecord }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.workers.get.queryOptions({ workerId: worker.workerId }, { refetchInterval: REFRESH_MS }),
  );
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
      {query.isError && <Alert tone="failed" title={messageOf(query.error)} className="md:col-span-2" />}
      <Part title={words.running}>
        {query.data ? <Running detail={query.data} /> : <Skeleton className="h-4 w-40" />}
      </Part>
      <Part title={words.held}>
        {query.data ? <Held detail={query.data} /> : <Skeleton className="h-4 w-40" />}
      </Part>
      <Part title={words.activities}>
        <Names names={worker.activities.map(({ name }) => name)} />
      </Part>
      <Part title={words.workflows}>
        <Names names={worker.workflows} />
      </Part>
      <p className="text-xs text-text-3 md:col-span-2">
        {factsOf(worker)} · <span className="font-mono">{worker.workerId}</span>
      </p>
    </div>
  );
}

interface DetailProps {
  readonly detail: WorkerDetail;
}

function Running({ detail }: DetailProps) {
  if (detail.activities.length === 0) return <p className="text-sm text-text-3">{words.runningNone}</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {detail.activities.map(({ runId, activityId, name, attempt, startedAtMs }) => (
        <li key={`${runId} ${activityId}`} className="flex items-baseline gap-2">
          <Link href={`/runs/${runId}`} className={link}>
            {name}
          </Link>
          <span className="text-xs text-text-3">
            attempt {attempt}
            {startedAtMs !== null && (
              <>
                {' · '}
                <DurationText fromMs={startedAtMs} toMs={null} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Held({ detail }: DetailProps) {
  const held = detail.sessions.filter(({ closedAtMs }) => closedAtMs === null);
  if (held.length === 0) return <p className="text-sm text-text-3">{words.heldNone}</p>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {held.map((session) => (
        <li key={session.sessionId} className="flex items-baseline gap-2">
          <Link href={sessionHref(session.sessionId)} className={link}>
            {nameOfSession(session)}
          </Link>
          {session.openedAtMs !== null && (
            <span className="text-xs text-text-3">
              open <DurationText fromMs={session.openedAtMs} toMs={session.closedAtMs} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-1.5 text-xs font-medium text-text-3">{title}</h2>
      {children}
    </section>
  );
}

function factsOf({ maxConcurrentActivities, buildId, ownsRuns }: WorkerRecord): string {
  const facts = [
    `${words.slots} ${String(maxConcurrentActivities)}`,
    buildId === '' ? null : `${words.build} ${buildId}`,
    ownsRuns ? words.ownsRuns : words.onlyActivities,
  ];
  return facts.filter((fact) => fact !== null).join(' · ');
}
