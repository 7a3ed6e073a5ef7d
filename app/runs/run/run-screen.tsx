'use client';
// The page of one run. Its canvas, timeline, events and panel all show the same moment, which is the one of the scrubber.
import { type WaitKind, waitingFor } from '@baton/core';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { useStore } from '../../canvas/store.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { StatusBadge } from '../../ui/status.tsx';
import { glyphOfRun, labelOfRun } from '../../ui/run-status.ts';
import { DurationText } from '../../ui/time.tsx';
import type { RunDetail } from '../../../server/views/runs.ts';
import { EventsView } from './events-view.tsx';
import { IoView } from './io-view.tsx';
import { NodePanel } from './node-panel.tsx';
import { RunActions } from './run-actions.tsx';
import { RunCanvas } from './run-canvas.tsx';
import { RunNotices } from './run-notices.tsx';
import { RunHead, type RunViewName } from './run-head.tsx';
import { createRunModel, RunProvider, stoppedAt, useRun, useRunView } from './run-store.ts';
import { Scrubber } from './scrubber.tsx';
import { TimelineView } from './timeline-view.tsx';
import { useIsPhone } from '../../canvas/use-is-phone.ts';
import { useLive } from './use-live.ts';
import { readRunUrl, useRunUrl } from './use-run-url.ts';

export function RunScreen({ detail }: { readonly detail: RunDetail }) {
  const [run] = useState(() => openRun(detail));
  useLive(run);
  const title = detail.design?.name ?? detail.run.workflow;
  return (
    <RunProvider value={run}>
      <PageFrame
        full
        crumbs={[{ label: 'Runs', href: '/runs' }, { label: title }]}
        aside={<RunStatusMark />}
        actions={<RunActions />}
      >
        <ReactFlowProvider>
          <RunBody hasDesign={detail.design !== null} />
        </ReactFlowProvider>
      </PageFrame>
    </RunProvider>
  );
}

function openRun(detail: RunDetail) {
  const run = createRunModel(detail);
  const { node, at } = readRunUrl();
  run.selected.set(node);
  if (at !== null) run.goTo(at);
  return run;
}

/** What of the sentence's kinds is no waiting. */
const busyKinds: ReadonlySet<WaitKind> = new Set([
  'closed',
  'running',
  'starting',
  'retry',
  'cancelling',
  'blocked',
]);

function RunStatusMark() {
  const { detail } = useRun();
  const view = useRunView((value) => value);
  const { state } = view;
  const { blocked } = view;
  const { kind, text } = waitingFor(state, view.pending, { nowMs: state.lastEventAtMs, blocked });
  const seen = { status: state.status, blocked, waiting: busyKinds.has(kind) ? null : text };
  return (
    <span className="flex shrink-0 items-center gap-2.5 text-xs text-text-3">
      <StatusBadge glyph={glyphOfRun(seen)}>{labelOfRun(seen)}</StatusBadge>
      <DurationText
        className="max-sm:hidden"
        fromMs={state.started?.atMs ?? detail.run.startedAtMs}
        toMs={stoppedAt(view)}
      />
      {detail.design !== null && <span className="max-sm:hidden">v{detail.design.version}</span>}
    </span>
  );
}

function RunBody({ hasDesign }: { readonly hasDesign: boolean }) {
  const run = useRun();
  const { view, setView } = useRunUrl(run, hasDesign ? 'canvas' : 'timeline');
  const selected = useStore(run.selected, (id) => id);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <RunHead view={view} onView={setView} hasDesign={hasDesign} />
      <PastBanner />
      <RunNotices />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <div className="min-h-0 min-w-0 flex-1">
          <View view={view} />
        </div>
        {view !== 'io' && (
          <div
            className={
              selected === null
                ? 'w-90 shrink-0 border-l border-line max-lg:hidden'
                : 'w-90 shrink-0 border-l border-line max-md:h-1/2 max-md:w-full max-md:border-t'
            }
          >
            <NodePanel />
          </div>
        )}
      </div>
      <Scrubber />
    </div>
  );
}

function View({ view }: { readonly view: RunViewName }) {
  const isPhone = useIsPhone();
  switch (view) {
    case 'canvas':
      // On a phone the timeline has a view of its own.
      if (isPhone) return <RunCanvas />;
      return (
        <SplitPane
          label="Height of the timeline"
          axis="y"
          sized="end"
          initial={240}
          min={80}
          max={560}
          storeAs="run-timeline"
          first={<RunCanvas />}
          second={<TimelineView />}
        />
      );
    case 'timeline':
      return <TimelineView />;
    case 'events':
      return <EventsView />;
    case 'io':
      return <IoView />;
  }
}

function PastBanner() {
  const run = useRun();
  const isPast = useRunView((view) => view.isPast);
  const seq = useRunView((view) => view.seq);
  useEffect(() => {
    if (!isPast) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) run.goTo(null);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isPast, run]);
  if (!isPast) return null;
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-3 border-b border-waiting-line bg-waiting-tint px-4 py-1 text-xs text-waiting"
    >
      Viewing the past: right after event {seq}
      <button type="button" className="font-semibold underline" onClick={() => run.goTo(null)}>
        Return to now
      </button>
    </p>
  );
}
