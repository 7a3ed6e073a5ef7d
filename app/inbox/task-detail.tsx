'use client';
// One task: what is asked, why you, what you should know, the form, what each answer leads to, what happened so far.
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';

import type { TaskDetail as Detail, TaskItem } from '../../server/views/human-tasks.ts';
import { codeOf, messageOf } from '../lib/api-error.ts';
import type { TaskRef } from '../lib/task-id.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { ClosedTask } from './closed-task.tsx';
import { OpenTask } from './open-task.tsx';
import { TaskFacts } from './task-facts.tsx';
import { TaskHistory } from './task-history.tsx';
import { DueChip } from './task-row.tsx';
import { words } from './words.ts';

const Markdown = dynamic(() => import('../ui/markdown.tsx').then((module) => module.Markdown), {
  loading: () => <Skeleton className="h-12 w-full" />,
});

interface TaskDetailProps {
  /** Null: the URL names no task. */
  readonly task: TaskRef | null;
  readonly onDone: () => void;
}

export function TaskDetail({ task, onDone }: TaskDetailProps) {
  if (task === null) return <Alert tone="failed" title={words.notFound} className="m-6" />;
  return <LoadedTask at={task} onDone={onDone} />;
}

function LoadedTask({ at, onDone }: { readonly at: TaskRef; readonly onDone: () => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.humanTasks.get.queryOptions({ runId: at.runId, activityId: at.activityId }));
  if (query.isPending) return <TaskSkeleton />;
  if (query.isError) {
    const gone = codeOf(query.error) === 'TASK_NOT_FOUND';
    return <Alert tone="failed" title={gone ? words.notFound : messageOf(query.error)} className="m-6" />;
  }
  const { task } = query.data;
  const isOpen = task.state === 'open' || task.state === 'claimed';
  const body = <TaskBody detail={query.data} />;
  return isOpen ? (
    <OpenTask task={task} onDone={onDone} history={<TaskHistory detail={query.data} />}>
      {body}
    </OpenTask>
  ) : (
    <ClosedTask task={task} history={<TaskHistory detail={query.data} />}>
      {body}
    </ClosedTask>
  );
}

/** The same for open and closed tasks. */
function TaskBody({ detail }: { readonly detail: Detail }) {
  const { task } = detail;
  return (
    <>
      <TaskHead task={task} />
      {task.spec.instructions !== null && <Markdown text={task.spec.instructions} />}
      <p className="text-sm text-text-2">
        <span className="font-medium text-text">{words.whyYou}: </span>
        {task.whyYou}
      </p>
      <TaskFacts context={task.spec.context} />
    </>
  );
}

function TaskHead({ task }: { readonly task: TaskItem }) {
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
      </div>
    </header>
  );
}

function TaskSkeleton() {
  return (
    <div role="status" className="mx-auto flex max-w-3xl flex-col gap-4 p-8 max-md:p-4">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-3.5 w-48" />
      <Skeleton className="h-6 w-3/4" />
      <Skeleton className="h-3.5 w-full" />
      <Skeleton className="h-3.5 w-5/6" />
      <Skeleton className="mt-4 h-28 w-full" />
    </div>
  );
}
