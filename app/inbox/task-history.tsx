'use client';
// What people did with a task, and a line to say something.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { TaskDetail, TaskEvent } from '../../server/views/human-tasks.ts';
import { messageOf } from '../lib/api-error.ts';
import { useMay } from '../lib/me.tsx';
import { useTRPC } from '../lib/trpc.tsx';
import { Alert } from '../ui/alert.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Input } from '../ui/input.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { outcomeDone, words } from './words.ts';

export function TaskHistory({ detail }: { readonly detail: TaskDetail }) {
  const { task, events } = detail;
  const mayComment = useMay('humanTasks.comment');
  return (
    <section aria-label={words.history}>
      <h3 className="mb-2 text-sm font-semibold text-text">{words.history}</h3>
      {events.length === 0 && <p className="text-sm text-text-3">{words.noHistory}</p>}
      <ol className="flex flex-col gap-3">
        {events.map((event) => (
          <li key={event.id} className="flex gap-2.5">
            <Avatar name={event.byName} size="sm" className="mt-0.5" />
            <div className="min-w-0 text-sm">
              <p className="text-text-2">
                <span className="font-medium text-text">{event.byName}</span> {sentenceOf(event)}{' '}
                <RelativeTime atMs={event.atMs} className="text-xs text-text-3" />
              </p>
              {quoted(event) && <p className="mt-0.5 whitespace-pre-wrap text-text">{event.text}</p>}
            </div>
          </li>
        ))}
      </ol>
      {mayComment && <CommentLine runId={task.runId} activityId={task.activityId} />}
    </section>
  );
}

function sentenceOf(event: TaskEvent): string {
  switch (event.kind) {
    case 'claimed':
      return 'claimed it';
    case 'unclaimed':
      return 'released it';
    case 'decided':
      return outcomeDone(event.text).toLowerCase();
    case 'overridden':
      return `${outcomeDone(event.text).toLowerCase()} as an administrator’s override`;
    case 'failed':
      return 'failed it';
    case 'commented':
      return 'wrote';
  }
}

function quoted({ kind, text }: TaskEvent): boolean {
  return text !== '' && (kind === 'commented' || kind === 'failed');
}

function CommentLine({ runId, activityId }: Pick<TaskDetail['task'], 'runId' | 'activityId'>) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [text, setText] = useState('');
  const comment = useMutation(
    trpc.humanTasks.comment.mutationOptions({
      onSuccess: async () => {
        setText('');
        await queryClient.invalidateQueries({
          queryKey: trpc.humanTasks.get.queryKey({ runId, activityId }),
        });
      },
    }),
  );
  return (
    <form
      className="mt-3 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') comment.mutate({ runId, activityId, text: text.trim() });
      }}
    >
      <div className="flex gap-2">
        <Input
          aria-label={words.addComment}
          placeholder={words.addComment}
          value={text}
          maxLength={10_000}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" pending={comment.isPending} disabled={text.trim() === ''}>
          {words.send}
        </Button>
      </div>
      {comment.isError && <Alert tone="failed" title={messageOf(comment.error)} />}
    </form>
  );
}
