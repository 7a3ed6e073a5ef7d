'use client';
// A run that is blocked because one of its activities ended its workers: what is known, and the way on.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Failure } from '@baton/core';
import Link from 'next/link';
import { z } from 'zod';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { workerHref } from '../../sessions/links.ts';
import { Button } from '../../ui/button.tsx';
import { RelativeTime } from '../../ui/time.tsx';
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
      title={`${poison.activity} ended its worker ${String(poison.deaths.length)} times`}
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
      <p>It is not run again until somebody lets it go on. Mend it first, or terminate the run.</p>
      <ul aria-label="When its workers ended" className="mt-1 text-xs text-text-3">
        {poison.deaths.map(({ attempt, atMs, workerId }) => (
          <li key={attempt}>
            Attempt {attempt}, <RelativeTime atMs={atMs} />{' '}
            {workerId === null ? (
              'in the worker that decided for the run'
            ) : (
              <>
                on{' '}
                <Link href={workerHref(workerId)} className="font-mono break-all text-text-2">
                  {workerId}
                </Link>
              </>
            )}
          </li>
        ))}
      </ul>
      {retry.isError && <p className="text-failed">{messageOf(retry.error)}</p>}
    </Alert>
  );
}

const report = z.object({
  activityId: z.string(),
  activity: z.string(),
  deaths: z.array(z.object({ attempt: z.number(), atMs: z.number(), workerId: z.string().nullable() })),
});

/** What the report says; `null`: it is about something else. */
export function poisonOf(blocked: Failure | null): z.infer<typeof report> | null {
  if (blocked?.code !== 'POISON') return null;
  return report.safeParse(blocked.fields).data ?? null;
}
