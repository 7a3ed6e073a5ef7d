'use client';
// One task: what is asked, why you, what you should know, the form, what each answer leads to, what happened so far.
import { useQuery } from '@tanstack/react-query';

import { codeOf, messageOf } from '../lib/api-error.ts';
import type { TaskRef } from '../lib/task-id.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ClosedTask } from './closed-task.tsx';
import { OpenTask } from './open-task.tsx';
import { TaskHistory } from './task-history.tsx';
import { words } from './words.ts';

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
  const history = <TaskHistory detail={query.data} />;
  return isOpen ? (
    <OpenTask task={task} onDone={onDone} history={history} />
  ) : (
    <ClosedTask task={task} history={history} />
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
