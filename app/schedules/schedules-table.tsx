'use client';
// Schedules as rows; on a phone each row is a card with the same facts.
import Link from 'next/link';

import type { ScheduleItem } from '../../server/views/schedules.ts';
import { rowMark } from '../lib/use-list-keys.ts';
import { cx } from '../ui/cx.ts';
import { Badge, StatusText } from '../ui/status.tsx';
import { narrow, rowLink, Table, Td, Th, Thead, Tr, wide } from '../ui/table.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { lookOf, words } from './words.ts';
import { NextRun } from './zone-time.tsx';

export function SchedulesTable({ items }: { readonly items: readonly ScheduleItem[] }) {
  const { columns } = words;
  return (
    <Table className="table-fixed">
      <Thead className="max-md:sr-only">
        <tr>
          <Th className="w-[30%] max-md:w-auto">{columns.name}</Th>
          <Th className={wide}>{columns.cadence}</Th>
          <Th className={cx('w-44', wide)}>{columns.next}</Th>
          <Th className={cx('w-48', wide)}>{columns.last}</Th>
        </tr>
      </Thead>
      <tbody>
        {items.map((item) => (
          <ScheduleRow key={item.scheduleId} item={item} />
        ))}
      </tbody>
    </Table>
  );
}

function ScheduleRow({ item }: { readonly item: ScheduleItem }) {
  const { scheduleId, name, cadence, paused } = item;
  return (
    <Tr>
      <Td className="max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <Link href={`/schedules/${scheduleId}`} className={cx(rowLink, 'truncate')} {...rowMark}>
            {name}
          </Link>
          {paused && <Badge>{words.paused}</Badge>}
        </span>
        <span className="block truncate text-xs text-text-3">{startWords(item)}</span>
        <span className={cx('mt-1.5 flex flex-col gap-1.5 text-xs text-text-2', narrow)}>
          <span>{cadence}</span>
          <Next item={item} />
          <Last item={item} />
        </span>
      </Td>
      <Td className={cx('text-text-2', wide)}>{cadence}</Td>
      <Td className={wide}>
        <Next item={item} />
      </Td>
      <Td className={wide}>
        <Last item={item} />
      </Td>
    </Tr>
  );
}

function Next({
  item: { nextTickMs, waitingTickMs, timeZone, paused, note },
}: {
  readonly item: ScheduleItem;
}) {
  if (waitingTickMs !== null) return <StatusText glyph="waiting">{words.waiting}</StatusText>;
  if (nextTickMs !== null) return <NextRun atMs={nextTickMs} timeZone={timeZone} />;
  return (
    <span className="line-clamp-2 text-text-3" title={note}>
      {paused ? (note === '' ? words.paused : note) : words.ended}
    </span>
  );
}

function Last({ item: { last } }: { readonly item: ScheduleItem }) {
  if (last === null) return <span className={cx('text-text-3', wide)}>{words.never}</span>;
  const { glyph, word } = lookOf(last);
  return (
    <span className="flex flex-col">
      <StatusText glyph={glyph}>{word}</StatusText>
      <RelativeTime atMs={last.atMs} className={cx('pl-6 text-xs text-text-3', wide)} />
    </span>
  );
}

/** What it starts, as one says it. */
export function startWords({ start }: Pick<ScheduleItem, 'start'>): string {
  if (start.kind === 'workflow') return start.workflow;
  return start.version === null ? start.name : `${start.name}, version ${String(start.version)}`;
}
