'use client';
// How far a batch has come. It goes on without this window.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { BatchItem } from '../../server/views/batches.ts';
import { messageOf } from '../lib/api-error.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { batchWords as words } from './words.ts';

const LOOK_MS = 1_000;

interface BatchProgressProps {
  /** As it was ordered. */
  readonly batch: BatchItem;
  readonly onClose: () => void;
}

export function BatchProgress({ batch: ordered, onClose }: BatchProgressProps) {
  const trpc = useTRPC();
  const { batchId } = ordered;
  const query = useQuery(
    trpc.batches.get.queryOptions(
      { batchId },
      {
        refetchInterval: ({ state }) =>
          state.data === undefined || state.data.state === 'running' ? LOOK_MS : false,
      },
    ),
  );
  const stop = useMutation(trpc.batches.stop.mutationOptions({ onSettled: () => void query.refetch() }));
  const batch = query.data ?? ordered;
  const isRunning = batch.state === 'running';
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={words.states[batch.state]}
      description={isRunning ? words.goesOn : undefined}
      footer={
        <>
          {isRunning && (
            <Button pending={stop.isPending} onClick={() => stop.mutate({ batchId })}>
              {words.stop}
            </Button>
          )}
          <Button variant="primary" onClick={onClose}>
            {words.close}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <progress
          aria-label={words.progress}
          className="h-2 w-full accent-accent"
          max={Math.max(1, batch.total)}
          value={isRunning ? seen(batch) : Math.max(1, batch.total)}
        />
        <p role="status">{words.counts(batch)}</p>
        {batch.lastFailure !== null && <Alert tone="failed" title={batch.lastFailure} />}
        {query.isError && <Alert tone="failed" title={messageOf(query.error)} />}
      </div>
    </Dialog>
  );
}

function seen({ done, skipped, failed }: Pick<BatchItem, 'done' | 'skipped' | 'failed'>): number {
  return done + skipped + failed;
}
