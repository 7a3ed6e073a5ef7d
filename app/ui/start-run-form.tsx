'use client';
// What the dialog that starts a run asks.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';

import { formFields, type Json } from '@baton/core';
import { codeOf, messageOf, problemsOf } from '../lib/api-error.ts';
import {
  checkForm,
  errorsOfCall,
  type FieldErrors,
  hasErrors,
  noErrors,
} from '../lib/schema-form/form-errors.ts';
import { defaultsOf } from '../lib/schema-form/form-value.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from './alert.tsx';
import { Button, ButtonLink } from './button.tsx';
import { Combobox } from './combobox.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';
import { RunInputFields } from './run-input-fields.tsx';
import { Skeleton } from './skeleton.tsx';
import type { StartRunDialogProps } from './start-run-dialog.tsx';

const words = {
  workflow: 'Workflow',
  choose: 'Choose a published workflow…',
  none: 'No published workflow fits.',
  runName: 'Name of the run',
  runNameHelp: 'At most one open run has it.',
  cancel: 'Cancel',
  start: 'Start run',
  fixFields: 'Some fields need attention.',
  unpublished: 'No workflow has been published yet.',
  toWorkflows: 'Open workflows',
} as const;

type FormProps = Omit<StartRunDialogProps, 'open' | 'onOpenChange'> & { readonly close: () => void };

export function StartRunForm({ design, ...rest }: FormProps) {
  const form = useRef<HTMLDivElement>(null);
  // The dialog was there before the form, so it could not put the focus here.
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  return (
    <div ref={form} className="flex flex-col gap-4">
      {design === undefined ? (
        <AnyDesign {...rest} />
      ) : (
        <>
          <p className="text-sm text-text-2">
            {design.name}, version {design.version}
          </p>
          <InputForm designId={design.designId} version={design.version} {...rest} />
        </>
      )}
    </div>
  );
}

/** First which workflow, then its input. */
function AnyDesign(props: Omit<FormProps, 'design'>) {
  const trpc = useTRPC();
  const [designId, setDesignId] = useState<string | null>(null);
  const designs = useQuery(trpc.designs.list.queryOptions({ limit: 200 }));
  const published = (designs.data?.items ?? []).filter((item) => item.latestVersion !== null);
  const version = published.find((item) => item.designId === designId)?.latestVersion ?? null;
  if (designs.isSuccess && published.length === 0) return <NothingPublished close={props.close} />;
  return (
    <>
      <Field label={words.workflow} error={designs.isError ? messageOf(designs.error) : null}>
        <Combobox
          items={published.map((item) => ({
            value: item.designId,
            label: item.name,
            hint: `v${String(item.latestVersion ?? 0)}`,
          }))}
          value={designId}
          onValueChange={setDesignId}
          placeholder={words.choose}
          empty={words.none}
        />
      </Field>
      {designId !== null && version !== null && (
        <InputForm key={`${designId} ${String(version)}`} designId={designId} version={version} {...props} />
      )}
    </>
  );
}

function NothingPublished({ close }: Pick<FormProps, 'close'>) {
  return (
    <Alert
      tone="info"
      title={words.unpublished}
      actions={
        <ButtonLink href="/workflows" size="sm" onClick={close}>
          {words.toWorkflows}
        </ButtonLink>
      }
    />
  );
}

interface InputFormProps extends Pick<FormProps, 'initialInput' | 'onStarted' | 'close'> {
  readonly designId: string;
  readonly version: number;
}

function InputForm({ designId, version, initialInput, onStarted, close }: InputFormProps) {
  const trpc = useTRPC();
  const detail = useQuery(trpc.designs.version.queryOptions({ designId, version }));
  if (detail.isError) return <Alert tone="failed" title={messageOf(detail.error)} />;
  if (!detail.data) return <Skeleton className="h-24 w-full" />;
  const start = detail.data.document.nodes.find((node) => node.kind === 'start');
  const schema: Json = start?.kind === 'start' ? (start.config.input ?? null) : null;
  return (
    <ReadyForm
      designId={designId}
      designName={detail.data.name}
      version={version}
      schema={schema}
      initialInput={initialInput ?? (schema === null ? null : defaultsOf(formFields(schema)))}
      onStarted={onStarted}
      close={close}
    />
  );
}

interface ReadyFormProps extends InputFormProps {
  readonly designName: string;
  readonly schema: Json;
  readonly initialInput: Json;
}

function ReadyForm({
  designId,
  designName,
  version,
  schema,
  initialInput,
  onStarted,
  close,
}: ReadyFormProps) {
  const router = useRouter();
  const trpc = useTRPC();
  const [input, setInput] = useState<Json | undefined>(initialInput ?? undefined);
  const [name, setName] = useState('');
  const [errors, setErrors] = useState<FieldErrors>(noErrors);
  // Both stay the same for the life of the form: pressing twice, or again after a broken connection, starts one run.
  const [key] = useState(() => crypto.randomUUID());
  const [madeName] = useState(() => nameFor(designName));
  const start = useMutation(
    trpc.runs.start.mutationOptions({
      onSuccess: ({ runId }) => {
        close();
        if (onStarted) onStarted(runId);
        else router.push(`/runs/${runId}`);
      },
      onError: (error) => setErrors(errorsOfCall(problemsOf(error), 'input')),
    }),
  );
  const submit = async () => {
    const found = await checkForm(schema, input ?? {});
    setErrors(found);
    if (hasErrors(found)) return;
    const workflowId = name.trim() === '' ? madeName : name.trim();
    start.mutate({ designId, version, input: input ?? null, workflowId, idempotencyKey: key });
  };
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <RunInputFields schema={schema} value={input} onChange={setInput} errors={errors} />
      <Field label={words.runName} help={words.runNameHelp}>
        <Input
          placeholder={madeName}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      </Field>
      {start.isError && (
        <Alert
          tone="failed"
          title={codeOf(start.error) === 'FORM_INVALID' ? words.fixFields : messageOf(start.error)}
        ></Alert>
      )}
      <div className="-mx-5 -mb-5 flex justify-end gap-2 border-t border-line px-5 py-3">
        <Button variant="ghost" onClick={close}>
          {words.cancel}
        </Button>
        <Button
          type="submit"
          variant="primary"
          pending={start.isPending}
          icon={<Play className="size-3.5" aria-hidden />}
        >
          {words.start}
        </Button>
      </div>
    </form>
  );
}

/** `release-approval-k3x9q2`: says what it is, and is free. */
function nameFor(designName: string): string {
  const slug = designName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const random = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) =>
    (byte % 36).toString(36),
  ).join('');
  return slug === '' ? `run-${random}` : `${slug}-${random}`;
}
