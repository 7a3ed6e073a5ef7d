'use client';
// Limits: what holds, how much of it is in use, and who waits.
import { useQuery } from '@tanstack/react-query';
import { Gauge, Plus } from 'lucide-react';
import { useState } from 'react';

import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { Table, Th, Thead, wide } from '../../ui/table.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { LimitRow } from './limit-row.tsx';
import { words } from './words.ts';

const REFRESH_MS = 2_000;

export function LimitSettings() {
  const trpc = useTRPC();
  const query = useQuery(trpc.limits.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const [creating, setCreating] = useState(false);
  const maySet = useMay('limits.set');
  const limits = query.data ?? [];
  const { columns } = words;
  const create = maySet && (
    <Button
      variant="primary"
      icon={<Plus className="size-3.5" aria-hidden />}
      onClick={() => setCreating(true)}
    >
      {words.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={limits.length > 0 && create} />
      <Card>
        <QueryState
          query={query}
          isEmpty={limits.length === 0}
          empty={
            <EmptyState icon={<Gauge />} title={words.none} actions={create}>
              {words.noneText}
            </EmptyState>
          }
        >
          <Table>
            <Thead className="max-md:sr-only">
              <tr>
                <Th>{columns.what}</Th>
                <Th className={wide}>{columns.limits}</Th>
                <Th className={wide}>{columns.use}</Th>
                <Th className={wide}>{columns.waiting}</Th>
                <Th className="w-44">
                  <span className="sr-only">{columns.actions}</span>
                </Th>
              </tr>
            </Thead>
            <tbody>
              {limits.map((limit) => (
                <LimitRow key={`${limit.scope}/${limit.name}`} limit={limit} />
              ))}
            </tbody>
          </Table>
        </QueryState>
      </Card>
      {creating && <LimitDialog limit={null} onClose={() => setCreating(false)} />}
    </>
  );
}
