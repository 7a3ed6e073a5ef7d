'use client';
// The settings of the one selected node, beside the canvas: they never cover it.
import type { DesignNode } from '@baton/core';
import { Copy, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { TYPING_PAUSE_MS } from '../../canvas/model/draft.ts';
import { changeNodeId, renameNode } from '../../canvas/model/edit-nodes.ts';
import { useStore } from '../../canvas/store.ts';
import { Alert } from '../../ui/alert.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { duplicateSelected, focusNode, removeSelected } from '../editor/canvas-commands.ts';
import { selectedNode, useDraft, useEditor, useEditorUi } from '../editor/editor-store.ts';
import { kindForms } from './kind-forms.tsx';
import { NothingSelected } from './nothing-selected.tsx';
import { SettingsOf } from './use-setting.ts';

export function SettingsPanel() {
  const node = useDraft(selectedNode);
  return (
    <aside
      data-region="Settings"
      aria-label="Settings"
      tabIndex={-1}
      className="flex h-full min-h-0 flex-col bg-surface outline-none"
    >
      {node === null ? <NothingSelected /> : <NodeSettings key={node.id} node={node} />}
    </aside>
  );
}

function NodeSettings({ node }: { readonly node: DesignNode }) {
  const editor = useEditor();
  const Form = kindForms[node.kind];
  const look = kinds[node.kind];
  return (
    <SettingsOf value={node}>
      <header className="flex items-center gap-3 border-b border-line px-4 py-3">
        <span className="kind-tile" aria-hidden>
          <look.icon />
        </span>
        <div className="min-w-0 flex-1">
          <NameField node={node} />
          <p className="flex items-center gap-1 px-1.5 text-xs text-text-3">
            {look.word} · <IdField key={node.id} node={node} />
          </p>
        </div>
        {editor.mayEdit && (
          <div className="flex shrink-0">
            {node.kind !== 'start' && (
              <IconButton
                size="sm"
                label="Duplicate"
                keys="Mod+D"
                icon={<Copy className="size-4" aria-hidden />}
                onClick={() => duplicateSelected(editor)}
              />
            )}
            <IconButton
              size="sm"
              label="Remove"
              keys="Delete"
              icon={<Trash2 className="size-4" aria-hidden />}
              onClick={() => removeSelected(editor, false)}
            />
          </div>
        )}
      </header>
      <NodeProblems node={node} />
      {/* Esc leaves the settings for the canvas. */}
      <div
        data-settings-body
        role="presentation"
        className="min-h-0 flex-1 overflow-y-auto scroll-quiet"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented) focusNode(editor, node.id);
        }}
      >
        <Form />
      </div>
    </SettingsOf>
  );
}

function NameField({ node }: { readonly node: DesignNode }) {
  const editor = useEditor();
  const field = useRef<HTMLInputElement>(null);
  const isWanted = useEditorUi((ui) => ui.renaming === node.id);
  useEffect(() => {
    if (!isWanted) return;
    field.current?.select();
    editor.openUi({ renaming: null });
  }, [editor, isWanted]);
  return (
    <input
      ref={field}
      aria-label="Name"
      value={node.name}
      readOnly={!editor.mayEdit}
      maxLength={200}
      className="w-full truncate rounded-sm bg-transparent px-1.5 py-0.5 text-base font-semibold text-text hover:bg-hover focus:bg-sunken read-only:hover:bg-transparent"
      onChange={(event) => {
        const name = event.target.value;
        const gesture = { key: `typing ${node.id}/name`, pauseMs: TYPING_PAUSE_MS };
        editor.edit({ label: `Rename ${node.name}`, gesture }, (design) => renameNode(design, node.id, name));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === 'Escape') focusNode(editor, node.id);
      }}
      onBlur={() => editor.dispatch({ type: 'endGesture' })}
    />
  );
}

/** What expressions call the node. Changing it changes them, too; it happens when the field is left. */
function IdField({ node }: { readonly node: DesignNode }) {
  const editor = useEditor();
  const [typed, setTyped] = useState(node.id);
  const commit = () => {
    if (typed === node.id) return;
    const select = [typed];
    const taken = editor.draft.get().design.nodes.some((other) => other.id === typed);
    if (taken || !/^[A-Za-z]\w{0,63}$/.test(typed)) {
      setTyped(node.id);
      return;
    }
    editor.edit({ label: `Rename ${node.id} in expressions`, select }, (design) =>
      changeNodeId(design, node.id, typed),
    );
  };
  return (
    <input
      aria-label="Name in expressions"
      title="Expressions read this node as nodes.<name>.output"
      value={typed}
      readOnly={!editor.mayEdit}
      spellCheck={false}
      className="min-w-0 flex-1 rounded-xs bg-transparent px-0.5 font-mono text-2xs text-text-2 hover:bg-hover focus:bg-sunken read-only:hover:bg-transparent"
      onChange={(event) => setTyped(event.target.value.replace(/\W/g, ''))}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
      onBlur={commit}
    />
  );
}

/** Problems of the node as a whole, and all warnings; errors of one setting stand at that setting. */
function NodeProblems({ node }: { readonly node: DesignNode }) {
  const editor = useEditor();
  const problems = useStore(
    editor.problems,
    (all) => all.filter((one) => one.nodeId === node.id && (one.path === null || one.severity === 'warning')),
    sameItems,
  );
  if (problems.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 border-b border-line p-3">
      {problems.map((problem) => (
        <Alert
          key={`${problem.code} ${problem.edgeId ?? ''} ${problem.message}`}
          tone={problem.severity === 'error' ? 'failed' : 'waiting'}
          title={problem.message}
        >
          {problem.remedy}
        </Alert>
      ))}
    </div>
  );
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
