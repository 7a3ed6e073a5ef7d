'use client';
// A new workflow: empty, from a template, or from a file.
import { design as designSchema, type Design } from '@baton/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { z } from 'zod';
import { messageOf } from '../lib/api-error.ts';
import { useTRPC, useTRPCClient } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { Segments } from '../ui/toggles.tsx';

const bundle = z.object({
  format: z.literal('baton.design'),
  schema: z.literal(1),
  name: z.string(),
  document: designSchema,
});
type From = 'empty' | 'template' | 'json';

export function CreateDialog({
  onClose,
  templateId = null,
}: {
  readonly onClose: () => void;
  readonly templateId?: string | null;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const router = useRouter();
  const [from, setFrom] = useState<From>(templateId === null ? 'empty' : 'template');
  const [name, setName] = useState('');
  const [template, setTemplate] = useState(templateId);
  const [json, setJson] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const templates = useQuery(trpc.templates.list.queryOptions()).data ?? [];
  const read = from === 'json' ? readBundle(json) : null;
  const chosen = templates.find((candidate) => candidate.templateId === template);
  const title =
    name.trim() !== '' ? name.trim() : from === 'template' ? (chosen?.name ?? '') : (read?.name ?? '');
  const create = useMutation({
    mutationFn: () => {
      if (from === 'template' && template !== null)
        return client.designs.create.mutate({ name: title, templateId: template });
      if (from === 'json' && read !== null)
        return client.designs.create.mutate({ name: title, document: read.document });
      return client.designs.create.mutate({ name: title });
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: trpc.designs.list.pathKey() });
      router.push(`/workflows/${made.designId}`);
    },
  });
  const isReady =
    title !== '' && (from !== 'template' || template !== null) && (from !== 'json' || read !== null);
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
            disabled={!isReady}
            pending={create.isPending || create.isSuccess}
            onClick={() => create.mutate()}
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
          if (isReady) create.mutate();
        }}
      >
        <Field label="Name">
          <Input
            ref={field}
            value={name}
            maxLength={200}
            placeholder={title === '' ? 'Release approval' : title}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Segments
          label="Begin with"
          value={from}
          onValueChange={setFrom}
          options={[
            { value: 'empty', label: 'Empty' },
            { value: 'template', label: 'Template' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        {from === 'template' && (
          <div role="radiogroup" aria-label="Template" className="flex flex-col gap-1.5">
            {templates.map((candidate) => (
              <label
                key={candidate.templateId}
                className={cx(
                  'flex cursor-pointer flex-col rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-focus',
                  candidate.templateId === template
                    ? 'border-accent bg-accent-tint'
                    : 'border-line hover:bg-hover',
                )}
              >
                <input
                  type="radio"
                  name="template"
                  className="sr-only"
                  checked={candidate.templateId === template}
                  onChange={() => setTemplate(candidate.templateId)}
                />
                <span className="text-sm font-medium">{candidate.name}</span>
                <span className="text-xs text-text-3">{candidate.description}</span>
              </label>
            ))}
            {templates.length === 0 && <p className="text-sm text-text-3">There are no templates here.</p>}
          </div>
        )}
        {from === 'json' && (
          <Field
            label="Exported workflow"
            error={json.trim() !== '' && read === null ? 'This is no workflow exported as JSON.' : undefined}
          >
            <Textarea
              mono
              rows={8}
              value={json}
              placeholder='{"format": "baton.design", …}'
              onChange={(event) => setJson(event.target.value)}
            />
          </Field>
        )}
        {create.isError && <Alert tone="failed" title={messageOf(create.error)} />}
      </form>
    </Dialog>
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
