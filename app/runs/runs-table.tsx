'use client';
// Runs as rows; on a phone each row is a card with the same facts.
import Link from 'next/link';

import { blockedText } from '@baton/core';
import type { RunItem } from '../../server/views/runs.ts';
import { rowMark } from '../lib/use-list-keys.ts';
import { cx } from '../ui/cx.ts';
import { glyphOfRun, labelOfRun } from '../ui/run-status.ts';
import { StatusText } from '../ui/status.tsx';
import { narrow, rowLink, Table, Td, Th, Thead, Tr, wide } from '../ui/table.tsx';
import { DurationText, RelativeTime } from '../ui/time.tsx';
import { words } from './words.ts';

export function RunsTable({ runs }: { readonly runs: readonly RunItem[] }) {
  const { columns } = words;
  return (
    <Table className="table-fixed">
      <Thead className="max-md:sr-only">
        <tr>
          <Th className="w-[34%] max-md:w-auto">{columns.run}</Th>
          <Th className={cx('w-32', wide)}>{columns.status}</Th>
          <Th className={wide}>{columns.waiting}</Th>
          <Th className={cx('w-24', wide)}>{columns.started}</Th>
          <Th className={cx('w-28', wide)}>{columns.duration}</Th>
          <Th className={cx('w-36 max-lg:hidden', wide)}>{columns.by}</Th>
        </tr>
      </Thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.runId} run={run} />
        ))}
      </tbody>
    </Table>
  );
}

export function runName(run: RunItem): string {
  return run.design?.name ?? run.workflow;
}

function RunRow({ run }: { readonly run: RunItem }) {
  const status = <StatusText glyph={glyphOfRun(run)}>{labelOfRun(run)}</StatusText>;
  const waiting = run.blocked === null ? run.waiting : blockedText(run.blocked);
  return (
    <Tr>
      <Td className="max-w-0">
        <span className={cx('mb-1 flex items-center justify-between gap-2 text-xs text-text-2', narrow)}>
          {status}
          <RelativeTime atMs={run.startedAtMs} className="text-text-3" />
        </span>
        <span className="flex min-w-0 items-baseline gap-2">
          <Link href={`/runs/${run.runId}`} prefetch={false} className={cx(rowLink, 'truncate')} {...rowMark}>
            {runName(run)}
          </Link>
          {run.design && <span className="shrink-0 text-xs text-text-3">v{run.design.version}</span>}
        </span>
        <span className="block truncate font-mono text-xs text-text-3">{run.workflowId}</span>
        {waiting && <span className={cx('mt-1 line-clamp-2 text-xs text-text-2', narrow)}>{waiting}</span>}
      </Td>
      <Td className={wide}>{status}</Td>
      <Td className={cx('max-w-0', wide)}>
        <span
          className={cx('line-clamp-2 text-sm', run.blocked ? 'text-failed' : 'text-text-2')}
          title={waiting ?? undefined}
        >
          {waiting}
        </span>
      </Td>
      <Td className={cx('text-text-2', wide)}>
        <RelativeTime atMs={run.startedAtMs} />
      </Td>
      <Td className={cx('text-text-2', wide)}>
        <DurationText fromMs={run.startedAtMs} toMs={run.closedAtMs} />
      </Td>
      <Td className={cx('max-w-0 truncate text-text-2 max-lg:hidden', wide)}>{run.byName}</Td>
    </Tr>
  );
}
