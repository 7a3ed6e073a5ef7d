'use client';
// On a phone the outline is the editor: select, and the settings come from below.
import { Plus } from 'lucide-react';
import { kinds } from '../../canvas/kinds.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SettingsPanel } from '../settings/settings-panel.tsx';
import { openCreator } from './canvas-create.ts';
import { selectedNode, useDraft, useEditor } from './editor-store.ts';
import { Outline } from './outline.tsx';
import { useIsPhone } from '../../canvas/use-is-phone.ts';

export function PhoneEditor() {
  const editor = useEditor();
  const isPhone = useIsPhone();
  const node = useDraft(selectedNode);
  if (!isPhone) return null;
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Outline />
      </div>
      {editor.mayEdit && (
        <div className="border-t border-line bg-surface p-3">
          <Button
            className="w-full"
            icon={<Plus className="size-4" aria-hidden />}
            onClick={() => openCreator(editor)}
          >
            Add a node
          </Button>
        </div>
      )}
      <Dialog
        open={node !== null}
        onOpenChange={() => editor.dispatch({ type: 'select', nodes: [] })}
        title={node === null ? '' : kinds[node.kind].word}
      >
        <div className="-mx-5 -mb-5">
          <SettingsPanel />
        </div>
      </Dialog>
    </div>
  );
}
