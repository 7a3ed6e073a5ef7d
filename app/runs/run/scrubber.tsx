'use client';
// Through time: every part of the page shows the moment after this event.
import type { EventType, HistoryEvent } from '@baton/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { formatClock } from '../../lib/format-time.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useRun, useRunView } from './run-store.ts';

/** Worth a mark on the track. */
const marks: Partial<Record<EventType, string>> = {
  ActivityFailed: 'bg-failed-solid',
  RunFailed: 'bg-failed-solid',
  SessionFailed: 'bg-failed-solid',
  SessionSuspended: 'bg-failed-solid',
  SignalReceived: 'bg-accent',
};
const MAX_MARKS = 200;

export function Scrubber() {
  const run = useRun();
  const seq = useRunView((view) => view.seq);
  const lastSeq = useRunView((view) => view.lastSeq);
  const isPast = useRunView((view) => view.isPast);
  const event = run.log.events[seq - 1];
  const step = (by: number) => {
    const next = Math.max(1, Math.min(lastSeq, seq + by));
    run.goTo(next === lastSeq ? null : next);
  };
  useShortcuts('Run: through time', [
    { keys: ',', label: 'One event back', run: () => step(-1) },
    { keys: '.', label: 'One event on', run: () => step(1) },
    { keys: 'L', label: 'Return to now', run: () => run.goTo(null) },
  ]);
  if (lastSeq < 2) return null;
  return (
    <div
      role="group"
      aria-label="Through time"
      className="flex h-11 shrink-0 items-center gap-3 border-t border-line bg-surface px-4 max-md:gap-1.5 max-md:px-2"
    >
      <div className="flex">
        <IconButton
          size="sm"
          label="One event back"
          keys=","
          disabled={seq <= 1}
          icon={<ChevronLeft className="size-4" aria-hidden />}
          onClick={() => step(-1)}
        />
        <IconButton
          size="sm"
          label="One event on"
          keys="."
          disabled={!isPast}
          icon={<ChevronRight className="size-4" aria-hidden />}
          onClick={() => step(1)}
        />
      </div>
      <div className="relative flex min-w-0 flex-1 items-center">
        <Marks />
        <input
          type="range"
          aria-label="Moment"
          aria-valuetext={event === undefined ? String(seq) : `Event ${String(seq)}, ${event.type}`}
          min={1}
          max={lastSeq}
          value={seq}
          onChange={(change) => {
            const to = change.target.valueAsNumber;
            run.goTo(to >= lastSeq ? null : to);
          }}
          className="w-full accent-accent"
        />
      </div>
      <span className="tabular shrink-0 text-xs text-text-3">
        {seq.toLocaleString('en')} / {lastSeq.toLocaleString('en')}
        {event !== undefined && <span className="max-md:hidden"> · {formatClock(event.atMs)}</span>}
      </span>
      <Button size="sm" disabled={!isPast} onClick={() => run.goTo(null)}>
        Now
      </Button>
    </div>
  );
}

function Marks() {
  const run = useRun();
  const lastSeq = useRunView((view) => view.lastSeq);
  const found = useMemo(
    () => run.log.events.slice(0, lastSeq).filter(isMarked).slice(0, MAX_MARKS),
    [lastSeq, run],
  );
  return found.map((event) => (
    <span
      key={event.seq}
      aria-hidden
      title={event.type}
      className={`absolute top-0 h-1.5 w-0.5 rounded-full ${markOf(event)}`}
      style={{ left: `${String(((event.seq - 1) / Math.max(1, lastSeq - 1)) * 100)}%` }}
    />
  ));
}

function isMarked(event: HistoryEvent): boolean {
  return markOf(event) !== '';
}
/** A person's decision is an activity that somebody completed. */
function markOf(event: HistoryEvent): string {
  if (event.type === 'ActivityCompleted' && event.by?.startsWith('person:') === true) return 'bg-done-solid';
  return marks[event.type] ?? '';
}
