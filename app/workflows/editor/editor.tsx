'use client';
// The editor of one workflow: canvas, settings, outline, problems, saving, publishing.
import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import type { CanvasServices } from '../../canvas/canvas-context.tsx';
import { resizeNode } from '../../canvas/model/edit-nodes.ts';
import { createStore, useStore } from '../../canvas/store.ts';
import { useTRPC, useTRPCClient } from '../../lib/trpc.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import type { DesignDetail } from '../../../server/views/designs.ts';
import { offersOf } from '../settings/session-offers.ts';
import { SettingsPanel } from '../settings/settings-panel.tsx';
import { type Autosave, startAutosave } from './autosave.ts';
import { Creator } from './creator.tsx';
import { EditorActions } from './editor-actions.tsx';
import { EditorCanvas } from './editor-canvas.tsx';
import { EditorDialogs } from './editor-dialogs.tsx';
import { createEditor, type Editor, EditorProvider, useEditor } from './editor-store.ts';
import { forgetJournal, readJournal } from './journal.ts';
import { PhoneEditor } from './phone-editor.tsx';
import { countProblems, useProblems } from './problems.ts';
import { SaveMark } from './save-mark.tsx';
import { SidePanel, SideRail } from './side-panel.tsx';

interface EditorPageProps {
  readonly detail: DesignDetail;
  readonly mayEdit: boolean;
}

export function WorkflowEditor({ detail, mayEdit }: EditorPageProps) {
  const [editor] = useState(() => openEditor(detail, mayEdit));
  const [services] = useState(() => servicesFor(editor));
  const autosave = useAutosave(editor, detail);
  const trpc = useTRPC();
  const types = useQuery(trpc.activityTypes.list.queryOptions()).data;
  const known = useMemo(
    () =>
      types?.map(({ name, input, output }) => ({
        name,
        ...(input === null ? {} : { inputSchema: input }),
        ...(output === null ? {} : { outputSchema: output }),
      })),
    [types],
  );
  // Leases and counts move all the time; the offers behind them seldom do.
  const offers = useQuery({ ...trpc.workers.list.queryOptions(), select: offersOf }).data;
  useProblems(editor, known, offers);
  const title = detail.name;
  return (
    <EditorProvider value={editor}>
      <PageFrame
        full
        crumbs={[{ label: 'Workflows', href: '/workflows' }, { label: title }]}
        aside={mayEdit ? autosave && <SaveMark autosave={autosave} /> : <ReadOnlyMark />}
        actions={<EditorActions detail={detail} />}
      >
        <ReactFlowProvider>
          <div className="flex h-full min-h-0 max-md:hidden">
            <SideRail />
            <SidePanel />
            <div className="min-w-0 flex-1">
              <SplitPane
                label="Width of the settings"
                sized="end"
                initial={360}
                min={280}
                max={640}
                storeAs="editor-settings"
                first={<EditorCanvas services={services} />}
                second={<SettingsPanel />}
              />
            </div>
          </div>
          <PhoneEditor />
          <Creator activities={types ?? []} />
        </ReactFlowProvider>
        {autosave && <EditorDialogs detail={detail} autosave={autosave} />}
        <Announcer />
      </PageFrame>
    </EditorProvider>
  );
}

function ReadOnlyMark() {
  return <span className="text-xs text-text-3">You may look, not change</span>;
}

/** What was done, for those who don't see it. */
function Announcer() {
  const editor = useEditor();
  const text = useStore(editor.announcement, (said) => said);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}

/** With what a killed tab left behind: unsaved changes on the same revision go on where they were. */
function openEditor(detail: DesignDetail, mayEdit: boolean): Editor {
  const journal = mayEdit ? readJournal(detail.designId) : null;
  const goesOn = journal !== null && journal.revision === detail.revision;
  return createEditor(detail.designId, goesOn ? journal.design : detail.document, mayEdit);
}

function servicesFor(editor: Editor): CanvasServices {
  return {
    edit: editor.mayEdit
      ? {
          requestAdd: (attach, anchor) => {
            const box = anchor.getBoundingClientRect();
            editor.openUi({
              creator: { attach, anchor: { x: box.right + 8, y: box.top - 24 }, place: null },
            });
          },
          resize: (id, box, key) =>
            editor.edit({ label: 'Resize', gesture: { key, pauseMs: 500 } }, (design) =>
              resizeNode(design, id, { width: box.width, height: box.height }, { x: box.x, y: box.y }),
            ),
        }
      : null,
    live: null,
    problems: countProblems(editor),
    hoveredEdge: createStore<string | null>(null),
    targets: createStore<ReadonlySet<string> | null>(null),
    dropTarget: createStore<string | null>(null),
  };
}

function useAutosave(editor: Editor, detail: DesignDetail): Autosave | null {
  const client = useTRPCClient();
  const [autosave, setAutosave] = useState<Autosave | null>(null);
  const [opened] = useState(detail);
  useEffect(() => {
    const { designId } = editor;
    const save = startAutosave(
      editor,
      { revision: opened.revision, saved: opened.document },
      {
        save: (draft) => client.designs.saveDraft.mutate({ designId, ...draft }),
        read: () => client.designs.get.query({ designId }),
      },
    );
    const journal = readJournal(editor.designId);
    // Older than what the server has: somebody saved since, and that stands.
    if (journal !== null && journal.revision < opened.revision) forgetJournal(editor.designId);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it lives as long as this effect
    setAutosave(save);
    return save.stop;
  }, [client, editor, opened]);
  return autosave;
}
