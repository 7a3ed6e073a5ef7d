'use client';
// One node of the run: how it is, what it was given, what came of it, and why it failed.
import type { ActivityState, NodeState } from '@baton/core';
import type { PendingActivity } from '@baton/engine';
import { X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { useStore } from '../../canvas/store.ts';
import { formatMoment } from '../../lib/format-time.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { DurationText, RelativeTime } from '../../ui/time.tsx';
import { FailureView } from './failure-view.tsx';
import { Facts, type Fact } from './facts.tsx';
import { RunOverview } from './run-overview.tsx';
import { useNameOf, useRun, useRunView } from './run-store.ts';
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

function NodeDetails({ id }: { readonly id: string }) {
  const run = useRun();
  const nameOf = useNameOf();
  const view = useRunView((value) => value);
  const live = useStore(run.nodes, (nodes) => nodes.get(id));
  const node = run.detail.design?.document.nodes.find((candidate) => candidate.id === id);
  const state = view.state.nodes.get(id);
  const activity = activityOf([...view.state.activities.values()], id, state);
  const row = view.pending.find((candidate) => candidate.activityId === activity?.activityId);
  return (
    <>
      <header className="flex items-center gap-3 border-b border-line py-2.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold">{nameOf(id, id)}</h2>
          <p className="truncate text-xs text-text-3">
            {node === undefined ? (activity?.name ?? '') : kinds[node.kind].word}
          </p>
        </div>
        <StatusBadge glyph={live?.glyph ?? 'idle'}>{live?.words ?? 'Not reached'}</StatusBadge>
        <IconButton
          size="sm"
          label="Close the details"
          icon={<X className="size-4" aria-hidden />}
          onClick={() => run.selected.set(null)}
        />
      </header>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto scroll-quiet">
        {state === undefined && activity === undefined && (
          <p className="p-4 text-sm text-text-3">
            {view.isPast
              ? 'At this moment, the run had not come here yet.'
              : 'The run has not come here (yet).'}
          </p>
        )}
        {state !== undefined && <Facts facts={stateFacts(state, activity, row)} />}
        {live?.session != null && <Facts facts={[{ label: 'Session', value: live.session.words }]} />}
        {activity?.mode === 'human' && activity.closedAtMs === null && (
          <p className="p-4 text-sm">
            <Link
              className="font-medium text-accent-text no-underline hover:underline"
              href={taskHref(run, view.state, id) ?? '/inbox'}
            >
              Open the task in the inbox
            </Link>
          </p>
        )}
        <Failures activity={activity} state={state} row={row} />
        {row?.heartbeat != null && (
          <Part title="Last heartbeat" aside={<RelativeTime atMs={row.heartbeat.atMs} />}>
            <JsonView value={row.heartbeat.details} label="heartbeat" />
          </Part>
        )}
        {activity !== undefined && (
          <Part title="Input">
            <JsonView value={activity.input} label="input" />
          </Part>
        )}
        <Output activity={activity} state={state} />
      </div>
    </>
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

function stateFacts(
  state: NodeState,
  activity: ActivityState | undefined,
  row: PendingActivity | undefined,
): readonly Fact[] {
  const { startedAtMs, endedAtMs, port, visits } = state;
  const attempt = row?.attempt ?? activity?.attempt ?? null;
  const limit = activity?.options.retry.maxAttempts ?? null;
  return [
    ...(startedAtMs === null ? [] : [{ label: 'Began', value: formatMoment(startedAtMs) }]),
    ...(startedAtMs === null
      ? []
      : [
          {
            label: endedAtMs === null ? 'For' : 'Took',
            value: <DurationText fromMs={startedAtMs} toMs={endedAtMs} />,
          },
        ]),
    ...(attempt === null || attempt === 0
      ? []
      : [
          {
            label: 'Attempt',
            value: limit === null ? String(attempt) : `${String(attempt)} of at most ${String(limit)}`,
          },
        ]),
    ...(row === undefined ? [] : [{ label: 'Queue', value: row.queue }]),
    ...(row?.workerId == null ? [] : [{ label: 'Worker', value: row.workerId }]),
    ...(row?.state === 'queued' && row.attempt > 0
      ? [{ label: 'Next attempt', value: <RelativeTime atMs={row.availableAtMs} /> }]
      : []),
    ...(port === null || port === 'out' ? [] : [{ label: 'Way taken', value: port }]),
    ...(visits > 1 ? [{ label: 'Visits', value: String(visits) }] : []),
    ...(activity?.by == null ? [] : [{ label: 'Answered by', value: activity.by }]),
  ];
}

interface OfNode {
  readonly activity: ActivityState | undefined;
  readonly state: NodeState | undefined;
}

function Failures({ activity, state, row }: OfNode & { readonly row: PendingActivity | undefined }) {
  const failure = state?.failure ?? activity?.failure ?? null;
  if (failure !== null) {
    return (
      <Part title="Failure">
        <FailureView failure={failure} />
      </Part>
    );
  }
  if (row?.lastFailure == null) return null;
  return (
    <Part title="The attempt before failed">
      <FailureView failure={row.lastFailure} />
    </Part>
  );
}

function Output({ activity, state }: OfNode) {
  const isDone =
    activity?.status === 'completed' || (activity === undefined && state?.status === 'completed');
  if (!isDone) return null;
  const value = activity === undefined ? state?.output : activity.result;
  if (value === undefined || (value === null && activity === undefined)) return null;
  return (
    <Part title={activity?.mode === 'human' ? 'Decision' : 'Output'}>
      <JsonView value={value} label="output" />
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
