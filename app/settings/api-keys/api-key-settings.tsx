'use client';
// API keys: made here, shown once, revoked here.
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';

import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { Table, Th, Thead, wide } from '../../ui/table.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import { words } from './words.ts';

export function ApiKeySettings() {
  const trpc = useTRPC();
  const query = useQuery(trpc.apiKeys.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const keys = query.data ?? [];
  const { columns } = words;
  const create = (
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
      <PageHeader title={words.title} description={words.description} actions={keys.length > 0 && create} />
      <Card>
        <QueryState
          query={query}
          isEmpty={keys.length === 0}
          empty={
            <EmptyState icon={<KeyRound />} title={words.none} actions={create}>
              {words.noneText}
            </EmptyState>
          }
        >
          <Table>
            <Thead className="max-md:sr-only">
              <tr>
                <Th>{columns.key}</Th>
                <Th className={wide}>{columns.scopes}</Th>
                <Th className={wide}>{columns.used}</Th>
                <Th className={wide}>{columns.ends}</Th>
                <Th className="w-24">
                  <span className="sr-only">{columns.actions}</span>
                </Th>
              </tr>
            </Thead>
            <tbody>
              {keys.map((key) => (
                <KeyRow key={key.keyId} apiKey={key} />
              ))}
            </tbody>
          </Table>
        </QueryState>
      </Card>
      <CreateKeyDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}
