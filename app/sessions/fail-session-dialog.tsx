'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { SessionRecord } from '../lib/records.ts';
import { messageOf } from '../lib/api-error.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { words } from './words.ts';

interface FailSessionDialogProps {
  readonly session: SessionRecord | null;
  readonly onClose: () => void;
}

export function FailSessionDialog({ session, onClose }: FailSessionDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const fail = useMutation(
    trpc.sessions.fail.mutationOptions({
      onSuccess: async () => {
        onClose();
        setReason('');
        await queryClient.invalidateQueries({ queryKey: trpc.sessions.pathKey() });
      },
    }),
  );
  return (
    <ConfirmDialog
      open={session !== null}
      onOpenChange={(open) => !open && onClose()}
      title={words.failTitle}
      confirm={words.failConfirm}
      danger
      pending={fail.isPending}
      error={fail.isError ? messageOf(fail.error) : null}
      onConfirm={() => session && fail.mutate({ sessionId: session.sessionId, reason: reason.trim() })}
    >
      <p>{words.failText}</p>
      <Field label={words.failReason}>
        <Input value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  );
}
