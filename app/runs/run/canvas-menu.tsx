'use client';
// What a right click (or a long press) on a node of the run offers.
import { ContextMenu as Base } from '@base-ui/react/context-menu';
import { Info, RotateCcw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useMay } from '../../lib/me.tsx';
import { itemClass, popupClass } from '../../ui/menu.tsx';
import { RerunDialog } from './reset-dialog.tsx';
import { useNameOf, useRun, useRunView } from './run-store.ts';

export function CanvasMenu({ children }: { readonly children: ReactNode }) {
  const [node, setNode] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [rerun, setRerun] = useState<string | null>(null);
  // Only a node has a menu.
  const onOpenChange = (next: boolean, { event }: { readonly event: Event }): void => {
    const under = nodeUnder(event.target);
    if (next) setNode(under);
    setOpen(next && under !== null);
  };
  return (
    <>
      <Base.Root open={isOpen} onOpenChange={onOpenChange}>
        <Base.Trigger className="h-full w-full">{children}</Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="z-50" collisionPadding={8}>
            <Base.Popup className={popupClass}>
              {node !== null && <Items node={node} onRerun={() => setRerun(node)} />}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {rerun !== null && <RerunDialog key={rerun} node={rerun} onClose={() => setRerun(null)} />}
    </>
  );
}

function Items({ node, onRerun }: { readonly node: string; readonly onRerun: () => void }) {
  const run = useRun();
  const nameOf = useNameOf();
  const mayRerun = useMay('runs.rerunFrom');
  const isPast = useRunView((view) => view.isPast);
  const isReached = useRunView(({ state }) => state.nodes.has(node));
  return (
    <>
      <Base.Item className={itemClass} onClick={() => run.selected.set(node)}>
        <Info className="text-text-3" aria-hidden /> Show {nameOf(node, node)}
      </Base.Item>
      {mayRerun && (
        <Base.Item className={itemClass} disabled={!isReached || isPast} onClick={onRerun}>
          <RotateCcw className="text-text-3" aria-hidden /> Run again from here…
        </Base.Item>
      )}
    </>
  );
}

/** React Flow writes the id of a node on its element. */
function nodeUnder(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
}
