'use client';
// The dialogs of the editor, one at a time.
import { StartRunDialog } from '../../ui/start-run-dialog.tsx';
import type { DesignDetail } from '../../../server/views/designs.ts';
import type { Autosave } from './autosave.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { useEditor, useEditorUi } from './editor-store.ts';
import { LinkDialog } from './link-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { VersionsDialog } from './versions-dialog.tsx';

interface EditorDialogsProps {
  readonly detail: DesignDetail;
  readonly autosave: Autosave;
}

export function EditorDialogs({ detail, autosave }: EditorDialogsProps) {
  const editor = useEditor();
  const dialog = useEditorUi((ui) => ui.dialog);
  const { designId, name, latestVersion } = detail;
  return (
    <>
      {dialog === 'link' && <LinkDialog />}
      {dialog === 'publish' && <PublishDialog autosave={autosave} latestVersion={latestVersion} />}
      {dialog === 'versions' && <VersionsDialog />}
      {latestVersion !== null && (
        <StartRunDialog
          open={dialog === 'run'}
          onOpenChange={() => editor.openUi({ dialog: null })}
          design={{ designId, name, version: latestVersion }}
        />
      )}
      <ConflictDialog autosave={autosave} name={name} />
    </>
  );
}
