'use client';
// People, their roles and groups.
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';

import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { Table, Th, Thead, wide } from '../../ui/table.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { PersonRow } from './person-row.tsx';
import { words } from './words.ts';

export function PeopleSettings() {
  const trpc = useTRPC();
  const query = useQuery(trpc.people.list.queryOptions());
  const [inviting, setInviting] = useState(false);
  const people = query.data ?? [];
  const { columns } = words;
  return (
    <>
      <PageHeader
        title={words.title}
        description={words.description}
        actions={
          <Button
            variant="primary"
            icon={<UserPlus className="size-3.5" aria-hidden />}
            onClick={() => setInviting(true)}
          >
            {words.invite}
          </Button>
        }
      />
      <Card>
        <QueryState query={query} isEmpty={people.length === 0} empty={null}>
          <Table className="max-md:table-fixed">
            <Thead className="max-md:sr-only">
              <tr>
                <Th>{columns.person}</Th>
                <Th className={`w-40 ${wide}`}>{columns.role}</Th>
                <Th className={wide}>{columns.groups}</Th>
                <Th className={wide}>{columns.seen}</Th>
                <Th className="w-12">
                  <span className="sr-only">{columns.actions}</span>
                </Th>
              </tr>
            </Thead>
            <tbody>
              {people.map((person) => (
                <PersonRow key={person.personId} person={person} />
              ))}
            </tbody>
          </Table>
        </QueryState>
      </Card>
      <InviteDialog open={inviting} onOpenChange={setInviting} />
    </>
  );
}
