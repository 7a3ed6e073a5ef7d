'use client';
// Zoom and fit, for every canvas. Inside of React Flow only.
import { useReactFlow, useStore as useFlowStore } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/icon-button.tsx';

export function ViewBar({ children }: { readonly children?: ReactNode }) {
  const flow = useReactFlow();
  const duration = 160;
  return (
    <div className="absolute bottom-3 left-3 z-10 flex gap-2">
      <ToolGroup>
        <IconButton
          size="sm"
          label="Zoom out"
          keys="-"
          icon={<Minus className="size-4" aria-hidden />}
          onClick={() => void flow.zoomOut({ duration })}
        />
        <ZoomPercent onReset={() => void flow.zoomTo(1, { duration })} />
        <IconButton
          size="sm"
          label="Zoom in"
          keys="+"
          icon={<Plus className="size-4" aria-hidden />}
          onClick={() => void flow.zoomIn({ duration })}
        />
        <IconButton
          size="sm"
          label="Fit all"
          keys="1"
          icon={<Maximize className="size-4" aria-hidden />}
          onClick={() => void flow.fitView({ maxZoom: 1, padding: 0.12, duration })}
        />
      </ToolGroup>
      {children}
    </div>
  );
}

export function ToolGroup({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex items-center gap-0.5 rounded-lg border border-line bg-surface p-0.5 shadow-1">
      {children}
    </div>
  );
}

/** A rounded number, so that panning draws nothing. */
function ZoomPercent({ onReset }: { readonly onReset: () => void }) {
  const percent = useFlowStore((state) => Math.round(state.transform[2] * 100));
  return (
    <button
      type="button"
      className="tabular h-7 w-11 rounded-sm text-xs text-text-2 hover:bg-hover"
      title="Zoom to 100 %"
      onClick={onReset}
    >
      {percent} %
    </button>
  );
}
