'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Activity, Archive, ArchiveRestore, EllipsisVertical } from 'lucide-react';
import Link from 'next/link';
import { messageOf } from '../lib/api-error.ts';
import { counted } from '../lib/counted.ts';
import { useMay } from '../lib/me.tsx';
import { useTRPC } from '../lib/trpc.tsx';
import { Card } from '../ui/card.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { Badge, StatusText } from '../ui/status.tsx';
import { narrow, rowLink, Table, Td, Th, Thead, Tr, wide } from '../ui/table.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { useToast } from '../ui/toast.tsx';
import type { DesignItem } from '../../server/views/designs.ts';

export function WorkflowTable({ items }: { readonly items: readonly DesignItem[] }) {
  return (
    <Card className="overflow-hidden">
      <Table>
        <Thead>
          <tr>
            <Th>Name</Th>
            <Th className={wide}>Published</Th>
            <Th className={wide}>Runs under way</Th>
            <Th className={wide}>Changed</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </Thead>
        <tbody>
          {items.map((item) => (
            <WorkflowRow key={item.designId} item={item} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function WorkflowRow({ item }: { readonly item: DesignItem }) {
  return (
    <Tr>
      <Td className="w-full min-w-0">
        <Link href={`/workflows/${item.designId}`} className={rowLink}>
          {item.name}
        </Link>
        <p className="text-xs text-text-3">
          {item.nodes === 1 ? '1 node' : `${String(item.nodes)} nodes`}
          <span className={narrow}>
            {' · '}
            {item.latestVersion === null ? 'draft' : `v${String(item.latestVersion)}`}
            {item.openRuns > 0 && ` · ${counted(item.openRuns)} running`}
          </span>
        </p>
      </Td>
      <Td className={`${wide} whitespace-nowrap`}>
        <span className="flex items-center gap-2">
          {item.latestVersion === null ? (
            <Badge>Draft</Badge>
          ) : (
            <Badge tone="done">v{item.latestVersion}</Badge>
          )}
          {item.latestVersion !== null && item.hasUnpublishedChanges && (
            <span className="text-xs text-text-3">changed since</span>
          )}
        </span>
      </Td>
      <Td className={`${wide} whitespace-nowrap`}>
        {item.openRuns === 0 ? (
          <span className="text-text-3">none</span>
        ) : (
          <Link
            href={`/runs?design=${item.designId}&status=running`}
            className="relative z-1 no-underline hover:underline"
          >
            <StatusText glyph="running">{counted(item.openRuns)}</StatusText>
          </Link>
        )}
      </Td>
      <Td className={`${wide} whitespace-nowrap text-text-2`}>
        <RelativeTime atMs={item.updatedAtMs} />
        {item.updatedByName !== null && <span className="text-text-3"> by {item.updatedByName}</span>}
      </Td>
      <Td>
        <RowMenu item={item} />
      </Td>
    </Tr>
  );
}

function RowMenu({ item }: { readonly item: DesignItem }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const mayArchive = useMay('designs.archive');
  const archive = useMutation(
    trpc.designs.archive.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.designs.list.pathKey() }),
      onError: (error) => toast({ tone: 'failed', title: messageOf(error) }),
    }),
  );
  const { designId, archived } = item;
  return (
    <span className="relative z-1">
      <Menu
        trigger={
          <IconButton
            label={`More about ${item.name}`}
            icon={<EllipsisVertical className="size-4" aria-hidden />}
          />
        }
      >
        <MenuItem icon={<Activity />} href={`/runs?design=${designId}`}>
          Its runs
        </MenuItem>
        {mayArchive && (
          <MenuItem
            icon={archived ? <ArchiveRestore /> : <Archive />}
            onSelect={() => archive.mutate({ designId, archived: !archived })}
          >
            {archived ? 'Restore' : 'Archive'}
          </MenuItem>
        )}
      </Menu>
    </span>
  );
}
