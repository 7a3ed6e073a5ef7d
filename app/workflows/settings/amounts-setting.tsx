'use client';
// What a session takes of a worker: a name and an amount a row, with what live workers offer at hand.
import type { Json } from '@baton/core';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { offersOf, type SessionOffer } from './session-offers.ts';
import { type Path, useSetting } from './use-setting.ts';

export function AmountsSetting({ path }: { readonly path: Path }) {
  const trpc = useTRPC();
  const offers = useQuery({ ...trpc.workers.list.queryOptions(), select: offersOf }).data ?? [];
  const setting = useSetting(path);
  const rows = Object.entries((setting.value ?? {}) as Readonly<Record<string, Json>>);
  const list = useId();
  const most = mostOf(offers);
  const put = (next: readonly (readonly [string, Json])[]) =>
    setting.set(next.length === 0 ? undefined : Object.fromEntries(next));
  const free = [...most.keys()].find((name) => rows.every(([taken]) => taken !== name));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium text-text">Resources</legend>
      {rows.map(([name, amount], at) => (
        <AmountRow
          key={at}
          path={path}
          name={name}
          amount={amount}
          list={list}
          most={most.get(name)}
          taken={rows.map(([other]) => other)}
          onName={(next) => put(rows.map((row, index) => (index === at ? [next, row[1]] : row)))}
          onRemove={() => put(rows.filter((_row, index) => index !== at))}
        />
      ))}
      <datalist id={list}>
        {[...most.keys()].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {!setting.readOnly && (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          icon={<Plus className="size-3.5" aria-hidden />}
          onClick={() => put([...rows, [free ?? unnamed(rows.map(([name]) => name)), 1]])}
        >
          Add a resource
        </Button>
      )}
      <p className="text-xs text-text-3">Reserved for it while it is open: all of them, or no session.</p>
      {setting.error !== undefined && <p className="text-xs text-failed">{setting.error}</p>}
    </fieldset>
  );
}

interface AmountRowProps {
  readonly path: Path;
  readonly name: string;
  readonly amount: Json;
  readonly list: string;
  readonly most: number | undefined;
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
  readonly onRemove: () => void;
}

function AmountRow({ path, name, amount, list, most, taken, onName, onRemove }: AmountRowProps) {
  const setting = useSetting([...path, name]);
  // A name is a key: it changes when the field is left, so that no half-typed one takes another's place.
  const [typed, setTyped] = useState<string | null>(null);
  const isTaken = typed !== null && typed !== name && taken.includes(typed.trim());
  const rename = () => {
    if (typed !== null && !isTaken && typed.trim() !== name) onName(typed.trim());
    setTyped(null);
  };
  return (
    <div className="flex items-start gap-2">
      <Field
        label="Resource"
        hideLabel
        className="flex-1"
        error={isTaken ? 'It is asked for already.' : setting.error}
        help={most === undefined ? undefined : `at most ${most.toLocaleString()} on a worker`}
      >
        <Input
          value={typed ?? name}
          list={list}
          maxLength={100}
          readOnly={setting.readOnly}
          placeholder="gpu"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && rename()}
          onBlur={rename}
        />
      </Field>
      <Field label={`Amount of ${name}`} hideLabel className="w-24 shrink-0">
        <Input
          type="number"
          min={1}
          step={1}
          value={typeof amount === 'number' ? amount : ''}
          readOnly={setting.readOnly}
          aria-invalid={setting.error === undefined ? undefined : true}
          onChange={(event) => {
            const number = event.target.valueAsNumber;
            setting.type(Number.isNaN(number) ? 0 : number);
          }}
          onBlur={setting.leave}
        />
      </Field>
      {!setting.readOnly && (
        <IconButton label={`Remove ${name}`} icon={<X className="size-4" aria-hidden />} onClick={onRemove} />
      )}
    </div>
  );
}

function mostOf(offers: readonly SessionOffer[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { resources } of offers) {
    for (const [name, amount] of Object.entries(resources))
      most.set(name, Math.max(most.get(name) ?? 0, amount));
  }
  return most;
}

function unnamed(taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'gpu' : `gpu${String(n)}`;
    if (!taken.includes(name)) return name;
  }
}
