'use client';
// An empty canvas says how to begin.
import { Plus } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { openCreator } from './canvas-create.ts';
import { useEditor } from './editor-store.ts';

export function EmptyCanvas() {
  const editor = useEditor();
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center">
      <EmptyState
        className="pointer-events-auto"
        title="An empty workflow"
        actions={
          editor.mayEdit && (
            <Button
              variant="primary"
              icon={<Plus className="size-4" aria-hidden />}
              onClick={() => openCreator(editor)}
            >
              Add the first node
            </Button>
          )
        }
      >
        Begin with a Start node. Press <Kbd keys="N" /> to add, or paste nodes copied from another workflow.
      </EmptyState>
    </div>
  );
}
