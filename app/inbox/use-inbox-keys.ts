'use client';
// The keys of studio.md B1 that the inbox has. `A` and `R` move to the button: the decision itself is one more key, so that a slip decides nothing.
import type { TaskItem } from '../../server/views/human-tasks.ts';
import { useShortcuts } from '../lib/shortcuts.ts';
import { type InboxPlace, neighbour } from './use-inbox.ts';

export function useListKeys(place: InboxPlace, items: readonly TaskItem[]): void {
  const step = (by: 1 | -1) => {
    const id = neighbour(items, place.chosen, by);
    if (id === null) return;
    place.go(id, 'replace');
    focusFirst(`[data-task="${id}"]`);
  };
  useShortcuts('Tasks', [
    { keys: 'J', label: 'Next task', run: () => step(1) },
    { keys: 'K', label: 'Task before', run: () => step(-1) },
    {
      keys: 'U',
      label: 'Back to the list',
      run: () => focusFirst('[data-task][aria-current="true"], [data-task]'),
    },
  ]);
}

/** Moves the focus to the first of these that is there. */
export function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

interface TaskKeys {
  readonly decide: () => void;
  readonly fail: () => void;
  readonly claim: (() => void) | null;
}

export function useTaskKeys({ decide, fail, claim }: TaskKeys, active: boolean): void {
  useShortcuts(
    'This task',
    [
      { keys: 'A', label: 'To the first answer (Approve)', run: () => focusFirst('[data-outcome="0"]') },
      { keys: 'R', label: 'To the second answer (Reject)', run: () => focusFirst('[data-outcome="1"]') },
      { keys: 'F', label: 'Fail with a reason', run: fail },
      { keys: 'C', label: 'Write a comment', run: () => focusFirst('[data-comment]') },
      ...(claim === null ? [] : [{ keys: 'I', label: 'Claim it', run: claim }]),
      { keys: 'Mod+Enter', label: 'Give the first answer', run: decide, works: 'fields' },
    ],
    active,
  );
}
