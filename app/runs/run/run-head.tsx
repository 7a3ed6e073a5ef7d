'use client';
// One sentence of truth, who started what, and the views.
import { waitingFor } from '@baton/core';
import { ArrowUpRight } from 'lucide-react';
import Link from 'next/link';
import { useStore } from '../../canvas/store.ts';
import { useNow } from '../../lib/clock.ts';
import { taskHref } from './task-link.ts';
import { StatusGlyph } from '../../ui/status.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { Segments } from '../../ui/toggles.tsx';
import { useRun } from './run-store.ts';

export type RunViewName = 'canvas' | 'timeline' | 'events' | 'io';

interface RunHeadProps {
  readonly view: RunViewName;
  readonly onView: (view: RunViewName) => void;
  readonly hasDesign: boolean;
}

export function RunHead({ view, onView, hasDesign }: RunHeadProps) {
  const { detail } = useRun();
  const { design, run, byName } = detail;
  return (
    <div className="flex shrink-0 flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line bg-surface px-6 py-2.5 max-md:px-4">
      <div className="min-w-0">
        <Sentence />
        <p className="mt-0.5 flex flex-wrap gap-x-1.5 text-xs text-text-3">
          <span className="truncate font-mono">{run.workflowId}</span>
          <span>
            · started <RelativeTime atMs={run.startedAtMs} />
            {byName !== null && ` by ${byName}`}
          </span>
          {design !== null && (
            <Link
              href={`/workflows/${design.designId}`}
              className="inline-flex items-center gap-0.5 text-text-2 no-underline hover:underline"
            >
              · version {design.version} of {design.name} <ArrowUpRight className="size-3" aria-hidden />
            </Link>
          )}
          <ResetLinks />
        </p>
      </div>
      <Segments
        label="View"
        value={view}
        onValueChange={onView}
        className="shrink-0"
        options={[
          ...(hasDesign ? [{ value: 'canvas' as const, label: 'Canvas' }] : []),
          { value: 'timeline' as const, label: 'Timeline' },
          { value: 'events' as const, label: 'Events' },
          { value: 'io' as const, label: 'Input & output' },
        ]}
      />
    </div>
  );
}

/** Where the run comes from, and where it was run again. */
function ResetLinks() {
  const { detail } = useRun();
  const { run, resets } = detail;
  return (
    <>
      {run.resetFrom !== null && <RunLink runId={run.resetFrom}>· run again from another run</RunLink>}
      {resets[0] !== undefined && (
        <RunLink runId={resets[0].runId}>
          · run again{resets.length > 1 && ` ${String(resets.length)} times`}
        </RunLink>
      )}
    </>
  );
}

function RunLink({ runId, children }: { readonly runId: string; readonly children: React.ReactNode }) {
  return (
    <Link
      href={`/runs/${runId}`}
      className="inline-flex items-center gap-0.5 text-text-2 no-underline hover:underline"
    >
      {children} <ArrowUpRight className="size-3" aria-hidden />
    </Link>
  );
}

/** By core's rule, from the same fold that everything else on the page shows. */
function Sentence() {
  const run = useRun();
  const view = useStore(run.view, (value) => value);
  const nowMs = useNow(5_000);
  const { text, kind, label } = waitingFor(view.state, view.pending, {
    nowMs: view.isPast ? view.state.lastEventAtMs : nowMs,
    blocked: view.blocked,
  });
  const task = kind === 'human' ? taskHref(run, view.state, label) : null;
  return (
    <p role="status" className="flex items-center gap-2 text-base font-medium text-text">
      {kind !== 'closed' && (
        <StatusGlyph
          glyph={
            kind === 'running' ? 'running' : kind === 'blocked' || kind === 'noWorker' ? 'failed' : 'waiting'
          }
        />
      )}
      <span className="min-w-0">{named(text, label, run.detail.design?.document.nodes)}</span>
      {task !== null && (
        <Link
          href={task}
          className="shrink-0 text-sm font-medium text-accent-text no-underline hover:underline"
        >
          Open the task
        </Link>
      )}
    </p>
  );
}

/** Core knows nodes by id; people know them by name. */
function named(
  text: string,
  label: string | null,
  nodes: readonly { readonly id: string; readonly name: string }[] | undefined,
): string {
  const name = nodes?.find((node) => node.id === label)?.name;
  return label === null || name === undefined ? text : text.replace(new RegExp(`\\b${label}\\b`), name);
}
