'use client';
// A task that is over: how, by whom, when, with what.
import type { ReactNode } from 'react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { Alert, type AlertTone } from '../ui/alert.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { Facts } from './task-facts.tsx';
import { TaskBody } from './task-body.tsx';
import { TaskLayout } from './task-layout.tsx';
import { UnsentDraft } from './unsent-draft.tsx';
import { outcomeDone, words } from './words.ts';

interface ClosedTaskProps {
  readonly task: TaskItem;
  readonly history: ReactNode;
}

const endings: Record<'failed' | 'cancelled' | 'expired', string> = {
  failed: 'Failed',
  cancelled: 'Cancelled with its run',
  expired: 'Expired before anybody answered',
};

function ending(task: TaskItem): { readonly title: string; readonly tone: AlertTone } {
  if (task.decision !== null) return { title: outcomeDone(task.decision.outcome), tone: 'done' };
  if (task.state === 'failed') return { title: endings.failed, tone: 'failed' };
  if (task.state === 'cancelled' || task.state === 'expired')
    return { title: endings[task.state], tone: 'info' };
  return { title: 'Decided', tone: 'done' };
}

export function ClosedTask({ task, history }: ClosedTaskProps) {
  const { title, tone } = ending(task);
  const comment = task.decision?.comment ?? null;
  return (
    <TaskLayout>
      <Alert
        tone={tone}
        title={
          <>
            {title}
            {task.decidedByName !== null && ` by ${task.decidedByName}`}{' '}
            {task.closedAtMs !== null && <RelativeTime atMs={task.closedAtMs} />}
          </>
        }
        actions={
          <ButtonLink size="sm" href={`/runs/${task.runId}`}>
            {words.openRun}
          </ButtonLink>
        }
      >
        {comment !== null && comment !== '' && <p className="whitespace-pre-wrap">“{comment}”</p>}
      </Alert>
      <UnsentDraft task={task} />
      <TaskBody task={task} />
      {task.decision?.values != null && (
        <section aria-label={words.answered}>
          <h3 className="mb-2 text-sm font-semibold text-text">{words.answered}</h3>
          <Facts value={task.decision.values} />
        </section>
      )}
      {history}
    </TaskLayout>
  );
}
