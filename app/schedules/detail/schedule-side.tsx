'use client';
// Beside the history: the next times, and what the schedule is.
import { formatMs } from '@baton/core';
import Link from 'next/link';
import type { ReactNode } from 'react';

import type { ScheduleDetail } from '../../../server/views/schedules.ts';
import { Card, CardBody, CardHeader } from '../../ui/card.tsx';
import { FactRow } from '../../ui/fact-row.tsx';
import { StatusText } from '../../ui/status.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { startWords } from '../schedules-table.tsx';
import { overlaps } from '../words.ts';
import { TickList } from '../zone-time.tsx';
import { words } from './words.ts';

export function ScheduleSide({ schedule }: { readonly schedule: ScheduleDetail }) {
  return (
    <div className="flex min-w-0 flex-col gap-5 max-lg:order-first">
      <Card>
        <CardHeader title={words.next} />
        <CardBody className="flex flex-col gap-3">
          {schedule.waitingTickMs !== null && <StatusText glyph="waiting">{words.waiting}</StatusText>}
          {schedule.nextTicksMs.length > 0 ? (
            <TickList ticksMs={schedule.nextTicksMs} timeZone={schedule.timeZone} />
          ) : (
            <p className="text-sm text-text-2">{schedule.paused ? words.pausedNext : words.nothingNext}</p>
          )}
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={words.facts} />
        <CardBody>
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm">
            {factsOf(schedule).map(([label, value]) => (
              <FactRow key={label} label={label}>
                {value}
              </FactRow>
            ))}
          </dl>
        </CardBody>
      </Card>
    </div>
  );
}

function factsOf(schedule: ScheduleDetail): readonly (readonly [string, ReactNode])[] {
  const { start, overlap, catchUpMs, spec, remaining, counts, updatedAtMs, updatedByName } = schedule;
  const name = startWords(schedule);
  return [
    [
      words.starts,
      start.kind === 'design' ? <Link href={`/workflows/${start.designId}`}>{name}</Link> : name,
    ],
    [words.overlap, overlaps[overlap].label],
    [words.catchUp, formatMs(catchUpMs)],
    ...(spec.jitterMs === 0 ? [] : [[words.jitter, formatMs(spec.jitterMs)] as const]),
    [words.remaining, remaining === null ? words.anyNumber : remaining.toLocaleString()],
    [words.counts, countWords(counts)],
    [
      words.changed,
      <>
        <RelativeTime atMs={updatedAtMs} />
        {updatedByName !== null && ` by ${updatedByName}`}
      </>,
    ],
  ];
}

/** Zeros say nothing, but for what was started. */
function countWords({ started, skipped, missed, failed }: ScheduleDetail['counts']): string {
  const others = [
    ['skipped', skipped],
    ['missed', missed],
    ['could not start', failed],
  ] as const;
  const told = others
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count.toLocaleString()} ${word}`);
  return [`${started.toLocaleString()} started`, ...told].join(', ');
}
