'use client';
// The element of the canvas: known to the editor, and focused by a press on it. (React Flow keeps presses from moving the focus, which would
// leave the keys in the field that was left.)
import { useEffect, useRef } from 'react';
import { isField } from '../../lib/shortcuts.ts';
import type { Editor } from './editor-store.ts';

export function useCanvasElement(editor: Editor) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const canvas = element.current;
    if (canvas === null) return;
    editor.setCanvas(canvas);
    const onPress = (event: PointerEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target === null || isField(target) || target.closest('button, a') !== null) return;
      (target.closest<HTMLElement>('.react-flow__node') ?? canvas).focus({ preventScroll: true });
    };
    canvas.addEventListener('pointerdown', onPress);
    return () => {
      canvas.removeEventListener('pointerdown', onPress);
      editor.setCanvas(null);
    };
  }, [editor]);
  return element;
}
