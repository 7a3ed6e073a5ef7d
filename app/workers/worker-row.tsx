'use client';
// A worker, and on request what it runs at the moment.

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useId, useState } from 'react';

import type { WorkerRecord } from '../lib/records.ts';
import { rowMark } from '../lib/use-list-keys.ts';
import { workerHref } from '../sessions/links.ts';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Badge, StatusText } from '../ui/status.tsx';
import { narrow, rowLink, Td, Tr, wide } from '../ui/table.tsx';
import { DurationText } from '../ui/time.tsx';
import { LeaseText } from './lease-text.tsx';
import { Slots } from './slots.tsx';
import { WorkerDetails } from './worker-details.tsx';
import { states, words } from './words.ts';

const COLUMNS = 7;

export function WorkerRow({ worker }: { readonly worker: WorkerRecord }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const look = states[worker.state];
  const status = <StatusText glyph={look.glyph}>{look.word}</StatusText>;
  const slots = worker.sessions && (
    <Slots held={worker.openSessions} size={worker.sessions.maxConcurrentSessions} />
  );
  return (
    <>
      <Tr>
        <Td>
          <span className="flex items-center gap-2">
            <IconButton
              size="sm"
              label={`${words.show} ${worker.workerKey}`}
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
              className="relative z-10 -ml-1.5"
              icon={
                <ChevronRight
                  className={cx('size-4 text-text-3 transition-transform', open && 'rotate-90')}
                  aria-hidden
                />
              }
            />
            <span className="min-w-0">
              <Link href={workerHref(worker.workerId)} className={cx(rowLink, 'break-all')} {...rowMark}>
                {worker.workerKey}
              </Link>
              <span className="block text-xs text-text-3">
                {worker.hostName} · pid {worker.pid}
                {worker.buildId !== '' && (
                  <span className="break-all">
                    {' '}
                    · {words.build.toLowerCase()} {worker.buildId}
                  </span>
                )}
              </span>
            </span>
          </span>
          <span className={cx('mt-2 ml-6 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs', narrow)}>
            {status}
            {slots}
            <LeaseText untilMs={worker.leaseUntilMs} leaseMs={worker.leaseMs} />
          </span>
        </Td>
        <Td className={wide}>{status}</Td>
        <Td className={wide}>
          <span className="flex flex-wrap gap-1">
            {worker.taskQueues.map((queue) => (
              <Badge key={queue}>{queue}</Badge>
            ))}
          </span>
        </Td>
        <Td className={wide}>{slots ?? <span className="text-text-3">{words.noSessions}</span>}</Td>
        <Td className="text-text-2 max-lg:hidden">{resourcesOf(worker)}</Td>
        <Td className={wide}>
          <LeaseText untilMs={worker.leaseUntilMs} leaseMs={worker.leaseMs} />
        </Td>
        <Td className="text-text-2 max-lg:hidden">
          <DurationText fromMs={worker.startedAtMs} toMs={null} />
        </Td>
      </Tr>
      {open && (
        <tr id={id} className="border-b border-line bg-sunken last:border-b-0">
          <td colSpan={COLUMNS} className="px-4 py-4 md:pl-10">
            <WorkerDetails worker={worker} />
          </td>
        </tr>
      )}
    </>
  );
}

function resourcesOf({ pools }: WorkerRecord): string {
  if (pools.length === 0) return '–';
  return pools
    .map(({ resource, scope, offered, used }) => {
      const taken = `${used.toLocaleString()}/${offered.toLocaleString()}`;
      return `${resource} ${taken}${scope === 'host' ? ` ${words.ofHost}` : ''}`;
    })
    .join(' · ');
}
