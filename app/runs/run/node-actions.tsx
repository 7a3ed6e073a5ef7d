'use client';
// What can be done about a step: have it tried now, or have the run run again from it.
import { useMutation } from '@tanstack/react-query';
import { RotateCcw, Zap } from 'lucide-react';
import { useState } from 'react';
import type { PendingActivity } from '../../../server/views/runs.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toast.tsx';
import { RerunDialog } from './reset-dialog.tsx';
import { useRun, useRunView } from './run-store.ts';

interface NodeActionsProps {
  readonly id: string;
  readonly isReached: boolean;
  readonly row: PendingActivity | undefined;
}

export function NodeActions({ id, isReached, row }: NodeActionsProps) {
  const run = useRun();
  const isPast = useRunView((view) => view.isPast);
  const mayRetry = useMay('activities.retryNow');
  const mayRerun = useMay('runs.rerunFrom');
  const retries = mayRetry && isBackingOff(row);
  const reruns = mayRerun && isReached && run.detail.design !== null;
  if (isPast || (!retries && !reruns)) return null;
  return (
    <div className="flex flex-wrap gap-2 p-4">
      {retries && <RetryNow row={row} />}
      {reruns && <RerunFrom id={id} />}
    </div>
  );
}

function isBackingOff(row: PendingActivity | undefined): row is PendingActivity {
  return row?.state === 'queued' && row.attempt > 0;
}

function RetryNow({ row }: { readonly row: PendingActivity }) {
  const run = useRun();
  const trpc = useTRPC();
  const toast = useToast();
  const retry = useMutation(
    trpc.activities.retryNow.mutationOptions({
      onSuccess: () => toast({ title: 'The next attempt begins as soon as a worker is free' }),
    }),
  );
  return (
    <>
      <Button
        size="sm"
        icon={<Zap className="size-3.5" aria-hidden />}
        pending={retry.isPending}
        onClick={() => retry.mutate({ runId: run.runId, activityId: row.activityId })}
      >
        Retry now
      </Button>
      {retry.isError && <Alert tone="failed" title={messageOf(retry.error)} className="w-full" />}
    </>
  );
}

function RerunFrom({ id }: { readonly id: string }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button size="sm" icon={<RotateCcw className="size-3.5" aria-hidden />} onClick={() => setAsking(true)}>
        Run again from here…
      </Button>
      {isAsking && <RerunDialog node={id} onClose={() => setAsking(false)} />}
    </>
  );
}
