'use client';
// What is asked, why you, what you should know: the same for open and closed tasks.
import dynamic from 'next/dynamic';
import Link from 'next/link';
import type { ReactNode } from 'react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { TaskFacts } from './task-facts.tsx';
import { DueChip } from './task-row.tsx';
import { words } from './words.ts';

const Markdown = dynamic(() => import('../ui/markdown.tsx').then((module) => module.Markdown), {
  loading: () => <Skeleton className="h-12 w-full" />,
});

interface TaskBodyProps {
  readonly task: TaskItem;
  /** Under the title: who has claimed it. */
  readonly aside?: ReactNode;
}

export function TaskBody({ task, aside }: TaskBodyProps) {
  return (
    <>
      <TaskHead task={task} aside={aside} />
      {task.spec.instructions !== null && <Markdown text={task.spec.instructions} />}
      <p className="text-sm text-text-2">
        <span className="font-medium text-text">{words.whyYou}: </span>
        {task.whyYou}
      </p>
      <TaskFacts context={task.spec.context} />
    </>
  );
}

function TaskHead({ task, aside }: TaskBodyProps) {
  const isOpen = task.state === 'open' || task.state === 'claimed';
  return (
    <header>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-text-3">
        <Link href={`/runs/${task.runId}`} className="rounded-sm text-text-2 no-underline hover:underline">
          {task.workflowName}
        </Link>
        <span aria-hidden>·</span>
        <span className="max-w-full truncate font-mono">{task.workflowId}</span>
        <span aria-hidden>·</span>
        <span>
          asked <RelativeTime atMs={task.createdAtMs} />
          {task.requestedByName !== null && ` by ${task.requestedByName}`}
        </span>
      </p>
      <h2 className="mt-1.5 text-xl font-semibold text-balance text-text">{task.spec.title}</h2>
      <div className="mt-2 flex flex-wrap items-center gap-2 empty:hidden">
        {isOpen && task.dueAtMs !== null && <DueChip dueAtMs={task.dueAtMs} />}
        {aside}
      </div>
    </header>
  );
}
