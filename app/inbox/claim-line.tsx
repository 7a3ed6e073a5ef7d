'use client';
// Who has taken the task, in a line under its title.
import { Hand, ShieldAlert } from 'lucide-react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { Alert } from '../ui/alert.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import type { Claim } from './use-claim.ts';
import { words } from './words.ts';

interface ClaimLineProps {
  readonly task: TaskItem;
  readonly claim: Claim;
}

export function ClaimLine({ task, claim }: ClaimLineProps) {
  return (
    <>
      {task.claimedByName !== null && (
        <span className="flex min-w-0 items-center gap-1.5 text-sm text-text-2">
          <Avatar name={task.claimedByName} size="sm" />
          {claim.isMine ? words.claimedByYou : `${task.claimedByName} ${words.claimedBy}`}
        </span>
      )}
      {task.mayDecide && task.claimedByName === null && (
        <Button
          size="sm"
          icon={<Hand className="size-3.5" aria-hidden />}
          pending={claim.pending}
          onClick={claim.claim}
        >
          {words.claim}
        </Button>
      )}
      {claim.isMine && (
        <Button size="sm" pending={claim.pending} onClick={claim.release}>
          {words.unclaim}
        </Button>
      )}
      {task.isOverride && task.mayDecide && (
        <p className="flex w-full items-center gap-2 text-xs text-waiting">
          <ShieldAlert className="size-3.5 shrink-0" aria-hidden />
          {words.override}
        </p>
      )}
      {claim.error !== null && <Alert tone="failed" title={claim.error} className="w-full" />}
    </>
  );
}
