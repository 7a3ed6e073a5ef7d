'use client';
// One setting of a node: read from the draft, written as a command. A burst of typing is one entry of the log.
import type { DesignNode, Json } from '@baton/core';
import { createContext, use } from 'react';
import { TYPING_PAUSE_MS } from '../../canvas/model/draft.ts';
import { setConfig } from '../../canvas/model/edit-nodes.ts';
import { useStore } from '../../canvas/store.ts';
import { useEditor } from '../editor/editor-store.ts';

export type Path = readonly (string | number)[];

const NodeContext = createContext<DesignNode | null>(null);
export const SettingsOf = NodeContext;

export function useSettingsNode(): DesignNode {
  const node = use(NodeContext);
  if (node === null) throw new TypeError('A setting was drawn without its node');
  return node;
}

export interface Setting {
  readonly value: Json | undefined;
  /** As one step of its own. `undefined` removes the setting. */
  readonly set: (value: Json | undefined) => void;
  /** As a part of a burst. */
  readonly type: (value: Json | undefined) => void;
  /** The field was left: the burst is over. */
  readonly leave: () => void;
  readonly readOnly: boolean;
  readonly error: string | undefined;
}

export function useSetting(path: Path): Setting {
  const editor = useEditor();
  const node = useSettingsNode();
  const dotted = path.join('.');
  const error = useStore(editor.problems, (problems) => {
    // Warnings are told in the list of problems and on the node: a red field would stop people who may go on.
    const problem = problems.find(
      ({ nodeId, path: at, severity }) => severity === 'error' && nodeId === node.id && at === dotted,
    );
    return problem === undefined ? undefined : `${problem.message} ${problem.remedy}`.trim();
  });
  const label = `Change ${node.name}`;
  return {
    value: valueAt(node.config as Json, path),
    set: (value) => editor.edit({ label }, (design) => setConfig(design, node.id, path, value)),
    type: (value) =>
      editor.edit(
        { label, gesture: { key: `typing ${node.id}/${dotted}`, pauseMs: TYPING_PAUSE_MS } },
        (design) => setConfig(design, node.id, path, value),
      ),
    leave: () => editor.dispatch({ type: 'endGesture' }),
    readOnly: !editor.mayEdit,
    error,
  };
}

function valueAt(config: Json, path: Path): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Readonly<Record<string, Json | undefined>>)[key];
  }
  return value;
}
