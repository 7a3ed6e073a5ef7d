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
  const trpc = useTRPC();
  const toast = useToast();
  const mayRetry = useMay('activities.retryNow');
  const mayRerun = useMay('runs.rerunFrom');
  const isPast = useRunView((view) => view.isPast);
  const [isAsking, setAsking] = useState(false);
  const retry = useMutation(
    trpc.activities.retryNow.mutationOptions({
      onSuccess: () => toast({ title: 'The next attempt begins as soon as a worker is free' }),
    }),
  );
  const isDrawn = run.detail.design !== null;
  const isBackingOff = row !== undefined && row.state === 'queued' && row.attempt > 0;
  const canRetry = mayRetry && isBackingOff;
  const canRerun = mayRerun && isDrawn && isReached;
  if (isPast || (!canRetry && !canRerun)) return null;
  return (
    <div className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap gap-2">
        {canRetry && (
          <Button
            size="sm"
            icon={<Zap className="size-3.5" aria-hidden />}
            pending={retry.isPending}
            onClick={() => retry.mutate({ runId: run.runId, activityId: row.activityId })}
          >
            Retry now
          </Button>
        )}
        {canRerun && (
          <Button
            size="sm"
            icon={<RotateCcw className="size-3.5" aria-hidden />}
            onClick={() => setAsking(true)}
          >
            Run again from here…
          </Button>
        )}
      </div>
      {retry.isError && <Alert tone="failed" title={messageOf(retry.error)} />}
      {isAsking && <RerunDialog node={id} onClose={() => setAsking(false)} />}
    </div>
  );
}
