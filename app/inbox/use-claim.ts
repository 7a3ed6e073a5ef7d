'use client';
// Taking a task, so that nobody else starts on it, and giving it back.
import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { messageOf } from '../lib/api-error.ts';
import { useMe } from '../lib/me.tsx';
import { useTRPC } from '../lib/trpc.tsx';

export interface Claim {
  readonly isMine: boolean;
  readonly pending: boolean;
  readonly error: string | null;
  readonly claim: () => void;
  readonly release: () => void;
}

export function useClaim({ runId, activityId, claimedBy }: TaskItem): Claim {
  const trpc = useTRPC();
  const me = useMe();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: trpc.humanTasks.pathKey() });
  const claim = useMutation(trpc.humanTasks.claim.mutationOptions({ onSettled }));
  const release = useMutation(trpc.humanTasks.unclaim.mutationOptions({ onSettled }));
  const error = claim.error ?? release.error;
  return {
    isMine: me !== undefined && (claimedBy === me.id || claimedBy === `person:${me.id}`),
    pending: claim.isPending || release.isPending,
    error: error === null ? null : messageOf(error),
    claim: () => claim.mutate({ runId, activityId }),
    release: () => release.mutate({ runId, activityId }),
  };
}
