'use client';
// What became of each tick, latest first, with the run it led to.
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';

import type { ScheduleAction } from '../../../server/views/schedules.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { QueryState } from '../../ui/query-state.tsx';
import { StatusText } from '../../ui/status.tsx';
import { rowLink } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { lookOf, origins } from '../words.ts';
import { formatInZone, haveSeconds, ownZone } from '../zone-time.tsx';
import { words } from './words.ts';

interface ActionHistoryProps {
  readonly scheduleId: string;
  readonly timeZone: string | null;
}

/** A run changes without its schedule: how it ended is worth a look now and then. */
const REFRESH_MS = 5_000;

export function ActionHistory({ scheduleId, timeZone }: ActionHistoryProps) {
  const trpc = useTRPC();
  const query = useInfiniteQuery({
    ...trpc.schedules.actions.infiniteQueryOptions(
      { scheduleId, limit: 25 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    refetchInterval: REFRESH_MS,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  // Of triggers only the time at which they were asked for is known, to the millisecond.
  const withSeconds = haveSeconds(
    items.flatMap(({ origin, tickMs }) => (origin === 'trigger' ? [] : [tickMs])),
  );
  return (
    <Card>
      <CardHeader title={words.history} />
      <QueryState
        query={query}
        isEmpty={items.length === 0}
        empty={<p className="px-4 py-8 text-center text-sm text-text-2">{words.historyEmpty}</p>}
      >
        <ul aria-label={words.history}>
          {items.map((action) => (
            <ActionRow
              key={action.actionId}
              action={action}
              timeZone={timeZone ?? ownZone()}
              withSeconds={withSeconds}
            />
          ))}
        </ul>
      </QueryState>
      {query.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </Card>
  );
}

interface ActionRowProps {
  readonly action: ScheduleAction;
  readonly timeZone: string;
  readonly withSeconds: boolean;
}

function ActionRow({ action, timeZone, withSeconds }: ActionRowProps) {
  const { runId, tickMs, untilMs, count, origin, byName, message, atMs } = action;
  const { glyph, word } = lookOf(action);
  const when = formatInZone(tickMs, timeZone, withSeconds);
  const range = count === 1 ? when : `${when} to ${formatInZone(untilMs, timeZone, withSeconds)}`;
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover/60">
      <StatusText glyph={glyph}>
        {runId === null ? (
          word
        ) : (
          <Link href={`/runs/${runId}`} prefetch={false} className={rowLink}>
            {word}
            <span className="sr-only">: {words.openRun}</span>
          </Link>
        )}
      </StatusText>
      <RelativeTime atMs={atMs} className="text-right text-text-3" />
      <span className="tabular col-span-2 pl-6 text-xs text-text-3">
        {range}
        {origin !== 'tick' && ` · ${origins[origin]}`}
        {byName !== null && ` by ${byName}`}
      </span>
      {message !== null && (
        <span className={cx('col-span-2 pl-6 text-xs break-words text-failed')}>{message}</span>
      )}
    </li>
  );
}
