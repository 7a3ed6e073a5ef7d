// Sizes and places of what is drawn, without React: the canvas, the layout, the alignment and the tests share them.
import type { Design, DesignNode, NodeKind } from '@baton/core';
import { portsOf } from './ports.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Point, Size {}

export const GRID = 8;
/** Between a node and the one that follows it. */
export const GAP = { x: 72, y: 40 } as const;
export const SESSION_HEADER = 40;
export const SESSION_PADDING = 24;
const PORT_ROW = 24;
/** Above the rows of a card's ports. */
export const CARD_HEAD = 56;

const baseSizes: Readonly<Record<NodeKind, Size>> = {
  start: { width: 144, height: 48 },
  activity: { width: 240, height: 72 },
  http: { width: 240, height: 72 },
  human: { width: 240, height: 72 },
  timer: { width: 192, height: 56 },
  signal: { width: 192, height: 56 },
  branch: { width: 240, height: 72 },
  parallel: { width: 136, height: 48 },
  join: { width: 136, height: 48 },
  session: { width: 400, height: 200 },
  transform: { width: 208, height: 56 },
  fail: { width: 144, height: 48 },
  end: { width: 144, height: 48 },
};

/** The size of a node that holds nothing. Pills grow with their name, cards by a row for each labelled port. */
export function cardSize(node: DesignNode): Size {
  const base = baseSizes[node.kind];
  if (node.kind === 'session') return node.size ?? base;
  if (pills.has(node.kind)) return { width: pillWidth(node.name, base.width), height: base.height };
  const rows = labelledPorts(node).length;
  if (rows === 0) return base;
  return { width: base.width, height: Math.max(base.height, CARD_HEAD + rows * PORT_ROW + GRID) };
}

const pills: ReadonlySet<NodeKind> = new Set(['start', 'end', 'fail', 'parallel', 'join']);
/** Icon, state and padding of a pill, and an average letter of its name at 13 px. */
const PILL_FRAME = 96;
const LETTER = 7.2;
const PILL_MAX = 240;

function pillWidth(name: string, least: number): number {
  const wanted = Math.ceil((PILL_FRAME + name.length * LETTER) / GRID) * GRID;
  return Math.min(PILL_MAX, Math.max(least, wanted));
}

/** The size of any node; a session encloses its inside, whatever size it was given. */
export function sizeOf(node: DesignNode, inside: readonly DesignNode[] = []): Size {
  const own = cardSize(node);
  if (inside.length === 0) return own;
  const right = Math.max(...inside.map((child) => child.position.x + cardSize(child).width));
  const bottom = Math.max(...inside.map((child) => child.position.y + cardSize(child).height));
  return {
    width: Math.max(own.width, right + SESSION_PADDING),
    height: Math.max(own.height, bottom + SESSION_PADDING),
  };
}

export function insideOf(design: Design, sessionId: string): readonly DesignNode[] {
  return design.nodes.filter((node) => node.parentId === sessionId);
}

export function positionOnCanvas(node: DesignNode, byId: ReadonlyMap<string, DesignNode>): Point {
  const parent = node.parentId === undefined ? undefined : byId.get(node.parentId);
  if (parent === undefined) return node.position;
  return { x: parent.position.x + node.position.x, y: parent.position.y + node.position.y };
}

export interface PortPlace {
  readonly port: string;
  readonly label: string | null;
  readonly side: 'in' | 'out';
  /** Drawn at the bottom, dashed: where failures go. */
  readonly isError: boolean;
  /** The middle of the port, from the node's top left corner. */
  readonly at: Point;
}

/** Where the ports of a node of this size are: one in or out in the middle, several as rows, the error port at the bottom. */
export function portPlaces(node: DesignNode, size: Size): readonly PortPlace[] {
  const { inputs, outputs } = portsOf(node);
  const rows = labelledPorts(node);
  const middle = rows.length > 0 || node.kind === 'session' ? CARD_HEAD / 2 : size.height / 2;
  return [
    ...inputs.map((port): PortPlace => ({ ...port, side: 'in', at: { x: 0, y: middle } })),
    ...outputs.map((port): PortPlace => {
      if (port.isError) return { ...port, side: 'out', at: { x: size.width - 40, y: size.height } };
      const row = rows.findIndex((labelled) => labelled.port === port.port);
      const y = row < 0 ? middle : CARD_HEAD + row * PORT_ROW + PORT_ROW / 2;
      return { ...port, side: 'out', at: { x: size.width, y } };
    }),
  ];
}

/** A single way on needs no word beside it; choices do. */
function labelledPorts(node: DesignNode) {
  const choices = portsOf(node).outputs.filter((port) => !port.isError);
  return choices.length > 1 ? choices : [];
}

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
export function snapPoint(point: Point): Point {
  return { x: snap(point.x), y: snap(point.y) };
}
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The smallest box around all. */
export function boundsOf(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
