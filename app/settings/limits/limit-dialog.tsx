'use client';
// Sets a limit: a new one, or the numbers of one that is there.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LimitScope } from '@baton/core';

import type { LimitItem } from '../../../server/views/limits.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import { scopeWords, words } from './words.ts';

interface LimitDialogProps {
  /** `null`: a new one. */
  readonly limit: LimitItem | null;
  readonly onClose: () => void;
}

const scopes = (['activity', 'queue', 'key'] as const).map((value) => ({
  value,
  label: scopeWords[value].label,
}));

interface What {
  readonly scope: LimitScope;
  readonly name: string;
}

interface Numbers {
  readonly maxConcurrent: string;
  readonly perSecond: string;
  readonly burst: string;
}

export function LimitDialog({ limit, onClose }: LimitDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={limit === null ? words.createTitle : words.editTitle}
    >
      <LimitForm limit={limit} onClose={onClose} />
    </Dialog>
  );
}

function LimitForm({ limit, onClose }: LimitDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [what, setWhat] = useState<What>(() => limit ?? { scope: 'activity', name: '' });
  const [numbers, setNumbers] = useState<Numbers>(() => numbersOf(limit));
  const [free, setFree] = useState(limit?.settings.whileAsync === 'free');
  const [tried, setTried] = useState(false);
  const set = useMutation(
    trpc.limits.set.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.limits.list.queryKey() });
        onClose();
      },
    }),
  );
  const isEmpty = numbers.maxConcurrent === '' && numbers.perSecond === '';
  const problem = tried && isEmpty ? words.neither : set.isError ? messageOf(set.error) : null;
  const submit = () => {
    setTried(true);
    if (isEmpty) return;
    const { scope, name } = what;
    set.mutate({ scope, name: name.trim(), ...given(numbers), whileAsync: free ? 'free' : 'hold' });
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {limit === null ? (
        <WhatFields what={what} onChange={setWhat} />
      ) : (
        <p className="text-sm text-text-2">
          {scopeWords[what.scope].label} <span className="font-medium break-all text-text">{what.name}</span>
        </p>
      )}
      <NumberFields numbers={numbers} onChange={setNumbers} />
      <Checkbox label={words.freeAsync} help={words.freeAsyncHelp} checked={free} onCheckedChange={setFree} />
      {problem !== null && <Alert tone="failed" title={problem} />}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" variant="primary" pending={set.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

interface WhatFieldsProps {
  readonly what: What;
  readonly onChange: (what: What) => void;
}

function WhatFields({ what: { scope, name }, onChange }: WhatFieldsProps) {
  return (
    <>
      <Field label={words.scope} help={scopeWords[scope].help}>
        <Select options={scopes} value={scope} onValueChange={(next) => onChange({ scope: next, name })} />
      </Field>
      <Field label={scopeWords[scope].name} required>
        <Input
          required
          maxLength={200}
          autoComplete="off"
          value={name}
          onChange={(event) => onChange({ scope, name: event.target.value })}
        />
      </Field>
    </>
  );
}

interface NumberFieldsProps {
  readonly numbers: Numbers;
  readonly onChange: (numbers: Numbers) => void;
}

function NumberFields({ numbers, onChange }: NumberFieldsProps) {
  const input = (field: keyof Numbers, limits: { readonly min: number; readonly step: number | 'any' }) => (
    <Input
      type="number"
      inputMode="decimal"
      {...limits}
      value={numbers[field]}
      onChange={(event) => onChange({ ...numbers, [field]: event.target.value })}
    />
  );
  return (
    <>
      <Field label={words.maxConcurrent} help={words.maxConcurrentHelp}>
        {input('maxConcurrent', { min: 0, step: 1 })}
      </Field>
      <Field label={words.perSecond} help={words.perSecondHelp}>
        {input('perSecond', { min: 0.001, step: 'any' })}
      </Field>
      {numbers.perSecond !== '' && (
        <Field label={words.burst} help={words.burstHelp}>
          {input('burst', { min: 1, step: 1 })}
        </Field>
      )}
    </>
  );
}

function numbersOf(limit: LimitItem | null): Numbers {
  const { maxConcurrent = null, perSecond = null, burst = 1 } = limit?.settings ?? {};
  return {
    maxConcurrent: maxConcurrent === null ? '' : String(maxConcurrent),
    perSecond: perSecond === null ? '' : String(perSecond),
    burst: perSecond === null ? '' : String(burst),
  };
}

function given({ maxConcurrent, perSecond, burst }: Numbers) {
  return {
    ...(maxConcurrent === '' ? {} : { maxConcurrent: Number(maxConcurrent) }),
    ...(perSecond === '' ? {} : { perSecond: Number(perSecond) }),
    ...(perSecond === '' || burst === '' ? {} : { burst: Number(burst) }),
  };
}
