'use client';
// The outline: the workflow as a tree, in reading order. Everything that can be done on the canvas can be done here; on phones it is the editor.
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useMemo } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { type OutlineItem, outlineOf } from '../../canvas/model/order.ts';
import { useStore } from '../../canvas/store.ts';
import { cx } from '../../ui/cx.ts';
import { goTo, removeSelected } from './canvas-commands.ts';
import { openCreator } from './canvas-create.ts';
import { type Editor, useDraft, useEditor } from './editor-store.ts';

export function Outline() {
  const editor = useEditor();
  const design = useDraft((draft) => draft.design);
  const selected = useDraft((draft) => draft.selection.nodes);
  const items = useMemo(() => outlineOf(design), [design]);
  const current = items.find(({ node }) => selected.has(node.id)) ?? items[0];
  return (
    <div
      role="tree"
      aria-label="Outline"
      aria-multiselectable
      tabIndex={-1}
      className="flex flex-col p-1.5"
      onKeyDown={(event) => onTreeKey(event, editor, items)}
    >
      {items.map((item) => (
        <OutlineRow
          key={item.node.id}
          item={item}
          of={items.length}
          isSelected={selected.has(item.node.id)}
          isCurrent={item === current}
        />
      ))}
      {items.length === 0 && (
        <p className="p-3 text-sm text-text-3">Nothing here yet. Press N to add the first node.</p>
      )}
    </div>
  );
}

interface OutlineRowProps {
  readonly item: OutlineItem;
  readonly of: number;
  readonly isSelected: boolean;
  readonly isCurrent: boolean;
}

function OutlineRow({ item, of, isSelected, isCurrent }: OutlineRowProps) {
  const editor = useEditor();
  const { node, level, step } = item;
  const look = kinds[node.kind];
  const problems = useStore(
    editor.problems,
    (all) => all.filter((problem) => problem.nodeId === node.id).length,
  );
  const after = item.after.map((other) => other.name).join(' and ');
  const next = item.next.map((other) => other.node.name).join(' or ');
  const sentence = [
    `Step ${String(step)} of ${String(of)}`,
    `${look.word} ${node.name}`,
    after === '' ? '' : `after ${after}`,
    next === '' ? '' : `then ${next}`,
    problems === 0 ? '' : `${String(problems)} ${problems === 1 ? 'problem' : 'problems'}`,
  ];
  return (
    // The tree handles the keys of its items.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="treeitem"
      data-outline={node.id}
      aria-level={level}
      aria-selected={isSelected}
      aria-label={sentence.filter(Boolean).join(', ')}
      tabIndex={isCurrent ? 0 : -1}
      onClick={() => select(editor, node.id)}
      className={cx(
        'flex min-h-8 cursor-default items-center gap-2 rounded-md pr-2 text-sm pointer-coarse:min-h-11 focus-visible:-outline-offset-2',
        level === 1 ? 'pl-2' : 'pl-7',
        isSelected ? 'bg-accent-tint' : 'hover:bg-hover',
      )}
    >
      <look.icon className="size-4 shrink-0 text-text-3" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{node.name}</span>
      {problems > 0 && <ProblemMark nodeId={node.id} />}
      <span className="shrink-0 text-xs text-text-3">{look.word}</span>
    </div>
  );
}

/** How bad its worst problem is. */
function ProblemMark({ nodeId }: { readonly nodeId: string }) {
  const isWrong = useStore(useEditor().problems, (all) =>
    all.some((problem) => problem.nodeId === nodeId && problem.severity === 'error'),
  );
  return isWrong ? (
    <CircleAlert className="size-3.5 shrink-0 text-failed" aria-hidden />
  ) : (
    <TriangleAlert className="size-3.5 shrink-0 text-waiting-solid" aria-hidden />
  );
}

/** Selects and shows, and leaves the focus in the tree. */
function select(editor: Editor, id: string): void {
  goTo(editor, id);
  requestAnimationFrame(() => requestAnimationFrame(() => focusRow(id)));
}
function focusRow(id: string): void {
  document.querySelector<HTMLElement>(`[data-outline="${CSS.escape(id)}"]`)?.focus();
}

function onTreeKey(event: KeyboardEvent, editor: Editor, items: readonly OutlineItem[]): void {
  const row = event.target instanceof HTMLElement ? event.target.dataset['outline'] : undefined;
  const at = items.findIndex(({ node }) => node.id === row);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  const target = to === undefined ? undefined : items[Math.max(0, Math.min(items.length - 1, to))];
  const act = actions[event.key.toLowerCase()];
  if (target !== undefined) select(editor, target.node.id);
  else if (act !== undefined && row !== undefined)
    act(editor, { row, withMod: event.ctrlKey || event.metaKey });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

type TreeAction = (editor: Editor, at: { readonly row: string; readonly withMod: boolean }) => void;

/** The canvas' own keys, where the focus is in the tree. */
const actions: Readonly<Record<string, TreeAction>> = {
  enter: () =>
    document.querySelector<HTMLElement>('[data-settings-body] :is(input, textarea, select, button)')?.focus(),
  f2: (editor, { row }) => editor.openUi({ renaming: row }),
  delete: (editor, { withMod }) => removeSelected(editor, withMod),
  backspace: (editor, { withMod }) => removeSelected(editor, withMod),
  n: (editor) => openCreator(editor),
  l: (editor) => editor.openUi({ dialog: 'link' }),
};
