'use client';
// A new workflow: empty, from a template, or from a file.
import { design as designSchema, type Design } from '@baton/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { z } from 'zod';
import { messageOf } from '../lib/api-error.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { Segments } from '../ui/toggles.tsx';
import type { TemplateItem } from '../../server/views/designs.ts';

const bundle = z.object({
  format: z.literal('baton.design'),
  schema: z.literal(1),
  name: z.string(),
  document: designSchema,
});
type From = 'empty' | 'template' | 'json';

interface Wanted {
  readonly from: From;
  readonly name: string;
  readonly templateId: string | null;
  readonly json: string;
}

/** What is sent; `null` while something is missing. */
function requestOf({ from, name, templateId, json }: Wanted, templates: readonly TemplateItem[]) {
  const typed = name.trim();
  if (from === 'empty') return typed === '' ? null : { name: typed };
  if (from === 'template') {
    const template = templates.find((candidate) => candidate.templateId === templateId);
    return template === undefined ? null : { name: typed || template.name, templateId: template.templateId };
  }
  const read = readBundle(json);
  return read === null ? null : { name: typed || read.name, document: read.document };
}

interface CreateDialogProps {
  readonly onClose: () => void;
  /** Chosen already. */
  readonly templateId?: string | null;
}

export function CreateDialog({ onClose, templateId = null }: CreateDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [wanted, setWanted] = useState<Wanted>({
    from: templateId === null ? 'empty' : 'template',
    name: '',
    templateId,
    json: '',
  });
  const field = useRef<HTMLInputElement>(null);
  const templates = useQuery(trpc.templates.list.queryOptions()).data ?? [];
  const request = requestOf(wanted, templates);
  const create = useMutation(
    trpc.designs.create.mutationOptions({
      onSuccess: async (made) => {
        await queries.invalidateQueries({ queryKey: trpc.designs.list.pathKey() });
        router.push(`/workflows/${made.designId}`);
      },
    }),
  );
  const submit = () => request !== null && create.mutate(request);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New workflow"
      initialFocus={field}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={request === null}
            pending={create.isPending || create.isSuccess}
            onClick={submit}
          >
            Create
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Name">
          <Input
            ref={field}
            value={wanted.name}
            maxLength={200}
            placeholder={request?.name ?? 'Release approval'}
            onChange={(event) => setWanted({ ...wanted, name: event.target.value })}
          />
        </Field>
        <Segments
          label="Begin with"
          value={wanted.from}
          onValueChange={(from) => setWanted({ ...wanted, from })}
          options={[
            { value: 'empty', label: 'Empty' },
            { value: 'template', label: 'Template' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <Beginning wanted={wanted} onChange={setWanted} templates={templates} />
        {create.isError && <Alert tone="failed" title={messageOf(create.error)} />}
      </form>
    </Dialog>
  );
}

interface BeginningProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
  readonly templates: readonly TemplateItem[];
}

function Beginning({ wanted, onChange, templates }: BeginningProps) {
  const { from, templateId, json } = wanted;
  if (from === 'empty') return null;
  if (from === 'template') {
    return (
      <TemplateChoice
        templates={templates}
        chosen={templateId}
        onChoose={(chosen) => onChange({ ...wanted, templateId: chosen })}
      />
    );
  }
  const isWrong = json.trim() !== '' && readBundle(json) === null;
  return (
    <Field label="Exported workflow" error={isWrong ? 'This is no workflow exported as JSON.' : undefined}>
      <Textarea
        mono
        rows={8}
        value={json}
        placeholder='{"format": "baton.design", …}'
        onChange={(event) => onChange({ ...wanted, json: event.target.value })}
      />
    </Field>
  );
}

interface TemplateChoiceProps {
  readonly templates: readonly TemplateItem[];
  readonly chosen: string | null;
  readonly onChoose: (templateId: string) => void;
}

function TemplateChoice({ templates, chosen, onChoose }: TemplateChoiceProps) {
  if (templates.length === 0) return <p className="text-sm text-text-3">There are no templates here.</p>;
  return (
    <div role="radiogroup" aria-label="Template" className="flex flex-col gap-1.5">
      {templates.map(({ templateId, name, description }) => (
        <label
          key={templateId}
          className={cx(
            'flex cursor-pointer flex-col rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-focus',
            templateId === chosen ? 'border-accent bg-accent-tint' : 'border-line hover:bg-hover',
          )}
        >
          <input
            type="radio"
            name="template"
            className="sr-only"
            checked={templateId === chosen}
            onChange={() => onChoose(templateId)}
          />
          <span className="text-sm font-medium">{name}</span>
          <span className="text-xs text-text-3">{description}</span>
        </label>
      ))}
    </div>
  );
}

/** An export, or a bare document. */
function readBundle(text: string): { readonly name: string; readonly document: Design } | null {
  try {
    const value: unknown = JSON.parse(text);
    const whole = bundle.safeParse(value);
    if (whole.success) return whole.data;
    const bare = designSchema.safeParse(value);
    return bare.success ? { name: 'Imported workflow', document: bare.data } : null;
  } catch {
    return null;
  }
}
