'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Role } from '../../../server/permissions.ts';
import type { Invitation } from '../../../server/views/admin.ts';
import { messageOf, problemsOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { roleOptions, roleWords, words } from './words.ts';

interface InviteDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function InviteDialog({ open, onOpenChange }: InviteDialogProps) {
  const [made, setMade] = useState<Invitation | null>(null);
  const close = (next: boolean) => {
    onOpenChange(next);
    if (!next) setMade(null);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={made ? words.linkTitle : words.inviteTitle}
      description={made ? null : words.inviteText}
    >
      {made ? (
        <Made invitation={made} onDone={() => close(false)} />
      ) : (
        <InviteForm onMade={setMade} onCancel={() => close(false)} />
      )}
    </Dialog>
  );
}

interface InviteFormProps {
  readonly onMade: (invitation: Invitation) => void;
  readonly onCancel: () => void;
}

function InviteForm({ onMade, onCancel }: InviteFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('approver');
  const [groups, setGroups] = useState('');
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      onSuccess: async (invitation) => {
        onMade(invitation);
        await queryClient.invalidateQueries({ queryKey: trpc.people.list.queryKey() });
      },
    }),
  );
  const errorAt = (path: string) =>
    problemsOf(invite.error).find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))
      ?.message;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ name: name.trim(), email: email.trim(), role, groups: namesIn(groups) });
      }}
    >
      <Field label={words.name} error={errorAt('name')} required>
        <Input
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={words.email} error={errorAt('email')} required>
        <Input
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label={words.role} help={roleWords[role].help}>
        <Select options={roleOptions} value={role} onValueChange={setRole} />
      </Field>
      <Field label={words.groups} help={words.groupsHelp} error={errorAt('groups')}>
        <Input autoComplete="off" value={groups} onChange={(event) => setGroups(event.target.value)} />
      </Field>
      {invite.isError && <Alert tone="failed" title={messageOf(invite.error)} />}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onCancel}>
          {words.cancel}
        </Button>
        <Button type="submit" variant="primary" pending={invite.isPending}>
          {words.makeLink}
        </Button>
      </div>
    </form>
  );
}

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function Made({ invitation, onDone }: { readonly invitation: Invitation; readonly onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4 text-sm text-text-2">
      <p>
        {words.linkText} {invitation.person.name}. {words.linkEnds}{' '}
        <RelativeTime atMs={invitation.expiresAtMs} />.
      </p>
      <SecretText text={new URL(invitation.path, window.location.origin).href} what="link" />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          {words.done}
        </Button>
      </div>
    </div>
  );
}
