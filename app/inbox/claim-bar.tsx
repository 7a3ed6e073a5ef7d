'use client';
// Who has taken the task.
import { Hand, ShieldAlert } from 'lucide-react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { Alert } from '../ui/alert.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import type { Claim } from './use-claim.ts';
import { words } from './words.ts';

interface ClaimBarProps {
  readonly task: TaskItem;
  readonly claim: Claim;
}

export function ClaimBar({ task, claim }: ClaimBarProps) {
  if (!task.mayDecide && task.claimedByName === null) return null;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3 text-sm text-text-2">
        {task.claimedByName === null ? (
          <span className="min-w-0 flex-1">Nobody has claimed this yet.</span>
        ) : (
          <span className="flex min-w-0 flex-1 items-center gap-2">
            <Avatar name={task.claimedByName} size="sm" />
            {claim.isMine ? 'You have claimed this.' : `${task.claimedByName} has claimed this.`}
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
      </div>
      {claim.error !== null && <Alert tone="failed" title={claim.error} />}
      {task.isOverride && task.mayDecide && (
        <p className="flex items-center gap-2 text-xs text-waiting">
          <ShieldAlert className="size-3.5 shrink-0" aria-hidden />
          {words.override}
        </p>
      )}
    </div>
  );
}
