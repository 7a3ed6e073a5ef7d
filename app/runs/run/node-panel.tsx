'use client';
// One node of the run: how it is, what it was given, what came of it, and why it failed.
import type { ActivityState, NodeState, RunState } from '@baton/core';
import type { PendingActivity } from '../../../server/views/runs.ts';
import { X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { useStore } from '../../canvas/store.ts';
import { formatMoment } from '../../lib/format-time.ts';
import { workerHref } from '../../sessions/links.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { DurationText, RelativeTime } from '../../ui/time.tsx';
import type { NodeLive } from '../../canvas/node-live.ts';
import { activityWords } from './model/timeline.ts';
import { FailureView } from './failure-view.tsx';
import { Facts, type Fact } from './facts.tsx';
import { NodeActions } from './node-actions.tsx';
import { RunOverview } from './run-overview.tsx';
import { useNameOf, useRun, stoppedAt, useActorName, useRunView } from './run-store.ts';
import { taskHref } from './task-link.ts';

export function NodePanel() {
  const run = useRun();
  const selected = useStore(run.selected, (id) => id);
  return (
    <aside
      aria-label="Details"
      data-region="Details"
      tabIndex={-1}
      className="flex h-full min-h-0 flex-col bg-surface outline-none"
    >
      {selected === null ? <RunOverview /> : <NodeDetails key={selected} id={selected} />}
    </aside>
  );
}

interface OfNode {
  readonly activity: ActivityState | undefined;
  readonly state: NodeState | undefined;
  readonly row: PendingActivity | undefined;
  readonly stoppedAtMs: number | null;
  readonly actorName: (actor: string) => string;
}

function NodeDetails({ id }: { readonly id: string }) {
  const view = useRunView((value) => value);
  const state = view.state.nodes.get(id);
  const activity = activityOf([...view.state.activities.values()], id, state);
  const row = view.pending.find((candidate) => candidate.activityId === activity?.activityId);
  const actorName = useActorName();
  const of: OfNode = { activity, state, row, stoppedAtMs: stoppedAt(view), actorName };
  const isReached = state !== undefined || activity !== undefined;
  return (
    <>
      <PanelHead id={id} activity={activity} />
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto scroll-quiet">
        {!isReached && (
          <p className="p-4 text-sm text-text-3">
            {view.isPast
              ? 'At this moment, the run had not come here yet.'
              : 'The run has not come here (yet).'}
          </p>
        )}
        {isReached && <Facts facts={[...timeFacts(of), ...workFacts(of)]} />}
        <NodeActions id={id} isReached={isReached} row={row} />
        <SessionFact id={id} />
        <TaskLink id={id} activity={activity} state={view.state} />
        <Failures {...of} />
        <Heartbeat row={row} />
        {activity !== undefined && (
          <Part title="Input">
            <JsonView value={activity.input} label="input" />
          </Part>
        )}
        <Output {...of} />
      </div>
    </>
  );
}

function PanelHead({ id, activity }: { readonly id: string; readonly activity: ActivityState | undefined }) {
  const run = useRun();
  const nameOf = useNameOf();
  const live = useStore(run.nodes, (nodes) => nodes.get(id)) ?? unreached(activity);
  const node = run.detail.design?.document.nodes.find((candidate) => candidate.id === id);
  const kind = node === undefined ? activity?.name : kinds[node.kind].word;
  return (
    <header className="flex items-center gap-3 border-b border-line py-2.5 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-base font-semibold">{nameOf(id, id)}</h2>
        <p className="truncate text-xs text-text-3">{kind}</p>
      </div>
      <StatusBadge glyph={live.glyph}>{live.words}</StatusBadge>
      <IconButton
        size="sm"
        label="Close the details"
        icon={<X className="size-4" aria-hidden />}
        onClick={() => run.selected.set(null)}
      />
    </header>
  );
}

/** A run of code has no nodes: its activities speak for themselves. */
function unreached(activity: ActivityState | undefined): Pick<NodeLive, 'glyph' | 'words'> {
  if (activity === undefined) return { glyph: 'idle', words: 'Not reached' };
  const glyphs = {
    scheduled: 'running',
    cancelRequested: 'running',
    completed: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
  } as const;
  return { glyph: glyphs[activity.status], words: activityWords[activity.status] };
}

function SessionFact({ id }: { readonly id: string }) {
  const run = useRun();
  const session = useStore(run.nodes, (nodes) => nodes.get(id)?.session ?? null);
  return session === null ? null : <Facts facts={[{ label: 'Session', value: session.words }]} />;
}

interface TaskLinkProps {
  readonly id: string;
  readonly activity: ActivityState | undefined;
  readonly state: RunState;
}

function TaskLink({ id, activity, state }: TaskLinkProps) {
  const run = useRun();
  if (activity?.mode !== 'human' || activity.closedAtMs !== null) return null;
  return (
    <p className="p-4 text-sm">
      <Link
        className="font-medium text-accent-text no-underline hover:underline"
        href={taskHref(run, state, id) ?? '/inbox'}
      >
        Open the task in the inbox
      </Link>
    </p>
  );
}

function Heartbeat({ row }: Pick<OfNode, 'row'>) {
  if (row === undefined || row.heartbeat === null) return null;
  return (
    <Part title="Last heartbeat" aside={<RelativeTime atMs={row.heartbeat.atMs} />}>
      <JsonView value={row.heartbeat.details} label="heartbeat" />
    </Part>
  );
}

/** The latest activity with this label; a run of code is selected by the label of its activities. */
function activityOf(
  activities: readonly ActivityState[],
  id: string,
  state: NodeState | undefined,
): ActivityState | undefined {
  return (
    activities.find((activity) => activity.activityId === state?.activityId) ??
    activities.findLast((activity) => activity.label === id)
  );
}

function timeFacts({ state, activity, stoppedAtMs }: OfNode): readonly Fact[] {
  const [fromMs, toMs] = state === undefined ? spanOf(activity) : [state.startedAtMs, state.endedAtMs];
  if (fromMs === null) return [];
  return [
    { label: 'Began', value: formatMoment(fromMs) },
    {
      label: toMs === null ? 'For' : 'Took',
      value: <DurationText fromMs={fromMs} toMs={toMs ?? stoppedAtMs} />,
    },
  ];
}

function spanOf(activity: ActivityState | undefined): readonly [number | null, number | null] {
  return activity === undefined ? [null, null] : [activity.scheduledAtMs, activity.closedAtMs];
}

function workFacts({ state, activity, row, actorName }: OfNode): readonly Fact[] {
  return [
    ...factOf('Attempt', attemptWords(activity, row)),
    ...(row === undefined ? [] : rowFacts(row)),
    ...(state === undefined ? [] : wayFacts(state)),
    ...factOf('Answered by', activity?.by == null ? null : actorName(activity.by)),
  ];
}

function rowFacts(row: PendingActivity): readonly Fact[] {
  const { queue, workerId, workerKey, state, attempt, availableAtMs } = row;
  const isBackingOff = state === 'queued' && attempt > 0;
  return [
    { label: 'Queue', value: queue },
    ...factOf('Worker', workerId === null ? null : <WorkerLink id={workerId} name={workerKey} />),
    ...factOf('Next attempt', isBackingOff ? <RelativeTime atMs={availableAtMs} /> : null),
  ];
}

function WorkerLink({ id, name }: { readonly id: string; readonly name: string | null }) {
  return (
    <Link
      href={workerHref(id)}
      className="rounded-sm font-medium break-all text-accent-text no-underline hover:underline"
    >
      {name ?? id}
    </Link>
  );
}

function wayFacts({ port, visits }: NodeState): readonly Fact[] {
  return [
    ...factOf('Way taken', port === 'out' ? null : port),
    ...factOf('Visits', visits > 1 ? String(visits) : null),
  ];
}

function factOf(label: string, value: ReactNode): readonly Fact[] {
  return value === null || value === undefined ? [] : [{ label, value }];
}

function attemptWords(activity: ActivityState | undefined, row: PendingActivity | undefined): string | null {
  const attempt = row?.attempt ?? activity?.attempt ?? 0;
  if (attempt === 0) return null;
  const limit = activity?.options.retry.maxAttempts ?? null;
  return limit === null ? String(attempt) : `${String(attempt)} of at most ${String(limit)}`;
}

function Failures({ activity, state, row }: OfNode) {
  // The mark's failure is shortened; the activity's has the causes.
  const failure = activity?.failure ?? state?.failure ?? null;
  const last = failure ?? row?.lastFailure ?? null;
  if (last === null) return null;
  return (
    <Part title={failure === null ? 'The attempt before failed' : 'Failure'}>
      <FailureView failure={last} />
    </Part>
  );
}

function Output({ activity, state }: OfNode) {
  if (activity !== undefined) {
    if (activity.status !== 'completed') return null;
    return (
      <Part title={activity.mode === 'human' ? 'Decision' : 'Output'}>
        <JsonView value={activity.result} label="output" />
      </Part>
    );
  }
  if (state?.status !== 'completed' || state.output === null) return null;
  return (
    <Part title="Output">
      <JsonView value={state.output} label="output" />
    </Part>
  );
}

function Part({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2 p-4">
      <h3 className="flex items-baseline justify-between text-xs font-semibold text-text-3">
        {title}
        {aside}
      </h3>
      {children}
    </section>
  );
}
