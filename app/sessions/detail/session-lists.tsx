'use client';
// What runs and ran in a session, and what happened to it.
import type { ActivityState, ActivityStatus, HistoryEvent, Json, JsonObject } from '@baton/core';
import Link from 'next/link';

import type { PendingActivity } from '../../../server/views/runs.ts';
import type { SessionRecord } from '../../lib/records.ts';
import { eventWords } from '../../runs/run/model/event-words.ts';
import { useNameOf, useRun, useRunView } from '../../runs/run/run-store.ts';
import { Card, CardHeader } from '../../ui/card.tsx';
import { type GlyphName, StatusGlyph, StatusText } from '../../ui/status.tsx';
import { rowLink } from '../../ui/table.tsx';
import { DurationText, RelativeTime } from '../../ui/time.tsx';
import { words } from './words.ts';

interface SessionProps {
  readonly session: SessionRecord;
}

/** The latest are enough; the run's page has all. */
const MOST = 100;

export function SessionActivities({ session: { sessionId, runId } }: SessionProps) {
  const { state, pending } = useRunView((view) => view);
  const nameOf = useNameOf();
  const inside = [...state.activities.values()].filter((one) => one.sessionId === sessionId);
  const rows = new Map(pending.map((row) => [row.activityId, row]));
  return (
    <Card>
      <CardHeader title={words.activities} description={words.activitiesOwn} />
      {inside.length === 0 ? (
        <p className="px-4 py-6 text-center text-sm text-text-3">{words.activitiesNone}</p>
      ) : (
        <ul aria-label={words.activities}>
          {inside
            .slice(-MOST)
            .reverse()
            .map((activity) => (
              <ActivityRow
                key={activity.activityId}
                activity={activity}
                row={rows.get(activity.activityId)}
                name={nameOf(activity.label, activity.name)}
                href={
                  activity.label === null
                    ? `/runs/${runId}`
                    : `/runs/${runId}?node=${encodeURIComponent(activity.label)}`
                }
              />
            ))}
        </ul>
      )}
    </Card>
  );
}

interface ActivityRowProps {
  readonly activity: ActivityState;
  /** What stands in the activity table, while it is open. */
  readonly row: PendingActivity | undefined;
  readonly name: string;
  readonly href: string;
}

function ActivityRow({ activity, row, name, href }: ActivityRowProps) {
  const look = lookOf(activity, row);
  const attempt = row?.attempt ?? activity.attempt ?? 0;
  return (
    <li className="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover/60">
      <Link href={href} className={rowLink}>
        {name}
      </Link>
      <span className="flex flex-wrap items-center gap-x-4 text-text-2">
        <StatusText glyph={look.glyph}>{look.word}</StatusText>
        {attempt > 1 && <span className="text-xs text-text-3">attempt {attempt}</span>}
        <DurationText fromMs={activity.scheduledAtMs} toMs={activity.closedAtMs} />
      </span>
      {activity.failure !== null && activity.status === 'failed' && (
        <span className="w-full text-xs break-words text-failed">{activity.failure.message}</span>
      )}
    </li>
  );
}

interface Look {
  readonly glyph: GlyphName;
  readonly word: string;
}

const ended: Readonly<Record<Exclude<ActivityStatus, 'scheduled'>, Look>> = {
  cancelRequested: { glyph: 'waiting', word: 'Asked to stop' },
  completed: { glyph: 'done', word: 'Completed' },
  failed: { glyph: 'failed', word: 'Failed' },
  cancelled: { glyph: 'cancelled', word: 'Cancelled' },
};

function lookOf({ status }: ActivityState, row: PendingActivity | undefined): Look {
  if (status !== 'scheduled') return ended[status];
  if (row === undefined || row.state === 'running') return { glyph: 'running', word: 'Running' };
  if (row.state === 'async') return { glyph: 'waiting', word: 'Waiting for its result' };
  return { glyph: 'waiting', word: row.attempt > 0 ? 'Waiting for the next attempt' : 'Queued' };
}

export function SessionTimeline({ session: { sessionId } }: SessionProps) {
  const { log } = useRun();
  // The view changes when events come; the log is what they are in.
  useRunView(({ lastSeq }) => lastSeq);
  const events = log.events.filter((event) => isOf(event, sessionId)).slice(-MOST);
  return (
    <Card>
      <CardHeader title={words.timeline} />
      <ol aria-label={words.timeline} className="px-4 py-3">
        {events.map((event) => {
          const { title, detail, glyph } = eventWords(event);
          return (
            <li key={event.seq} className="group flex gap-3 text-sm">
              <span className="flex flex-col items-center" aria-hidden>
                <StatusGlyph glyph={glyph ?? 'idle'} className="mt-0.5" />
                <span className="w-px flex-1 bg-line group-last:hidden" />
              </span>
              <span className="flex min-w-0 flex-1 items-baseline justify-between gap-x-4 pb-4 group-last:pb-1">
                <span className="min-w-0">
                  <span className="font-medium text-text">{title}</span>
                  {detail !== '' && detail !== sessionId && (
                    <span className="block text-xs break-words text-text-3">{detail}</span>
                  )}
                </span>
                <RelativeTime atMs={event.atMs} className="shrink-0 text-xs text-text-3" />
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

/** Of the session itself: what runs in it has a list of its own. */
function isOf(event: HistoryEvent, sessionId: string): boolean {
  if (event.type === 'Marked') return event.kind === 'cleanupSkipped' && isAbout(event.value, sessionId);
  return event.type.startsWith('Session') && 'sessionId' in event && event.sessionId === sessionId;
}

function isAbout(value: Json, sessionId: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    (value as JsonObject)['sessionId'] === sessionId
  );
}
