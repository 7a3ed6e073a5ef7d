'use client';
// What nodes and edges need of the page they are on. It never changes while the page is open, so reading it draws nothing again;
// what does change is in stores.
import { createContext, use } from 'react';
import type { Attach } from './model/edit-add.ts';
import type { GlyphName } from '../ui/status.tsx';
import type { NodeLive } from './node-live.ts';
import { createStore, type ReadStore, type Store, useStore } from './store.ts';

export interface ProblemCount {
  readonly errors: number;
  readonly warnings: number;
}

export interface CanvasEdit {
  /** Opens the palette at an element. */
  readonly requestAdd: (attach: Attach, anchor: Element) => void;
  readonly resize: (
    id: string,
    box: { x: number; y: number; width: number; height: number },
    gesture: string,
  ) => void;
}

export interface CanvasServices {
  /** `null`: the design is only looked at. */
  readonly edit: CanvasEdit | null;
  readonly live: ReadStore<ReadonlyMap<string, NodeLive>> | null;
  readonly problems: ReadStore<ReadonlyMap<string, ProblemCount>>;
  readonly hoveredEdge: Store<string | null>;
  /** Where a wire in the hand may end; `null` while there is none. */
  readonly targets: Store<ReadonlySet<string> | null>;
  /** The session over which something is held. */
  readonly dropTarget: Store<string | null>;
}

const nothingLive: ReadStore<ReadonlyMap<string, NodeLive>> = createStore(new Map());
const CanvasContext = createContext<CanvasServices | null>(null);

export const CanvasProvider = CanvasContext;

export function useCanvas(): CanvasServices {
  const services = use(CanvasContext);
  if (services === null) throw new TypeError('A node was drawn outside of a canvas');
  return services;
}

export function useNodeLive(id: string): NodeLive | undefined {
  return useStore(useCanvas().live ?? nothingLive, (nodes) => nodes.get(id));
}
/** Whether a run is shown at all: then a node without state was not reached. */
export function useIsRun(): boolean {
  return useCanvas().live !== null;
}
/** The glyph that a node is tinted by; `undefined` in the editor. */
export function useShownState(id: string): GlyphName | undefined {
  const live = useNodeLive(id);
  const isRun = useIsRun();
  return isRun ? (live?.glyph ?? 'idle') : undefined;
}
export function useProblemCount(id: string): ProblemCount | undefined {
  return useStore(useCanvas().problems, (nodes) => nodes.get(id), sameCount);
}

function sameCount(a: ProblemCount | undefined, b: ProblemCount | undefined): boolean {
  return a?.errors === b?.errors && a?.warnings === b?.warnings;
}
