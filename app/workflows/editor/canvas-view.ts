'use client';
// What the canvas shows: zoom, fit, tidying up. Of these only tidying up changes the draft.
import { tidy } from '../../canvas/layout/tidy.ts';
import { applyLayout } from '../../canvas/model/auto-layout.ts';
import type { Editor } from './editor-store.ts';

export function zoomBy(editor: Editor, direction: 1 | -1): void {
  const options = { duration: moveMs() };
  void (direction === 1 ? editor.flow.current?.zoomIn(options) : editor.flow.current?.zoomOut(options));
}
export function zoomTo(editor: Editor, zoom: number): void {
  void editor.flow.current?.zoomTo(zoom, { duration: moveMs() });
}
export function fit(editor: Editor, what: 'all' | 'selection'): void {
  const { selection } = editor.draft.get();
  const nodes =
    what === 'selection' && selection.nodes.size > 0 ? [...selection.nodes].map((id) => ({ id })) : undefined;
  void editor.flow.current?.fitView({
    ...(nodes === undefined ? {} : { nodes }),
    maxZoom: 1,
    padding: 0.18,
    duration: moveMs(),
  });
}

/** Lays out the whole draft, as one step to undo. If it was changed meanwhile, what is still there is laid out. */
export async function tidyUp(editor: Editor): Promise<void> {
  if (!editor.mayEdit) return;
  editor.announcement.set('Tidying up…');
  try {
    const boxes = await tidy(editor.draft.get().design);
    editor.edit({ label: 'Tidy up' }, (design) => applyLayout(design, boxes));
    editor.announcement.set('Tidied up');
    requestAnimationFrame(() => fit(editor, 'all'));
  } catch (error) {
    editor.announcement.set(error instanceof Error ? error.message : 'It could not be tidied up.');
  }
}

function moveMs(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160;
}
