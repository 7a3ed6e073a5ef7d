'use client';
// What can be done with the workflow as a whole.
import { Download, EllipsisVertical, History, Play, Rocket } from 'lucide-react';
import { useStore } from '../../canvas/store.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPCClient } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Badge } from '../../ui/status.tsx';
import type { DesignDetail } from '../../../server/views/designs.ts';
import { useEditor } from './editor-store.ts';

export function EditorActions({ detail }: { readonly detail: DesignDetail }) {
  const editor = useEditor();
  const mayStart = useMay('runs.start');
  const problems = useStore(editor.problems, (all) => all.length);
  const hasErrors = useStore(editor.problems, (all) => all.some((problem) => problem.severity === 'error'));
  const download = useDownload(detail);
  const { latestVersion } = detail;
  return (
    <>
      {problems > 0 && (
        <button
          type="button"
          className="rounded-full max-lg:hidden"
          onClick={() => editor.openUi({ side: 'problems' })}
        >
          <Badge tone={hasErrors ? 'failed' : 'waiting'}>
            {problems === 1 ? '1 problem' : `${String(problems)} problems`}
          </Badge>
        </button>
      )}
      <Menu trigger={<IconButton label="More" icon={<EllipsisVertical className="size-4" aria-hidden />} />}>
        <MenuItem icon={<History />} onSelect={() => editor.openUi({ dialog: 'versions' })}>
          Versions
        </MenuItem>
        <MenuItem icon={<Download />} onSelect={() => void download()}>
          Export as JSON
        </MenuItem>
      </Menu>
      {mayStart && (
        <Button
          icon={<Play className="size-3.5" aria-hidden />}
          disabled={latestVersion === null}
          title={latestVersion === null ? 'Publish it first' : `Run version ${String(latestVersion)}`}
          onClick={() => editor.openUi({ dialog: 'run' })}
        >
          Run
        </Button>
      )}
      {editor.mayEdit && (
        <Button
          variant="primary"
          icon={<Rocket className="size-3.5 max-sm:hidden" aria-hidden />}
          onClick={() => editor.openUi({ dialog: 'publish' })}
        >
          Publish
        </Button>
      )}
    </>
  );
}

function useDownload({ designId, name }: DesignDetail) {
  const client = useTRPCClient();
  return async () => {
    const bundle = await client.designs.export.query({ designId });
    const url = URL.createObjectURL(
      new Blob([JSON.stringify(bundle, null, 2)], { type: 'application/json' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name.replace(/[^\w-]+/g, '-').toLowerCase() || 'workflow'}.baton.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
}
