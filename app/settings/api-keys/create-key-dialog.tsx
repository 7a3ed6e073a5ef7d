'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Scope } from '../../../server/permissions.ts';
import { messageOf } from '../../lib/api-error.ts';
import { serverNow } from '../../lib/clock.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import { allScopes, expiryOptions, scopeWords, words } from './words.ts';

const DAY_MS = 86_400_000;

interface CreateKeyDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function CreateKeyDialog({ open, onOpenChange }: CreateKeyDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const close = (next: boolean) => {
    onOpenChange(next);
    if (!next) setSecret(null);
  };
  return (
    <Dialog open={open} onOpenChange={close} title={secret === null ? words.createTitle : words.madeTitle}>
      {secret === null ? (
        <KeyForm onMade={setSecret} onCancel={() => close(false)} />
      ) : (
        <div className="flex flex-col gap-4 text-sm text-text-2">
          <p>
            {words.madeText} <code className="font-mono text-xs text-text">Authorization: Bearer …</code>
          </p>
          <SecretText text={secret} what="key" />
          <div className="flex justify-end">
            <Button variant="primary" onClick={() => close(false)}>
              {words.done}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

interface KeyFormProps {
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

function KeyForm({ onMade, onCancel }: KeyFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState<(typeof expiryOptions)[number]['value']>('90');
  const [tried, setTried] = useState(false);
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: async ({ secret }) => {
        onMade(secret);
        await queryClient.invalidateQueries({ queryKey: trpc.apiKeys.list.queryKey() });
      },
    }),
  );
  const submit = () => {
    setTried(true);
    if (scopes.length === 0) return;
    const ends = days === '' ? {} : { expiresAtMs: Math.round(serverNow() + Number(days) * DAY_MS) };
    create.mutate({ name: name.trim(), scopes: [...scopes], ...ends });
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label={words.name} help={words.nameHelp} required>
        <Input
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 text-sm font-medium">{words.scopes}</legend>
        {allScopes.map((scope) => (
          <Checkbox
            key={scope}
            label={scopeWords[scope].label}
            help={scopeWords[scope].help}
            checked={scopes.includes(scope)}
            onCheckedChange={(on) =>
              setScopes(on ? [...scopes, scope] : scopes.filter((other) => other !== scope))
            }
          />
        ))}
        {tried && scopes.length === 0 && <p className="text-xs text-failed">{words.scopesMissing}</p>}
      </fieldset>
      <Field label={words.expiry}>
        <Select options={expiryOptions} value={days} onValueChange={setDays} />
      </Field>
      {create.isError && <Alert tone="failed" title={messageOf(create.error)} />}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onCancel}>
          {words.cancel}
        </Button>
        <Button type="submit" variant="primary" pending={create.isPending}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}
