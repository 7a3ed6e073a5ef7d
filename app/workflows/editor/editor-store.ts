'use client';
// One open editor: the draft, what is open around it, and the way to change both. Made once per page; its parts are read by selectors.
import type { Design, DesignProblem } from '@baton/core';
import type { ReactFlowInstance } from '@xyflow/react';
import { createContext, use } from 'react';
import type { Change } from '../../canvas/model/changes.ts';
import {
  type Draft,
  type DraftAction,
  type Gesture,
  newDraft,
  reduceDraft,
} from '../../canvas/model/draft.ts';
import type { Attach } from '../../canvas/model/edit-add.ts';
import type { FlowEdge, FlowNode } from '../../canvas/model/flow.ts';
import type { Point } from '../../canvas/model/geometry.ts';
import { createStore, type ReadStore, type Store, useStore } from '../../canvas/store.ts';

/** The palette, where it was asked for. */
export interface CreatorRequest {
  readonly attach: Attach | null;
  /** On the screen. */
  readonly anchor: Point;
  /** On the canvas; `null`: beside what it is attached to. */
  readonly place: Point | null;
}

export type EditorDialog = 'link' | 'publish' | 'run' | 'versions' | 'json';
export type SidePanel = 'outline' | 'problems' | null;

export interface EditorUi {
  readonly creator: CreatorRequest | null;
  readonly dialog: EditorDialog | null;
  readonly side: SidePanel;
  readonly isFinding: boolean;
  /** The name field of this node has to be focused. */
  readonly renaming: string | null;
}

export interface Edit {
  readonly label: string;
  readonly gesture?: Gesture;
  readonly select?: readonly string[];
}

export interface Editor {
  readonly designId: string;
  readonly mayEdit: boolean;
  readonly draft: ReadStore<Draft>;
  readonly dispatch: (action: DraftAction) => void;
  /** One command on the draft; nothing happens where it changes nothing, or where one may only look. */
  readonly edit: (how: Edit, command: (design: Design) => readonly Change[]) => void;
  readonly ui: Store<EditorUi>;
  readonly openUi: (change: Partial<EditorUi>) => void;
  readonly problems: Store<readonly DesignProblem[]>;
  /** Said to screen readers. */
  readonly announcement: Store<string>;
  /** Set while the canvas is mounted. */
  readonly flow: { readonly current: ReactFlowInstance<FlowNode, FlowEdge> | null };
  readonly setFlow: (flow: ReactFlowInstance<FlowNode, FlowEdge> | null) => void;
  readonly canvas: { readonly current: HTMLElement | null };
  readonly setCanvas: (canvas: HTMLElement | null) => void;
}

const closed: EditorUi = { creator: null, dialog: null, side: null, isFinding: false, renaming: null };

export function createEditor(designId: string, design: Design, mayEdit: boolean): Editor {
  const draft = createStore(newDraft(design));
  const ui = createStore(closed);
  const flow: { current: ReactFlowInstance<FlowNode, FlowEdge> | null } = { current: null };
  const canvas: { current: HTMLElement | null } = { current: null };
  const dispatch = (action: DraftAction) => draft.set(reduceDraft(draft.get(), action));
  return {
    designId,
    mayEdit,
    draft,
    dispatch,
    edit: (how, command) => {
      if (!mayEdit) return;
      dispatch({ type: 'edit', ...how, changes: command(draft.get().design), atMs: performance.now() });
    },
    ui,
    openUi: (change) => ui.set({ ...ui.get(), ...change }),
    problems: createStore<readonly DesignProblem[]>([]),
    announcement: createStore(''),
    flow,
    setFlow: (instance) => {
      flow.current = instance;
    },
    canvas,
    setCanvas: (element) => {
      canvas.current = element;
    },
  };
}

const EditorContext = createContext<Editor | null>(null);
export const EditorProvider = EditorContext;

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (editor === null) throw new TypeError('A part of the editor was drawn outside of it');
  return editor;
}

export function useDraft<S>(select: (draft: Draft) => S, equal?: (a: S, b: S) => boolean): S {
  return useStore(useEditor().draft, select, equal);
}
export function useEditorUi<S>(select: (ui: EditorUi) => S): S {
  return useStore(useEditor().ui, select);
}

/** The one selected node, if it is exactly one. */
export function selectedNode(draft: Draft) {
  const { nodes, edges } = draft.selection;
  if (nodes.size !== 1 || edges.size > 0) return null;
  const [id] = nodes;
  return draft.design.nodes.find((node) => node.id === id) ?? null;
}
