'use client';
// The keys of the canvas (studio.md B1). They work while the focus is in the canvas, and `?` lists them.
import type { RefObject } from 'react';
import { useEffect, useState } from 'react';
import { GRID } from '../../canvas/model/geometry.ts';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import {
  duplicateSelected,
  freeSelected,
  nudge,
  redo,
  removeSelected,
  selectAll,
  undo,
  wrapSelected,
} from './canvas-commands.ts';
import { openCreator } from './canvas-create.ts';
import { fit, tidyUp, zoomBy, zoomTo } from './canvas-view.ts';
import { selectAlong, toEdge, toNode, walk } from './canvas-walk.ts';
import { type Editor, selectedNode, useEditor } from './editor-store.ts';
import { nextProblem } from './problems.ts';

export function CanvasKeys({ wrapper }: { readonly wrapper: RefObject<HTMLElement | null> }) {
  const editor = useEditor();
  const hasFocus = useHasFocus(wrapper);
  useShortcuts('Canvas: move about', moving(editor), hasFocus);
  useShortcuts('Canvas: change', changing(editor), hasFocus && editor.mayEdit);
  useShortcuts('Editor', anywhere(editor));
  return null;
}

function moving(editor: Editor): readonly Shortcut[] {
  const steps: readonly [string, string, Parameters<typeof walk>[1]][] = [
    ['ArrowRight', 'Follow the wire', 'next'],
    ['ArrowLeft', 'Back along the wire', 'before'],
    ['ArrowUp', 'Branch above', 'siblingUp'],
    ['ArrowDown', 'Branch below', 'siblingDown'],
    ['Home', 'First node', 'first'],
    ['End', 'Last node', 'last'],
    [']', 'Into the session', 'into'],
    ['[', 'Out of the session', 'outOf'],
  ];
  return [
    ...steps.map(([keys, label, step]) => ({ keys, label, run: () => walk(editor, step) })),
    { keys: 'Alt+.', label: 'From the node to its wires', run: () => toEdge(editor) },
    { keys: 'Alt+,', label: 'Back to the node', run: () => toNode(editor) },
    { keys: 'Shift+ArrowRight', label: 'Select all that follows', run: () => selectAlong(editor, 'down') },
    { keys: 'Shift+ArrowLeft', label: 'Select all before', run: () => selectAlong(editor, 'up') },
    { keys: 'Mod+A', label: 'Select all', run: () => selectAll(editor) },
    { keys: 'Escape', label: 'Select nothing', run: () => editor.dispatch({ type: 'select', nodes: [] }) },
    { keys: '+', label: 'Zoom in', run: () => zoomBy(editor, 1) },
    { keys: '-', label: 'Zoom out', run: () => zoomBy(editor, -1) },
    { keys: '0', label: 'Zoom to 100 %', run: () => zoomTo(editor, 1) },
    { keys: '1', label: 'Fit all', run: () => fit(editor, 'all') },
    { keys: '2', label: 'Fit the selection', run: () => fit(editor, 'selection') },
  ];
}

function changing(editor: Editor): readonly Shortcut[] {
  const step = (keys: string, x: number, y: number): Shortcut => ({
    keys,
    label: 'Move',
    run: () => nudge(editor, { x, y }),
  });
  const far = 4 * GRID;
  return [
    { keys: 'N', label: 'Add a node after this one', run: () => openCreator(editor) },
    { keys: 'I', label: 'Insert on the wire', run: () => openCreator(editor) },
    { keys: 'L', label: 'Link to…', run: () => editor.openUi({ dialog: 'link' }) },
    { keys: 'Enter', label: 'Settings', run: () => focusSettings(editor) },
    { keys: 'F2', label: 'Rename', run: () => rename(editor) },
    { keys: 'Delete', label: 'Remove', run: () => removeSelected(editor, false) },
    { keys: 'Backspace', label: 'Remove', run: () => removeSelected(editor, false) },
    { keys: 'Mod+Delete', label: 'Remove and heal the wire', run: () => removeSelected(editor, true) },
    { keys: 'Mod+Backspace', label: 'Remove and heal the wire', run: () => removeSelected(editor, true) },
    { keys: 'Mod+D', label: 'Duplicate', run: () => duplicateSelected(editor) },
    { keys: 'S', label: 'Put a session around', run: () => wrapSelected(editor) },
    { keys: 'Shift+S', label: 'Take out of the session', run: () => freeSelected(editor) },
    step('Alt+ArrowLeft', -GRID, 0),
    step('Alt+ArrowRight', GRID, 0),
    step('Alt+ArrowUp', 0, -GRID),
    step('Alt+ArrowDown', 0, GRID),
    step('Alt+Shift+ArrowLeft', -far, 0),
    step('Alt+Shift+ArrowRight', far, 0),
    step('Alt+Shift+ArrowUp', 0, -far),
    step('Alt+Shift+ArrowDown', 0, far),
  ];
}

/** Not only in the canvas; fields keep the browser's own undo. */
function anywhere(editor: Editor): readonly Shortcut[] {
  return [
    { keys: 'Mod+Z', label: 'Undo', run: () => undo(editor) },
    { keys: 'Mod+Shift+Z', label: 'Redo', run: () => redo(editor) },
    { keys: 'Mod+Y', label: 'Redo', run: () => redo(editor) },
    { keys: 'Mod+F', label: 'Find on the canvas', run: () => editor.openUi({ isFinding: true }) },
    { keys: 'F8', label: 'Next problem', run: () => nextProblem(editor) },
    { keys: 'Alt+Shift+T', label: 'Tidy up', run: () => void tidyUp(editor) },
    { keys: 'Mod+Enter', label: 'Run', run: () => editor.openUi({ dialog: 'run' }), works: 'fields' },
    { keys: 'O', label: 'Outline', run: () => toggleOutline(editor) },
  ];
}

function toggleOutline(editor: Editor): void {
  editor.openUi({ side: editor.ui.get().side === 'outline' ? null : 'outline' });
}

function rename(editor: Editor): void {
  const node = selectedNode(editor.draft.get());
  if (node !== null) editor.openUi({ renaming: node.id });
}

/** Into the settings: to the first field. */
function focusSettings(editor: Editor): void {
  if (selectedNode(editor.draft.get()) === null) return;
  const panel = document.querySelector('[data-region="Settings"]');
  panel?.querySelector<HTMLElement>('[data-settings-body] :is(input, textarea, select, button)')?.focus();
}

function useHasFocus(wrapper: RefObject<HTMLElement | null>): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    const element = wrapper.current;
    if (element === null) return;
    const look = () => setHas(element.contains(document.activeElement));
    const later = () => requestAnimationFrame(look);
    element.addEventListener('focusin', look);
    element.addEventListener('focusout', later);
    element.focus({ preventScroll: true });
    return () => {
      element.removeEventListener('focusin', look);
      element.removeEventListener('focusout', later);
    };
  }, [wrapper]);
  return has;
}
