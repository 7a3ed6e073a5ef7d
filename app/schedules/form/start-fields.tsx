'use client';
// What a schedule starts: a drawn workflow with its form, or one in code with JSON.
import { formFields, type Json } from '@baton/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { messageOf } from '../../lib/api-error.ts';
import type { FieldErrors } from '../../lib/schema-form/form-errors.ts';
import { defaultsOf } from '../../lib/schema-form/form-value.ts';
import { JsonInput } from '../../lib/schema-form/json-input.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { RunInputFields } from '../../ui/run-input-fields.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Segments } from '../../ui/toggles.tsx';
import type { ScheduleDraft } from './schedule-draft.ts';
import { words } from './words.ts';

interface StartFieldsProps {
  readonly draft: ScheduleDraft;
  readonly set: (change: Partial<ScheduleDraft>) => void;
  readonly errors: Readonly<Record<string, string>>;
  readonly inputErrors: FieldErrors;
}

export function StartFields({ draft, set, errors, inputErrors }: StartFieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <Segments
        label={words.kind}
        value={draft.kind}
        onValueChange={(kind) => set({ kind, input: undefined })}
        options={[
          { value: 'design', label: words.design },
          { value: 'workflow', label: words.code },
        ]}
        className="self-start max-sm:w-full"
      />
      {draft.kind === 'design' ? (
        <DesignFields draft={draft} set={set} errors={errors} inputErrors={inputErrors} />
      ) : (
        <CodeFields draft={draft} set={set} errors={errors} inputErrors={inputErrors} />
      )}
    </div>
  );
}

function DesignFields({ draft, set, errors, inputErrors }: StartFieldsProps) {
  const trpc = useTRPC();
  const { designId } = draft;
  const designs = useQuery(trpc.designs.list.queryOptions({ limit: 200 }));
  const published = (designs.data?.items ?? []).filter((item) => item.latestVersion !== null);
  const latest = published.find((item) => item.designId === designId)?.latestVersion ?? null;
  const version = draft.version === 'latest' ? latest : Number(draft.version);
  const listed = designs.isError ? messageOf(designs.error) : errors['start'];
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_14rem]">
        <Field label={words.workflow} required error={listed}>
          <Combobox
            items={published.map((item) => ({ value: item.designId, label: item.name }))}
            value={designId}
            onValueChange={(next) => set({ designId: next, version: 'latest', input: undefined })}
            placeholder={words.chooseDesign}
            empty={words.noDesign}
          />
        </Field>
        {latest !== null && (
          <Field label={words.version}>
            <Select
              options={[
                { value: 'latest', label: words.latest },
                ...Array.from({ length: latest }, (_, n) => String(latest - n)).map((one) => ({
                  value: one,
                  label: `Version ${one}`,
                })),
              ]}
              value={draft.version}
              onValueChange={(next) => set({ version: next })}
            />
          </Field>
        )}
      </div>
      {designId !== null && version !== null && (
        <DesignInput
          key={`${designId} ${String(version)}`}
          {...{ designId, version, inputErrors }}
          value={draft.input}
          onChange={(input) => set({ input })}
        />
      )}
    </>
  );
}

interface DesignInputProps {
  readonly designId: string;
  readonly version: number;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly inputErrors: FieldErrors;
}

function DesignInput({ designId, version, value, onChange, inputErrors }: DesignInputProps) {
  const trpc = useTRPC();
  const detail = useQuery(trpc.designs.version.queryOptions({ designId, version }));
  if (detail.isError) return <Alert tone="failed" title={messageOf(detail.error)} />;
  if (!detail.data) return <Skeleton className="h-24 w-full" />;
  const start = detail.data.document.nodes.find((node) => node.kind === 'start');
  const schema: Json = start?.kind === 'start' ? (start.config.input ?? null) : null;
  return <FilledInput schema={schema} value={value} onChange={onChange} errors={inputErrors} />;
}

interface FilledInputProps {
  readonly schema: Json;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly errors: FieldErrors;
}

/** Nothing chosen yet: what the form proposes is what is saved. */
function FilledInput({ schema, value, onChange, errors }: FilledInputProps) {
  useEffect(() => {
    if (value === undefined && formFields(schema).length > 0) onChange(defaultsOf(formFields(schema)));
  }, [schema, value, onChange]);
  return <RunInputFields schema={schema} value={value} onChange={onChange} errors={errors} />;
}

function CodeFields({ draft, set, errors, inputErrors }: StartFieldsProps) {
  return (
    <>
      <Field
        label={words.workflowName}
        help={words.workflowNameHelp}
        required
        error={errors['start.workflow']}
      >
        <Input
          mono
          value={draft.workflow}
          maxLength={200}
          onChange={(event) => set({ workflow: event.target.value })}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <JsonInput
        label={words.input}
        help={words.inputHelp}
        rows={5}
        value={draft.input}
        onChange={(input) => set({ input })}
        error={inputErrors['']}
      />
    </>
  );
}
