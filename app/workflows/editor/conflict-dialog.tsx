'use client';
// Two people changed the draft: nothing is lost, and the person chooses.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useStore } from '../../canvas/store.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC, useTRPCClient } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Autosave } from './autosave.ts';
import { useEditor } from './editor-store.ts';

export function ConflictDialog({ autosave, name }: { readonly autosave: Autosave; readonly name: string }) {
  const state = useStore(autosave.state, (value) => value);
  if (state.kind !== 'conflict') return null;
  return <Choices autosave={autosave} name={name} by={state.theirs.byName} />;
}

function Choices({
  autosave,
  name,
  by,
}: {
  readonly autosave: Autosave;
  readonly name: string;
  readonly by: string | null;
}) {
  const editor = useEditor();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const router = useRouter();
  const [isLater, setLater] = useState(false);
  // Not on the button that overwrites.
  const safe = useRef<HTMLButtonElement>(null);
  const theirs = () => client.designs.get.query({ designId: editor.designId });
  const take = useMutation({
    mutationFn: theirs,
    onSuccess: (detail) => {
      queries.setQueryData(trpc.designs.get.queryKey({ designId: editor.designId }), detail);
      editor.dispatch({ type: 'load', design: detail.document });
      autosave.goOn(detail.revision, true);
    },
  });
  const replace = useMutation({
    mutationFn: theirs,
    onSuccess: (detail) => autosave.goOn(detail.revision, false),
  });
  const copy = useMutation({
    mutationFn: () =>
      client.designs.create.mutate({
        name: `${name} (my copy)`.slice(0, 200),
        document: editor.draft.get().design,
      }),
    onSuccess: async (made) => {
      await take.mutateAsync();
      router.push(`/workflows/${made.designId}`);
    },
  });
  const error = take.error ?? replace.error ?? copy.error;
  const pending = take.isPending || replace.isPending || copy.isPending;
  return (
    <Dialog
      open={!isLater}
      initialFocus={safe}
      onOpenChange={() => setLater(true)}
      title={`${by ?? 'Somebody else'} changed this workflow, too`}
      description="The draft on the server is newer than the one you worked on. Your changes are kept in this browser until you choose."
      footer={
        <>
          <Button variant="ghost" disabled={pending} onClick={() => replace.mutate()}>
            Replace theirs with mine
          </Button>
          <Button disabled={pending} onClick={() => take.mutate()}>
            Take theirs
          </Button>
          <Button ref={safe} variant="primary" pending={pending} onClick={() => copy.mutate()}>
            Keep mine as a copy
          </Button>
        </>
      }
    >
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm text-text-2">
        <li>“Keep mine as a copy” makes a second workflow of what you see, and leaves theirs alone.</li>
        <li>“Take theirs” drops what you changed since the last save.</li>
        <li>“Replace theirs” saves what you see over what they saved.</li>
      </ul>
      {error !== null && <Alert className="mt-4" tone="failed" title={messageOf(error)} />}
    </Dialog>
  );
}
