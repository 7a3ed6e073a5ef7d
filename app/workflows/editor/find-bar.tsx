'use client';
// Find on the canvas: in names, kinds and everything that is set, expressions included. Enter goes from hit to hit.
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { outlineOf } from '../../canvas/model/order.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { SearchInput } from '../../ui/input.tsx';
import { reveal } from './canvas-commands.ts';
import { useDraft, useEditor } from './editor-store.ts';

export function FindBar() {
  const editor = useEditor();
  const design = useDraft((draft) => draft.design);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const texts = useMemo(
    () =>
      outlineOf(design).map(({ node }) => ({
        id: node.id,
        text: `${node.name} ${node.id} ${kinds[node.kind].word} ${JSON.stringify(node.config)}`.toLowerCase(),
      })),
    [design],
  );
  const hits =
    typed.trim() === '' ? [] : texts.filter(({ text }) => text.includes(typed.trim().toLowerCase()));
  const show = (index: number) => {
    const hit = hits[(index + hits.length) % Math.max(1, hits.length)];
    if (hit === undefined) return;
    setAt((index + hits.length) % hits.length);
    editor.dispatch({ type: 'select', nodes: [hit.id] });
    reveal(editor, [hit.id]);
  };
  const close = () => {
    editor.openUi({ isFinding: false });
    editor.canvas.current?.focus({ preventScroll: true });
  };
  return (
    <div
      role="search"
      className="absolute top-3 left-1/2 z-10 flex w-88 -translate-x-1/2 items-center gap-1 rounded-lg bg-raised p-1.5 shadow-2"
    >
      <SearchInput
        label="Find on the canvas"
        placeholder="Find a name, a setting, an expression"
        // eslint-disable-next-line jsx-a11y/no-autofocus -- it was asked for to type into it
        autoFocus
        className="flex-1"
        value={typed}
        onValueChange={(text) => {
          setTyped(text);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter')
            show(event.shiftKey ? at - 1 : hits.length > 0 && isShown(editor, hits[at]?.id) ? at + 1 : at);
          if (event.key === 'Escape') close();
        }}
      />
      <span role="status" className="tabular w-12 text-center text-xs text-text-3">
        {typed === '' ? '' : hits.length === 0 ? 'none' : `${String(at + 1)}/${String(hits.length)}`}
      </span>
      <IconButton size="sm" label="Close" icon={<X className="size-4" aria-hidden />} onClick={close} />
    </div>
  );
}

function isShown(editor: ReturnType<typeof useEditor>, id: string | undefined): boolean {
  return id !== undefined && editor.draft.get().selection.nodes.has(id);
}
