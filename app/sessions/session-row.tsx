'use client';

import { OctagonX } from 'lucide-react';
import Link from 'next/link';

import type { SessionRecord } from '../lib/records.ts';
import { rowMark } from '../lib/use-list-keys.ts';
import { cx } from '../ui/cx.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { StatusText } from '../ui/status.tsx';
import { narrow, rowLink, Td, Tr, wide } from '../ui/table.tsx';
import { DurationText, RelativeTime } from '../ui/time.tsx';
import { amountsOf, nameOfSession, sessionHref, workerHref } from './links.ts';
import { stateOf, words } from './words.ts';

interface SessionRowProps {
  readonly session: SessionRecord;
  /** Null: this person may not. */
  readonly onFail: (() => void) | null;
}

export function SessionRow({ session, onFail }: SessionRowProps) {
  const look = stateOf(session);
  const status = <StatusText glyph={look.glyph}>{look.word}</StatusText>;
  const isOpen = session.state === 'requested' || session.state === 'open' || session.state === 'suspended';
  return (
    <Tr>
      <Td className="max-w-0">
        <Link href={sessionHref(session.sessionId)} className={cx(rowLink, 'block truncate')} {...rowMark}>
          {nameOfSession(session)}
        </Link>
        <span className="block truncate font-mono text-xs text-text-3" title={session.workflowId}>
          {session.workflowId}
        </span>
        <span className={cx('mt-1.5 flex flex-col gap-1 text-xs', narrow)}>
          {status}
          {session.workerKey !== null && <span className="text-text-3">on {session.workerKey}</span>}
        </span>
      </Td>
      <Td className={wide}>{status}</Td>
      <Td className={cx('text-text-2', wide)}>
        <Place session={session} />
      </Td>
      <Td className="text-text-2 max-lg:hidden">{amountsOf(session.options.resources)}</Td>
      <Td className={cx('text-text-2', wide)}>
        <Held session={session} />
      </Td>
      <Td className={cx('text-text-2', wide)}>{isOpen && <Moment atMs={session.expiresAtMs} />}</Td>
      <Td className="w-12 text-right">
        {isOpen && onFail && (
          <IconButton
            label={words.fail}
            icon={<OctagonX className="size-4" aria-hidden />}
            onClick={onFail}
            className="relative z-10"
          />
        )}
      </Td>
    </Tr>
  );
}

function Place({ session: { workerId, workerKey, hostName, epoch } }: Pick<SessionRowProps, 'session'>) {
  if (workerId === null) return '–';
  return (
    <>
      <Link
        href={workerHref(workerId)}
        className="relative z-10 rounded-sm break-all text-text-2 no-underline hover:text-text hover:underline"
      >
        {workerKey}
      </Link>
      <span className="block text-xs text-text-3">
        {hostName}
        {epoch > 1 && ` · epoch ${String(epoch)}`}
      </span>
    </>
  );
}

function Held({ session: { openedAtMs, closedAtMs } }: Pick<SessionRowProps, 'session'>) {
  return openedAtMs === null ? '–' : <DurationText fromMs={openedAtMs} toMs={closedAtMs} />;
}

function Moment({ atMs }: { readonly atMs: number | null }) {
  return atMs === null ? '–' : <RelativeTime atMs={atMs} />;
}
