'use client';
// Sends a signal: a name that the workflow waits for, and what it carries.
import type { Json } from '@baton/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { JsonInput } from '../../lib/schema-form/json-input.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useRun } from './run-store.ts';

export function SignalDialog({ onClose }: { readonly onClose: () => void }) {
  const run = useRun();
  const trpc = useTRPC();
  const toast = useToast();
  const awaited =
    run.detail.design?.document.nodes.flatMap((node) => (node.kind === 'signal' ? node.config.signal : [])) ??
    [];
  const [name, setName] = useState(awaited[0] ?? '');
  const [payload, setPayload] = useState<Json | undefined>(undefined);
  const [key] = useState(() => crypto.randomUUID());
  const send = useMutation(
    trpc.runs.signal.mutationOptions({
      onSuccess: () => {
        onClose();
        toast({ tone: 'done', title: `Signal “${name}” sent` });
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Send a signal"
      description={
        awaited.length === 0
          ? undefined
          : `This workflow waits for ${awaited.map((signal) => `“${signal}”`).join(', ')}.`
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Not now
          </Button>
          <Button
            variant="primary"
            disabled={name === ''}
            pending={send.isPending}
            onClick={() =>
              send.mutate({ runId: run.runId, name, payload: payload ?? null, idempotencyKey: key })
            }
          >
            Send
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Signal" required>
          <Input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        </Field>
        <JsonInput
          label="What it carries"
          help="JSON. Empty: null."
          rows={5}
          value={payload}
          onChange={setPayload}
        />
        {send.isError && <Alert tone="failed" title={messageOf(send.error)} />}
      </div>
    </Dialog>
  );
}
