'use client';
// No single node is selected: what can be done, and what is in hand.
import { Kbd } from '../../ui/kbd.tsx';
import { useDraft, useEditor } from '../editor/editor-store.ts';

const hints = [
  ['N', 'Add a node, here or after the selected one'],
  ['ArrowRight', 'Walk along the wires'],
  ['L', 'Link the selected node to another'],
  ['S', 'Put the selected nodes into a session'],
  ['Mod+Z', 'Undo anything, settings too'],
  ['?', 'All keys'],
] as const;
const signs: Readonly<Record<string, string>> = { ArrowRight: '→' };

export function NothingSelected() {
  const editor = useEditor();
  const nodes = useDraft((draft) => draft.design.nodes.length);
  const selected = useDraft((draft) => draft.selection.nodes.size);
  const wires = useDraft((draft) => draft.selection.edges.size);
  const title =
    selected > 1
      ? `${String(selected)} nodes selected`
      : wires > 0
        ? `${String(wires)} ${wires === 1 ? 'wire' : 'wires'} selected`
        : 'Nothing selected';
  return (
    <div className="flex flex-col gap-5 p-5">
      <div>
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="mt-1 text-sm text-text-2">
          {nodes === 0 ? 'The canvas is empty.' : 'Select a node to see and change its settings.'}
        </p>
      </div>
      {editor.mayEdit && (
        <dl className="flex flex-col gap-2.5">
          {hints.map(([keys, label]) => (
            <div key={keys} className="flex items-center gap-3 text-sm">
              <dt className="w-16 shrink-0">
                <Kbd keys={signs[keys] ?? keys} />
              </dt>
              <dd className="text-text-2">{label}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
