// Copying and pasting, by way of plain JSON in the system's clipboard, so that it works across tabs, files and chats.
import { designEdge, designNode, type Design, type DesignEdge, type DesignNode } from '@baton/core';
import { z } from 'zod';
import type { Change } from './changes.ts';
import { keepInside } from './edit-nodes.ts';
import { putWire } from './edit-graph.ts';
import { mayBeInside } from './edit-groups.ts';
import { boundsOf, cardSize, type Point, positionOnCanvas, snapPoint } from './geometry.ts';
import { uniqueId } from './new-node.ts';
import { record } from './recorder.ts';
import { renameReferences, type Renames } from './references.ts';

const clip = z.object({
  $baton: z.literal(1),
  nodes: z.array(designNode).max(2_000),
  edges: z.array(designEdge).max(5_000),
});
export interface Clip {
  readonly nodes: readonly DesignNode[];
  readonly edges: readonly DesignEdge[];
}

/** What copying puts on the clipboard: the nodes (a session with its inside), their places on the canvas, the edges that touch them. */
export function copyNodes(design: Design, ids: ReadonlySet<string>): string {
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const chosen = design.nodes.filter(
    (node) => ids.has(node.id) || (node.parentId !== undefined && ids.has(node.parentId)),
  );
  const inside = new Set(chosen.map((node) => node.id));
  const nodes = chosen.map((node) => {
    if (node.parentId === undefined || inside.has(node.parentId)) return node;
    const { parentId: _outside, ...free } = node;
    return { ...free, position: positionOnCanvas(node, byId) };
  });
  const edges = design.edges.filter((edge) => inside.has(edge.target));
  return JSON.stringify({ $baton: 1, nodes, edges }, null, 1);
}

/** The nodes in a text from the clipboard; `null` if it's something else. */
export function readClip(text: string): Clip | null {
  if (!text.includes('"$baton"')) return null;
  const parsed = clip.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

export interface PasteOptions {
  /** Where the top left corner comes to be, on the canvas. */
  readonly at: Point;
  /** The session to paste into. */
  readonly parentId?: string;
  /** Also the edges that led to the copied nodes from others which still exist. */
  readonly keepIncoming?: boolean;
}
export interface Pasted {
  readonly changes: readonly Change[];
  /** The new ids of what was pasted. */
  readonly ids: readonly string[];
}

/** Inserts copies under new ids. Edges among them are kept, references among them rewritten. A second start isn't pasted. */
export function pasteClip(design: Design, source: Clip, options: PasteOptions): Pasted {
  const hasStart = design.nodes.some((node) => node.kind === 'start');
  const nodes = source.nodes.filter((node) => node.kind !== 'start' || !hasStart);
  if (nodes.length === 0) return { changes: [], ids: [] };
  const renames = newIds(design, nodes);
  const parent = design.nodes.find((node) => node.id === options.parentId);
  const shift = shiftTo(
    options.at,
    nodes.filter((node) => !isInside(node, renames)),
    parent,
  );
  const edit = record(design);
  for (const node of nodes) edit.putNode(placed(renameReferences(node, renames), renames, shift, parent?.id));
  for (const edge of source.edges) {
    const target = renames.get(edge.target);
    const from = renames.get(edge.source) ?? (options.keepIncoming === true ? edge.source : undefined);
    if (target !== undefined && from !== undefined) putWire(edit, { ...edge, source: from, target });
  }
  return { changes: edit.changes(), ids: [...renames.values()] };
}

export function duplicateNodes(design: Design, ids: ReadonlySet<string>): Pasted {
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const chosen = readClip(copyNodes(design, ids));
  const tops = design.nodes.filter((node) => ids.has(node.id));
  if (chosen === null || tops.length === 0) return { changes: [], ids: [] };
  const corner = boundsOf(tops.map((node) => ({ ...positionOnCanvas(node, byId), ...cardSize(node) })));
  const parents = new Set(tops.map((node) => node.parentId));
  const parentId = parents.size === 1 ? [...parents][0] : undefined;
  return pasteClip(design, chosen, {
    at: { x: corner.x + 32, y: corner.y + 32 },
    ...(parentId === undefined ? {} : { parentId }),
  });
}

function newIds(design: Design, nodes: readonly DesignNode[]): Renames {
  const taken = new Set(design.nodes.map((node) => node.id));
  const renames = new Map<string, string>();
  for (const node of nodes) {
    const id = uniqueId(node.id, taken);
    taken.add(id);
    renames.set(node.id, id);
  }
  return renames;
}

function shiftTo(at: Point, tops: readonly DesignNode[], parent: DesignNode | undefined): Point {
  const corner = boundsOf(tops.map((node) => ({ ...node.position, ...cardSize(node) })));
  const origin = parent?.position ?? { x: 0, y: 0 };
  return { x: at.x - corner.x - origin.x, y: at.y - corner.y - origin.y };
}

function isInside(node: DesignNode, renames: Renames): boolean {
  return node.parentId !== undefined && renames.has(node.parentId);
}

function placed(node: DesignNode, renames: Renames, shift: Point, into: string | undefined): DesignNode {
  const id = renames.get(node.id) ?? node.id;
  const { parentId, ...free } = node;
  const copiedParent = parentId === undefined ? undefined : renames.get(parentId);
  if (copiedParent !== undefined) return { ...free, id, parentId: copiedParent };
  const seen = snapPoint({ x: node.position.x + shift.x, y: node.position.y + shift.y });
  if (into === undefined || !mayBeInside(node)) return { ...free, id, position: seen };
  return { ...free, id, parentId: into, position: keepInside(seen) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
