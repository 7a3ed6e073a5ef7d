'use client';
// The history as a list: compact (what matters to people), full, or the JSON. A click shows that moment on the canvas.
import type { HistoryEvent, RunState } from '@baton/core';
import { useMemo, useState } from 'react';
import { formatClock, formatMoment } from '../../lib/format-time.ts';
import { cx } from '../../ui/cx.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { StatusGlyph } from '../../ui/status.tsx';
import { Segments } from '../../ui/toggles.tsx';
import { eventWords } from './model/event-words.ts';
import { useNameOf, useRun, useRunView } from './run-store.ts';
import { useWindow } from './use-window.ts';

type Show = 'compact' | 'full' | 'json';
const ROW = 36;

export function EventsView() {
  const run = useRun();
  const lastSeq = useRunView((view) => view.lastSeq);
  const [show, setShow] = useState<Show>('compact');
  const events = useMemo(() => {
    const all = run.log.events.slice(0, lastSeq);
    return show === 'compact' ? all.filter((event) => !eventWords(event).isMinor) : all;
  }, [lastSeq, run, show]);
  return (
    <section
      aria-label="Events"
      data-region="Events"
      tabIndex={-1}
      className="flex h-full min-h-0 flex-col bg-surface outline-none"
    >
      <div className="flex items-center justify-between gap-3 border-b border-line px-4 py-2">
        <Segments
          label="Which events"
          className="shrink-0"
          value={show}
          onValueChange={setShow}
          options={[
            { value: 'compact', label: 'Compact' },
            { value: 'full', label: 'Full' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <p className="tabular text-xs text-text-3">
          {events.length.toLocaleString('en')} of {lastSeq.toLocaleString('en')} events
        </p>
      </div>
      {show === 'json' ? (
        <div className="min-h-0 flex-1 overflow-y-auto p-4">
          <JsonView value={events} label="history" folded={false} />
        </div>
      ) : (
        <EventList events={events} />
      )}
    </section>
  );
}

function EventList({ events }: { readonly events: readonly HistoryEvent[] }) {
  const { box, first, last, before, after, onScroll } = useWindow(events.length, ROW);
  return (
    <div ref={box} onScroll={onScroll} className="min-h-0 flex-1 overflow-y-auto scroll-quiet">
      <div style={{ height: before }} />
      <ol>
        {events.slice(first, last).map((event) => (
          <EventRow key={event.seq} event={event} />
        ))}
      </ol>
      <div style={{ height: after }} />
    </div>
  );
}

function EventRow({ event }: { readonly event: HistoryEvent }) {
  const run = useRun();
  const isShown = useRunView((view) => view.isPast && view.seq === event.seq);
  const { label, detail } = useAbout(event);
  const words = eventWords(event);
  return (
    <li style={{ height: ROW }}>
      <button
        type="button"
        aria-pressed={isShown}
        title={`${formatMoment(event.atMs)}. Show this moment.`}
        onClick={() => {
          run.goTo(event.seq);
          if (label !== null) run.selected.set(label);
        }}
        className={cx(
          'grid h-full w-full grid-cols-[3.5rem_7rem_1.25rem_minmax(0,1fr)] items-center gap-2 border-b border-line px-4 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2 max-md:grid-cols-[2.5rem_1.25rem_minmax(0,1fr)]',
          isShown && 'bg-accent-tint',
        )}
      >
        <span className="tabular text-xs text-text-3">{event.seq}</span>
        <span className="tabular text-xs text-text-3 max-md:hidden">{formatClock(event.atMs)}</span>
        {words.glyph === null ? <span /> : <StatusGlyph glyph={words.glyph} className="size-3.5" />}
        <span className="truncate">
          <span className="font-medium">{words.title}</span>
          {detail !== '' && <span className="ml-2 text-text-3">{detail}</span>}
        </span>
      </button>
    </li>
  );
}

/** What the event is about: the node, by the activity or timer that it names. */
function useAbout(event: HistoryEvent): { readonly label: string | null; readonly detail: string } {
  const nameOf = useNameOf();
  const named = useRunView(({ state }) => thingOf(event, state));
  const { detail } = eventWords(event);
  const label = labelOf(event) ?? named?.label ?? null;
  const name = label === null ? named?.name : nameOf(label, label);
  if (name === undefined) return { label, detail };
  return { label, detail: 'failure' in event ? `${name}: ${detail}` : name };
}

function thingOf(
  event: HistoryEvent,
  state: RunState,
): { readonly label: string | null; readonly name?: string } | undefined {
  if ('activityId' in event) return state.activities.get(event.activityId);
  return 'timerId' in event ? state.timers.get(event.timerId) : undefined;
}

function labelOf(event: HistoryEvent): string | null {
  return 'label' in event && typeof event.label === 'string' ? event.label : null;
}
