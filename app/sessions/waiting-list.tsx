'use client';
// Who waits for a worker with room: place, what for, why, and until when.
import Link from 'next/link';

import type { SessionRecord } from '../lib/records.ts';
import { cx } from '../ui/cx.ts';
import { Badge } from '../ui/status.tsx';
import { rowLink } from '../ui/table.tsx';
import { DurationText, RelativeTime } from '../ui/time.tsx';
import { amountsOf, nameOfSession, sessionHref } from './links.ts';
import { whyWaits, words } from './words.ts';

interface WaitingListProps {
  readonly label: string;
  readonly sessions: readonly SessionRecord[];
}

export function WaitingList({ label, sessions }: WaitingListProps) {
  return (
    <ol aria-label={label}>
      {sessions.map((session) => (
        <WaitingRow key={session.sessionId} session={session} />
      ))}
    </ol>
  );
}

function WaitingRow({ session }: { readonly session: SessionRecord }) {
  const { sessionId, position, taskQueue, options, requestedAtMs, waitsFor } = session;
  const why = waitsFor === null ? null : whyWaits(waitsFor, options.buildId);
  const amounts = amountsOf(options.resources);
  return (
    <li className="relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover/60">
      <span
        className="tabular row-span-2 flex size-7 items-center justify-center self-start rounded-full border border-waiting-line bg-waiting-tint text-xs font-semibold text-waiting"
        title={words.place}
      >
        <span className="sr-only">{words.place} </span>
        {position ?? '–'}
      </span>
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2.5 gap-y-1">
          <Link href={sessionHref(sessionId)} className={rowLink}>
            {nameOfSession(session)}
          </Link>
          <Badge>{taskQueue}</Badge>
          {options.buildId !== undefined && (
            <span className="text-text-2">
              {words.build} {options.buildId}
            </span>
          )}
          {amounts !== '–' && <span className="text-text-2">{amounts}</span>}
        </span>
        <span className="text-xs text-text-3">
          <DurationText fromMs={requestedAtMs} toMs={null} /> so far · gives up{' '}
          <RelativeTime atMs={requestedAtMs + options.creationTimeoutMs} />
        </span>
      </span>
      <span className={cx('text-xs', why?.isUrgent === true ? 'text-failed' : 'text-text-2')}>
        {why?.text ?? words.aboutToOpen}
      </span>
    </li>
  );
}
