'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';

import type { PersonItem } from '../../../server/views/admin.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMe } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/input.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Badge } from '../../ui/status.tsx';
import { narrow, Td, Tr, wide } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { roleOptions, words } from './words.ts';

export function PersonRow({ person }: { readonly person: PersonItem }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.people.list.queryKey() });
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onSettled }));
  const { personId } = person;
  const isDisabled = person.state === 'disabled';
  const role = (
    <Select
      aria-label={`${words.roleOf} ${person.name}`}
      options={roleOptions}
      value={setRole.isPending ? setRole.variables.role : person.role}
      disabled={setRole.isPending || isDisabled}
      onValueChange={(role) => setRole.mutate({ personId, role })}
    />
  );
  return (
    <Tr>
      <Td className="max-w-0">
        <span className="flex items-center gap-3">
          <Avatar name={person.name} />
          <span className="min-w-0">
            <span className="flex items-center gap-2">
              <span
                className={cx('truncate font-medium', isDisabled ? 'text-text-3 line-through' : 'text-text')}
              >
                {person.name}
              </span>
              {person.state !== 'active' && (
                <Badge tone={isDisabled ? 'idle' : 'accent'}>
                  {isDisabled ? words.disabled : words.invited}
                </Badge>
              )}
            </span>
            <span className="block truncate text-xs text-text-3">{person.email}</span>
          </span>
        </span>
        <div className={cx('mt-2.5 pl-10', narrow)}>{role}</div>
        {setRole.isError && <Alert tone="failed" title={messageOf(setRole.error)} className="mt-2" />}
      </Td>
      <Td className={wide}>{role}</Td>
      <Td className={wide}>
        <span className="flex flex-wrap gap-1">
          <Groups names={person.groups} />
        </span>
      </Td>
      <Td className={cx('text-text-2', wide)}>
        <LastSeen atMs={person.lastSeenAtMs} />
      </Td>
      <Td>{me?.id !== personId && <PersonMenu person={person} />}</Td>
    </Tr>
  );
}

function PersonMenu({ person }: { readonly person: PersonItem }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [disabling, setDisabling] = useState(false);
  const { personId } = person;
  const disable = useMutation(
    trpc.people.disable.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.people.list.queryKey() }),
      onSuccess: () => setDisabling(false),
    }),
  );
  return (
    <>
      <Menu
        trigger={
          <IconButton
            label={`${words.more} ${person.name}`}
            icon={<Ellipsis className="size-4" aria-hidden />}
          />
        }
      >
        {person.state === 'disabled' ? (
          <MenuItem
            icon={<UserCheck aria-hidden />}
            onSelect={() => disable.mutate({ personId, disabled: false })}
          >
            {words.enable}
          </MenuItem>
        ) : (
          <MenuItem icon={<UserX aria-hidden />} danger onSelect={() => setDisabling(true)}>
            {words.disable}
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        open={disabling}
        onOpenChange={setDisabling}
        title={words.disableTitle}
        confirm={words.disable}
        danger
        pending={disable.isPending}
        error={disable.isError ? messageOf(disable.error) : null}
        onConfirm={() => disable.mutate({ personId, disabled: true })}
      >
        <p>
          {person.name}, {person.email}. {words.disableText}
        </p>
      </ConfirmDialog>
    </>
  );
}

function LastSeen({ atMs }: { readonly atMs: number | null }) {
  return atMs === null ? words.never : <RelativeTime atMs={atMs} />;
}

function Groups({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <span className="text-text-3">–</span>;
  return names.map((name) => <Badge key={name}>{name}</Badge>);
}
