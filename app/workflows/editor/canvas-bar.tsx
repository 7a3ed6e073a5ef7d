'use client';
// The tools that float on the canvas: add, view, undo.
import { Plus, Redo2, Search, Undo2, WandSparkles } from 'lucide-react';
import { ToolGroup, ViewBar } from '../../canvas/view-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { redo, undo } from './canvas-commands.ts';
import { openCreator } from './canvas-create.ts';
import { tidyUp } from './canvas-view.ts';
import { useDraft, useEditor, useEditorUi } from './editor-store.ts';
import { FindBar } from './find-bar.tsx';

export function CanvasBar() {
  const editor = useEditor();
  const canUndo = useDraft((draft) => draft.past.at(-1)?.label ?? null);
  const canRedo = useDraft((draft) => draft.future[0]?.label ?? null);
  const isFinding = useEditorUi((ui) => ui.isFinding);
  return (
    <>
      {editor.mayEdit && (
        <div className="absolute top-3 left-3 z-10">
          <Button
            icon={<Plus className="size-4" aria-hidden />}
            trailing={<Kbd keys="N" className="ml-1" />}
            onClick={() => openCreator(editor)}
          >
            Add
          </Button>
        </div>
      )}
      {isFinding && <FindBar />}
      <ViewBar>
        <ToolGroup>
          <IconButton
            size="sm"
            label="Find"
            keys="Mod+F"
            icon={<Search className="size-4" aria-hidden />}
            onClick={() => editor.openUi({ isFinding: !isFinding })}
          />
          {editor.mayEdit && (
            <>
              <IconButton
                size="sm"
                label={canUndo === null ? 'Undo' : `Undo: ${canUndo}`}
                keys="Mod+Z"
                disabled={canUndo === null}
                icon={<Undo2 className="size-4" aria-hidden />}
                onClick={() => undo(editor)}
              />
              <IconButton
                size="sm"
                label={canRedo === null ? 'Redo' : `Redo: ${canRedo}`}
                keys="Mod+Shift+Z"
                disabled={canRedo === null}
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
            </>
          )}
        </ToolGroup>
      </ViewBar>
    </>
  );
}
