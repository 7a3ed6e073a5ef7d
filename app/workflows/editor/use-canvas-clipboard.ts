'use client';
// Copy, cut and paste by the browser's own events: no permission is asked, and other programs can take part.
import type { ClipboardEvent, KeyboardEvent, PointerEvent } from 'react';
import { useMemo } from 'react';
import type { Point } from '../../canvas/model/geometry.ts';
import { isField } from '../../lib/shortcuts.ts';
import { copySelected, paste, removeSelected } from './canvas-commands.ts';
import type { Editor } from './editor-store.ts';

export function useCanvasClipboard(editor: Editor) {
  return useMemo(() => {
    let pointer: Point | null = null;
    let withShift = false;
    const isTyping = (event: ClipboardEvent) => event.target instanceof Element && isField(event.target);
    const copy = (event: ClipboardEvent) => {
      if (isTyping(event) || !copySelected(editor, event.clipboardData)) return false;
      event.preventDefault();
      return true;
    };
    return {
      onPointerMove: (event: PointerEvent) => {
        pointer = { x: event.clientX, y: event.clientY };
      },
      onPointerLeave: () => {
        pointer = null;
      },
      onKeyDown: (event: KeyboardEvent) => {
        withShift = event.shiftKey;
      },
      onCopy: (event: ClipboardEvent) => void copy(event),
      onCut: (event: ClipboardEvent) => {
        if (copy(event)) removeSelected(editor, false);
      },
      onPaste: (event: ClipboardEvent) => {
        if (isTyping(event)) return;
        const at = pointer === null ? null : (editor.flow.current?.screenToFlowPosition(pointer) ?? null);
        const text = event.clipboardData.getData('text/plain');
        if (paste(editor, text, { at, keepIncoming: withShift })) event.preventDefault();
      },
    };
  }, [editor]);
}
