'use client';
// One action on all runs that the filters show: how many there are, then how far it has come.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BatchAction } from '../../server/input/batches.ts';
import type { RunFilter } from '../../server/input/runs.ts';
import type { BatchItem } from '../../server/views/batches.ts';
import { messageOf } from '../lib/api-error.ts';
import { useTRPC, useTRPCClient } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Select, Textarea } from '../ui/input.tsx';
import { BatchProgress } from './batch-progress.tsx';
import { batchWords as words } from './words.ts';

interface BatchDialogProps {
  readonly filter: RunFilter;
  readonly onClose: () => void;
}

export function BatchDialog({ filter, onClose }: BatchDialogProps) {
  const trpc = useTRPC();
  const [batch, setBatch] = useState<BatchItem | null>(null);
  const [kind, setKind] = useState<BatchAction['kind']>('cancel');
  const [signal, setSignal] = useState('');
  const [reason, setReason] = useState('');
  const count = useCount(filter);
  const order = useMutation(
    trpc.runs.batch.mutationOptions({
      onSuccess: (answer) => setBatch(answer.dryRun ? null : answer.batch),
    }),
  );
  if (batch !== null) return <BatchProgress batch={batch} onClose={onClose} />;
  const isReady = (count.data ?? 0) > 0 && (kind !== 'signal' || signal !== '');
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={words.title}
      description={words.description}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {words.keep}
          </Button>
          <Button
            variant={kind === 'signal' ? 'primary' : 'danger'}
            disabled={!isReady}
            pending={order.isPending}
            onClick={() => order.mutate({ filter, action: actionOf(kind, signal), reason })}
          >
            {`${words.confirm[kind]} ${words.runs(count.data ?? 0)}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CountLine count={count} />
        <Field label={words.action} help={words.help[kind]}>
          <Select options={words.actions} value={kind} onValueChange={setKind} />
        </Field>
        {kind === 'signal' && (
          <Field label={words.signal} required>
            <Input value={signal} maxLength={200} onChange={(event) => setSignal(event.target.value)} />
          </Field>
        )}
        <Field label={words.reason} help={words.reasonHelp}>
          <Textarea
            rows={2}
            maxLength={2_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        {order.isError && <Alert tone="failed" title={messageOf(order.error)} />}
      </div>
    </Dialog>
  );
}

function CountLine({ count }: { readonly count: ReturnType<typeof useCount> }) {
  const text = count.data === undefined ? words.counting : words.fits(count.data);
  return (
    <p role="status" className="text-sm text-text-2">
      {count.isError ? messageOf(count.error) : text}
    </p>
  );
}

function actionOf(kind: BatchAction['kind'], signal: string): BatchAction {
  switch (kind) {
    case 'signal':
      return { kind, name: signal, payload: null };
    case 'reset':
      return { kind, to: 'lastDecision', keepSignals: true };
    default:
      return { kind };
  }
}

/** By a dry run: the number that stands on the button. */
function useCount(filter: RunFilter) {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ['batch count', filter],
    queryFn: async () => {
      const answer = await client.runs.batch.mutate({ filter, action: { kind: 'cancel' }, dryRun: true });
      return answer.dryRun ? answer.count : 0;
    },
    gcTime: 0,
  });
}
