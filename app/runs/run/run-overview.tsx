'use client';
// Nothing is selected: the run as a whole.
import type { RunId, RunState } from '@baton/core';
import Link from 'next/link';
import { formatMoment } from '../../lib/format-time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Facts, type Fact } from './facts.tsx';
import { FailureView } from './failure-view.tsx';
import { useRun, useRunView } from './run-store.ts';

export function RunOverview() {
  const { detail, runId } = useRun();
  const state = useRunView((view) => view.state);
  const lastSeq = useRunView((view) => view.lastSeq);
  const { run } = detail;
  return (
    <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto scroll-quiet">
      <div className="px-4 pt-3 pb-2">
        <h2 className="text-base font-semibold">The run</h2>
        <p className="text-xs text-text-3">Select a node or a bar for its details.</p>
      </div>
      <Facts
        facts={[
          { label: 'Workflow', value: detail.design?.name ?? run.workflow },
          { label: 'Started', value: formatMoment(run.startedAtMs) },
          ...(state.closedAtMs === null ? [] : [{ label: 'Ended', value: formatMoment(state.closedAtMs) }]),
          ...(detail.byName === null ? [] : [{ label: 'Started by', value: detail.byName }]),
          { label: 'Task queue', value: run.taskQueue },
          ...relatives(state),
          { label: 'Events', value: lastSeq.toLocaleString('en') },
        ]}
      />
      <div className="flex items-center justify-between gap-2 py-1.5 pr-2 pl-4">
        <code className="truncate font-mono text-xs text-text-3">{runId}</code>
        <CopyButton text={runId} what="run id" />
      </div>
      {state.failure !== null && (
        <section className="flex flex-col gap-2 p-4">
          <h3 className="text-xs font-semibold text-text-3">Failure</h3>
          <FailureView failure={state.failure} />
        </section>
      )}
      <section className="flex flex-col gap-2 p-4">
        <h3 className="text-xs font-semibold text-text-3">Input</h3>
        <JsonView value={state.started?.input ?? null} label="input" />
      </section>
      {state.status === 'completed' && (
        <section className="flex flex-col gap-2 p-4">
          <h3 className="text-xs font-semibold text-text-3">Result</h3>
          <JsonView value={state.result} label="result" />
        </section>
      )}
    </div>
  );
}

/** The chain of continue-as-new, and the family: runs that this one is a part of. */
function relatives({ started, nextRunId, children }: RunState): readonly Fact[] {
  const related: readonly (readonly [string, RunId | null | undefined])[] = [
    ['Parent', started?.parent?.runId],
    ['Continues', started?.continuedFrom],
    ['Continued as', nextRunId],
    ...[...children.values()].map(
      ({ childId, workflow, runId }) => [`Child ${childId}, ${workflow}`, runId] as const,
    ),
  ];
  return related.flatMap(([label, runId]) => (runId ? [{ label, value: <RunLink runId={runId} /> }] : []));
}

function RunLink({ runId }: { readonly runId: RunId }) {
  return (
    <Link href={`/runs/${runId}`} className="font-mono text-xs text-accent-text no-underline hover:underline">
      {runId}
    </Link>
  );
}
