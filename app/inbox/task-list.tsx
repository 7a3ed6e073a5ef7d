'use client';
// The list of tasks of one view.
import { CircleCheckBig } from 'lucide-react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { messageOf } from '../lib/api-error.ts';
import { taskId } from '../lib/task-id.ts';
import { Alert } from '../ui/alert.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { TaskRow } from './task-row.tsx';
import { useDecisions } from './use-decisions.tsx';
import type { InboxPlace, useTaskList } from './use-inbox.ts';
import { words } from './words.ts';

interface TaskListProps {
  readonly place: InboxPlace;
  readonly query: ReturnType<typeof useTaskList>['query'];
  readonly items: readonly TaskItem[];
}

export function TaskList({ place, query, items }: TaskListProps) {
  const { stateOf } = useDecisions();
  if (query.isPending) return <SkeletonRows />;
  if (query.isError) {
    return (
      <Alert
        tone="failed"
        title={messageOf(query.error)}
        className="m-4"
        actions={
          <Button size="sm" onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  if (items.length === 0) return <NoTasks view={place.view} />;
  return (
    <>
      <ul>
        {items.map((task) => {
          const id = taskId(task);
          return (
            <TaskRow
              key={id}
              task={task}
              href={place.hrefOf(id)}
              chosen={id === place.chosen}
              decision={stateOf(id)}
              onChoose={() => place.go(id)}
            />
          );
        })}
      </ul>
      {query.hasNextPage && (
        <div className="p-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </>
  );
}

function NoTasks({ view }: { readonly view: keyof typeof words.empty }) {
  const { title, text } = words.empty[view];
  return (
    <EmptyState
      icon={<CircleCheckBig />}
      title={title}
      actions={
        <>
          <ButtonLink href="/runs?status=running">{words.seeRuns}</ButtonLink>
          {view === 'mine' && <ButtonLink href="/templates">{words.useTemplate}</ButtonLink>}
        </>
      }
    >
      {text}
    </EmptyState>
  );
}
