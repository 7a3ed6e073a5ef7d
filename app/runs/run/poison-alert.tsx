'use client';
// A run that is blocked because one of its activities ended its workers: what is known, and the way on.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Failure } from '@baton/core';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { useRun, useRunView } from './run-store.ts';

export function PoisonAlert() {
  const { runId } = useRun();
  const blocked = useRunView((view) => view.blocked);
  const mayRetry = useMay('activities.retryNow');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const retry = useMutation(
    trpc.activities.retryNow.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId }) }),
    }),
  );
  const poison = poisonOf(blocked);
  if (poison === null) return null;
  return (
    <Alert
      tone="failed"
      className="m-4"
      title={`${poison.activity} ends its workers`}
      actions={
        mayRetry && (
          <Button
            size="sm"
            pending={retry.isPending}
            onClick={() => retry.mutate({ runId, activityId: poison.activityId })}
          >
            Let it go on
          </Button>
        )
      }
    >
      <p className="break-words">{poison.message}.</p>
      {retry.isError && <p className="text-failed">{messageOf(retry.error)}</p>}
    </Alert>
  );
}

/** What the report says; `null`: it is about something else. */
function poisonOf(blocked: Failure | null) {
  if (blocked?.code !== 'POISON') return null;
  const { activityId, activity } = blocked.fields ?? {};
  if (typeof activityId !== 'string' || typeof activity !== 'string') return null;
  return { activityId, activity, message: blocked.message };
}
