'use client';
// All versions of a workflow: what was new, who published it, what still runs on it. Any can become the draft again.
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { Change } from '../../canvas/model/changes.ts';
import { replaceDesign } from '../../canvas/model/replace.ts';
import { messageOf } from '../../lib/api-error.ts';
import { counted } from '../../lib/counted.ts';
import { useTRPC, useTRPCClient } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Badge } from '../../ui/status.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { useEditor } from './editor-store.ts';

export function VersionsDialog() {
  const editor = useEditor();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const versions = useQuery(trpc.designs.versions.queryOptions({ designId: editor.designId }));
  const [error, setError] = useState<string | null>(null);
  const close = () => editor.openUi({ dialog: null });
  const restore = async (version: number) => {
    try {
      const { document } = await client.designs.version.query({ designId: editor.designId, version });
      editor.edit(
        { label: `Go back to version ${String(version)}`, select: [] },
        (design): readonly Change[] => replaceDesign(design, document),
      );
      close();
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      size="lg"
      title="Versions"
      description="Published versions never change. A run belongs to its version for life."
    >
      {error !== null && <Alert tone="failed" title={error} className="mb-3" />}
      {versions.isError && <Alert tone="failed" title={messageOf(versions.error)} />}
      {versions.isPending && <SkeletonRows rows={3} label="Reading the versions" />}
      {versions.data?.length === 0 && (
        <EmptyState icon={<History />} title="Not published yet">
          Publishing makes version 1.
        </EmptyState>
      )}
      <ol className="divide-y divide-line rounded-lg border border-line empty:hidden">
        {versions.data?.map((item, index) => (
          <li key={item.version} className="flex items-start gap-4 px-4 py-3">
            <span className="tabular w-10 shrink-0 text-sm font-semibold">v{item.version}</span>
            <div className="min-w-0 flex-1">
              <p className="text-sm text-text">
                {item.note === '' ? <span className="text-text-3">No note</span> : item.note}
              </p>
              <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-xs text-text-3">
                {item.publishedByName ?? 'Somebody'} · <RelativeTime atMs={item.publishedAtMs} />
                {item.openRuns > 0 && (
                  <Badge tone="running">
                    {item.openRuns === 1 ? '1 run' : `${counted(item.openRuns)} runs`} under way
                  </Badge>
                )}
              </p>
            </div>
            {index === 0 && <Badge tone="done">Latest</Badge>}
            {editor.mayEdit && (
              <Button size="sm" onClick={() => void restore(item.version)}>
                Use as draft
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
