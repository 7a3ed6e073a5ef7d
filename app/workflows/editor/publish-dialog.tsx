'use client';
// Publishing: an immutable version that runs use from now on. Errors stop it, warnings are told.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useStore } from '../../canvas/store.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Textarea } from '../../ui/input.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Autosave } from './autosave.ts';
import { useEditor } from './editor-store.ts';

interface PublishDialogProps {
  readonly autosave: Autosave;
  readonly latestVersion: number | null;
}

export function PublishDialog({ autosave, latestVersion }: PublishDialogProps) {
  const editor = useEditor();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const [note, setNote] = useState('');
  const problems = useStore(editor.problems, (all) => all);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.length - errors.length;
  const close = () => editor.openUi({ dialog: null });
  const call = useMutation(trpc.designs.publish.mutationOptions());
  const publish = useMutation({
    mutationFn: async () =>
      call.mutateAsync({ designId: editor.designId, revision: await autosave.flush(), note }),
    onSuccess: async ({ version }) => {
      close();
      toast({
        tone: 'done',
        title: `Version ${String(version)} is published`,
        description: 'New runs use it.',
        action: { label: 'Run it', onSelect: () => editor.openUi({ dialog: 'run' }) },
      });
      await queries.invalidateQueries({ queryKey: trpc.designs.pathKey() });
    },
  });
  const next = (latestVersion ?? 0) + 1;
  return (
    <Dialog
      open
      onOpenChange={close}
      title={`Publish version ${String(next)}`}
      description="Runs that are under way stay on the version that they began with."
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={errors.length > 0}
            pending={publish.isPending}
            onClick={() => publish.mutate()}
          >
            Publish
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {errors.length > 0 && (
          <Alert
            tone="failed"
            title={
              errors.length === 1
                ? 'One problem has to be solved first'
                : `${String(errors.length)} problems have to be solved first`
            }
            actions={
              <Button size="sm" onClick={() => editor.openUi({ dialog: null, side: 'problems' })}>
                Show them
              </Button>
            }
          >
            {errors[0]?.message}
          </Alert>
        )}
        {warnings > 0 && (
          <Alert
            tone="waiting"
            title={warnings === 1 ? 'There is one warning' : `There are ${String(warnings)} warnings`}
          >
            {problems.find((problem) => problem.severity === 'warning')?.message}
          </Alert>
        )}
        <Field label="What is new" help="Seen in the list of versions.">
          <Textarea
            rows={3}
            value={note}
            maxLength={2_000}
            onChange={(event) => setNote(event.target.value)}
            placeholder="Optional"
          />
        </Field>
        {publish.isError && <Alert tone="failed" title={messageOf(publish.error)} />}
      </div>
    </Dialog>
  );
}
