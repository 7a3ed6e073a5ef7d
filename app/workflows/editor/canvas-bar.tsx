'use client';
// The tools that float on the canvas: add, undo, view.
import { useStore as useFlowStore } from '@xyflow/react';
import { Maximize, Minus, Plus, Redo2, Search, Undo2, WandSparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { openCreator, redo, undo } from './canvas-commands.ts';
import { fit, tidyUp, zoomBy, zoomTo } from './canvas-view.ts';
import { useDraft, useEditor, useEditorUi } from './editor-store.ts';
import { FindBar } from './find-bar.tsx';

export function CanvasBar() {
  const editor = useEditor();
  const canUndo = useDraft((draft) => draft.past.length > 0);
  const canRedo = useDraft((draft) => draft.future.length > 0);
  const isFinding = useEditorUi((ui) => ui.isFinding);
  return (
    <>
      {editor.mayEdit && (
        <div className="pointer-events-none absolute top-3 left-3 z-10 flex gap-2">
          <Button
            className="pointer-events-auto"
            icon={<Plus className="size-4" aria-hidden />}
            trailing={<Kbd keys="N" className="ml-1" />}
            onClick={() => openCreator(editor)}
          >
            Add
          </Button>
        </div>
      )}
      {isFinding && <FindBar />}
      <div className="absolute bottom-3 left-3 z-10 flex gap-2">
        <Group>
          <IconButton
            size="sm"
            label="Zoom out"
            keys="-"
            icon={<Minus className="size-4" aria-hidden />}
            onClick={() => zoomBy(editor, -1)}
          />
          <ZoomPercent />
          <IconButton
            size="sm"
            label="Zoom in"
            keys="+"
            icon={<Plus className="size-4" aria-hidden />}
            onClick={() => zoomBy(editor, 1)}
          />
          <IconButton
            size="sm"
            label="Fit all"
            keys="1"
            icon={<Maximize className="size-4" aria-hidden />}
            onClick={() => fit(editor, 'all')}
          />
          <IconButton
            size="sm"
            label="Find"
            keys="Mod+F"
            icon={<Search className="size-4" aria-hidden />}
            onClick={() => editor.openUi({ isFinding: !isFinding })}
          />
        </Group>
        {editor.mayEdit && (
          <Group>
            <IconButton
              size="sm"
              label="Undo"
              keys="Mod+Z"
              disabled={!canUndo}
              icon={<Undo2 className="size-4" aria-hidden />}
              onClick={() => undo(editor)}
            />
            <IconButton
              size="sm"
              label="Redo"
              keys="Mod+Shift+Z"
              disabled={!canRedo}
              icon={<Redo2 className="size-4" aria-hidden />}
              onClick={() => redo(editor)}
            />
            <IconButton
              size="sm"
              label="Tidy up"
              keys="Alt+Shift+T"
              icon={<WandSparkles className="size-4" aria-hidden />}
              onClick={() => void tidyUp(editor)}
            />
          </Group>
        )}
      </div>
    </>
  );
}

function Group({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex items-center gap-0.5 rounded-lg border border-line bg-surface p-0.5 shadow-1">
      {children}
    </div>
  );
}

function ZoomPercent() {
  const editor = useEditor();
  // Inside of React Flow's provider only; a rounded number, so that panning draws nothing.
  const percent = useFlowStore((state) => Math.round(state.transform[2] * 100));
  return (
    <button
      type="button"
      className="tabular h-7 w-11 rounded-sm text-xs text-text-2 hover:bg-hover"
      title="Zoom to 100 %"
      onClick={() => zoomTo(editor, 1)}
    >
      {percent} %
    </button>
  );
}
