'use client';
// Where the day starts: needs you · broken · running now · finished lately. Approvers land in their inbox instead.
import { useQuery } from '@tanstack/react-query';
import { Plus, Sparkles } from 'lucide-react';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useEffect } from 'react';

import { blockedText, type RunStatus } from '@baton/core';
import type { RunItem } from '../../server/views/runs.ts';
import type { TaskItem } from '../../server/views/human-tasks.ts';
import { serverNow } from '../lib/clock.ts';
import { useMay, useMe } from '../lib/me.tsx';
import { taskHref } from '../lib/task-id.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { rowMark, useListKeys } from '../lib/use-list-keys.ts';
import { runName } from '../runs/runs-table.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Card, CardHeader } from '../ui/card.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { glyphOfRun, labelOfRun } from '../ui/run-status.ts';
import { StatusGlyph } from '../ui/status.tsx';
import { rowLink } from '../ui/table.tsx';
import { DurationText, RelativeTime } from '../ui/time.tsx';
import { words } from './words.ts';

const SHOWN = 5;
const DAY_MS = 86_400_000;

export function HomePage() {
  const me = useMe();
  const router = useRouter();
  const asked = useSearchParams().has('home');
  const toInbox = me?.role === 'approver' && !asked;
  useEffect(() => {
    if (toInbox) router.replace('/inbox');
  }, [toInbox, router]);
  useListKeys(words.title);
  const isNew = useIsNew();
  if (!me || toInbox) return <PageFrame crumbs={[{ label: words.title }]}>{null}</PageFrame>;
  return (
    <PageFrame crumbs={[{ label: words.title }]}>
      <Page>
        <PageHeader title={`Hello, ${me.name.split(' ')[0] ?? me.name}`} />
        {isNew ? (
          <Welcome />
        ) : (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <NeedsYou />
            <RunsCard
              title={words.broken}
              none={words.brokenNone}
              status={['failed', 'timedOut']}
              href="/runs?status=failed,timedOut&since=7d"
              days={7}
            />
            <RunsCard
              title={words.running}
              none={words.runningNone}
              status={['running']}
              href="/runs?status=running"
            />
            <RunsCard
              title={words.recent}
              none={words.recentNone}
              status={['completed']}
              href="/runs?status=completed"
            />
          </div>
        )}
      </Page>
    </PageFrame>
  );
}

/** No workflow and no run yet. */
function useIsNew(): boolean {
  const trpc = useTRPC();
  const designs = useQuery(trpc.designs.list.queryOptions({ limit: 1 }));
  const runs = useQuery(trpc.runs.list.queryOptions({ limit: 1 }));
  return designs.data?.items.length === 0 && runs.data?.items.length === 0;
}

function Welcome() {
  const mayCreate = useMay('designs.create');
  return (
    <Card>
      <EmptyState
        icon={<Sparkles />}
        title={words.welcome}
        actions={
          <>
            <ButtonLink
              href="/templates"
              variant="primary"
              icon={<Sparkles className="size-3.5" aria-hidden />}
            >
              {words.fromTemplate}
            </ButtonLink>
            {mayCreate && (
              <ButtonLink href="/workflows" icon={<Plus className="size-3.5" aria-hidden />}>
                {words.fromScratch}
              </ButtonLink>
            )}
          </>
        }
      >
        {words.welcomeText}
      </EmptyState>
    </Card>
  );
}

function Section({
  title,
  href,
  children,
}: {
  readonly title: string;
  readonly href: string;
  readonly children: ReactNode;
}) {
  return (
    <Card aria-label={title}>
      <CardHeader
        title={title}
        actions={
          <Link
            href={href}
            className="hit rounded-sm text-xs font-medium text-text-2 no-underline hover:text-text hover:underline"
          >
            {words.seeAll}
            <span className="sr-only">: {title}</span>
          </Link>
        }
      />
      {children}
    </Card>
  );
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="px-4 py-6 text-sm text-text-3">{children}</p>;
}

function NeedsYou() {
  const trpc = useTRPC();
  const query = useQuery(trpc.humanTasks.list.queryOptions({ view: 'mine', limit: SHOWN }));
  const items = query.data?.items ?? [];
  return (
    <Section title={words.needsYou} href="/inbox">
      <QueryState query={query} isEmpty={items.length === 0} empty={<Nothing>{words.needsYouNone}</Nothing>}>
        <ul className="divide-y divide-line">
          {items.map((task: TaskItem) => (
            <Row
              key={taskHref(task)}
              href={taskHref(task)}
              glyph={<StatusGlyph glyph="waiting" label="Open" />}
              title={task.spec.title}
              note={task.workflowName}
              aside={<RelativeTime atMs={task.createdAtMs} />}
            />
          ))}
        </ul>
      </QueryState>
    </Section>
  );
}

interface RunsCardProps {
  readonly title: string;
  readonly none: string;
  readonly status: RunStatus[];
  readonly href: string;
  readonly days?: number;
}

function RunsCard({ title, none, status, href, days }: RunsCardProps) {
  const trpc = useTRPC();
  // To the day, so that the query stays the same while the page is open.
  const since = days === undefined ? {} : { sinceMs: Math.floor(serverNow() / DAY_MS - days) * DAY_MS };
  const query = useQuery(trpc.runs.list.queryOptions({ status, limit: SHOWN, ...since }));
  const items = query.data?.items ?? [];
  return (
    <Section title={title} href={href}>
      <QueryState query={query} isEmpty={items.length === 0} empty={<Nothing>{none}</Nothing>}>
        <ul className="divide-y divide-line">
          {items.map((run: RunItem) => (
            <Row
              key={run.runId}
              href={`/runs/${run.runId}`}
              glyph={<StatusGlyph glyph={glyphOfRun(run)} label={labelOfRun(run)} />}
              title={runName(run)}
              note={run.blocked === null ? (run.waiting ?? run.workflowId) : blockedText(run.blocked)}
              aside={
                run.closedAtMs === null ? (
                  <DurationText fromMs={run.startedAtMs} toMs={null} />
                ) : (
                  <RelativeTime atMs={run.closedAtMs} />
                )
              }
            />
          ))}
        </ul>
      </QueryState>
    </Section>
  );
}

interface RowProps {
  readonly href: string;
  readonly glyph: ReactNode;
  readonly title: string;
  readonly note: string;
  readonly aside: ReactNode;
}

function Row({ href, glyph, title, note, aside }: RowProps) {
  return (
    <li className="group relative flex items-center gap-3 px-4 py-2.5 hover:bg-hover/60">
      {glyph}
      <span className="min-w-0 flex-1">
        <Link href={href} prefetch={false} className={cx(rowLink, 'block truncate text-sm')} {...rowMark}>
          {title}
        </Link>
        <span className="block truncate text-xs text-text-3">{note}</span>
      </span>
      <span className="shrink-0 text-xs text-text-3">{aside}</span>
    </li>
  );
}
