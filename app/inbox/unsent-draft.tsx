'use client';
// What somebody had typed into a task that another person answered first. Nothing typed is lost; it goes when its author says so.
import type { TaskItem } from '../../server/views/human-tasks.ts';
import { taskId } from '../lib/task-id.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from './task-facts.tsx';
import { useDecisions } from './use-decisions.tsx';
import { useTaskDraft } from './use-task-draft.ts';
import { words } from './words.ts';

export function UnsentDraft({ task }: { readonly task: TaskItem }) {
  const id = taskId(task);
  const {
    draft: { values, comment },
    forget,
  } = useTaskDraft(id);
  const { stateOf } = useDecisions();
  // The draft of one's own answer goes as soon as the server has confirmed it.
  if (stateOf(id)?.kind === 'sending' || (values === null && comment === '')) return null;
  return (
    <Alert
      tone="waiting"
      title={words.unsent}
      actions={
        <Button size="sm" onClick={forget}>
          {words.discard}
        </Button>
      }
    >
      <div className="mt-2 flex flex-col gap-2">
        {values !== null && <Facts value={values} />}
        {comment !== '' && <p className="whitespace-pre-wrap text-text">“{comment}”</p>}
      </div>
    </Alert>
  );
}
