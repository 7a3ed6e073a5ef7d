'use client';
// What a right click (or a long press) on a node of the run offers.
import { ContextMenu as Base } from '@base-ui/react/context-menu';
import { Info, RotateCcw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useMay } from '../../lib/me.tsx';
import { itemClass, popupClass } from '../../ui/menu.tsx';
import { RerunDialog } from './reset-dialog.tsx';
import { useNameOf, useRun, useRunView } from './run-store.ts';

interface CanvasMenuProps {
  /** Draws the canvas; told which node was clicked before the menu opens. */
  readonly children: (onNode: (id: string | null) => void) => ReactNode;
}

export function CanvasMenu({ children }: CanvasMenuProps) {
  const run = useRun();
  const nameOf = useNameOf();
  const mayRerun = useMay('runs.rerunFrom');
  const isPast = useRunView((view) => view.isPast);
  const [node, setNode] = useState<string | null>(null);
  const [rerun, setRerun] = useState<string | null>(null);
  const isReached = useRunView(({ state }) => node !== null && state.nodes.has(node));
  return (
    <>
      <Base.Root>
        <Base.Trigger className="h-full w-full">{children(setNode)}</Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="z-50" collisionPadding={8}>
            <Base.Popup className={node === null ? 'hidden' : popupClass}>
              {node !== null && (
                <>
                  <Base.Item className={itemClass} onClick={() => run.selected.set(node)}>
                    <Info className="text-text-3" /> Show {nameOf(node, node)}
                  </Base.Item>
                  {mayRerun && (
                    <Base.Item
                      className={itemClass}
                      disabled={!isReached || isPast}
                      onClick={() => setRerun(node)}
                    >
                      <RotateCcw className="text-text-3" /> Run again from here…
                    </Base.Item>
                  )}
                </>
              )}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {rerun !== null && <RerunDialog key={rerun} node={rerun} onClose={() => setRerun(null)} />}
    </>
  );
}
