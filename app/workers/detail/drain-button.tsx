'use client';
// Lets a worker take nothing new: for those who may, after they were asked.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import type { WorkerRecord } from '../../lib/records.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { words } from './words.ts';

export function DrainButton({ worker: { workerId, openSessions } }: { readonly worker: WorkerRecord }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayDrain = useMay('workers.drain');
  const [asking, setAsking] = useState(false);
  const drain = useMutation(
    trpc.workers.drain.mutationOptions({
      onSuccess: async () => {
        setAsking(false);
        await queryClient.invalidateQueries({ queryKey: trpc.workers.pathKey() });
      },
    }),
  );
  if (!mayDrain) return null;
  return (
    <>
      <Button variant="danger-quiet" onClick={() => setAsking(true)}>
        {words.drain}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={words.drainTitle}
        confirm={words.drainConfirm}
        danger
        pending={drain.isPending}
        error={drain.isError ? messageOf(drain.error) : null}
        onConfirm={() => drain.mutate({ workerId })}
      >
        <p>{words.drainText}</p>
        {openSessions > 0 && (
          <p>
            It holds {openSessions} {openSessions === 1 ? 'session' : 'sessions'} now.
          </p>
        )}
      </ConfirmDialog>
    </>
  );
}
