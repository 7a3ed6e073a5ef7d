// A design as a small drawing, from its own geometry: no canvas is mounted for it.
import type { Design } from '@baton/core';
import { kinds } from '../canvas/kinds.tsx';
import { boundsOf } from '../canvas/model/geometry.ts';
import { type Box, insideOf, portPlaces, positionOnCanvas, sizeOf } from '../canvas/model/geometry.ts';

interface Drawn extends Box {
  readonly id: string;
  readonly kind: keyof typeof kinds;
  readonly name: string;
}

export function DesignSketch({ design }: { readonly design: Design }) {
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const boxes = design.nodes.map((node): Drawn => {
    const size = sizeOf(node, insideOf(design, node.id));
    return { ...positionOnCanvas(node, byId), ...size, id: node.id, kind: node.kind, name: node.name };
  });
  if (boxes.length === 0) return null;
  const all = boundsOf(boxes);
  const view = `${String(all.x - 16)} ${String(all.y - 16)} ${String(all.width + 32)} ${String(all.height + 32)}`;
  const sorted = [...boxes].sort((a, b) => Number(b.kind === 'session') - Number(a.kind === 'session'));
  return (
    <svg
      viewBox={view}
      className="h-full w-full"
      role="img"
      aria-label={`${String(boxes.length)} nodes`}
      preserveAspectRatio="xMidYMid meet"
    >
      {sorted
        .filter((box) => box.kind === 'session')
        .map((box) => (
          <rect
            key={box.id}
            x={box.x}
            y={box.y}
            width={box.width}
            height={box.height}
            rx={14}
            className="fill-surface/50 stroke-line-strong"
            strokeWidth={2}
          />
        ))}
      {design.edges.map((edge) => (
        <path
          key={edge.id}
          d={wirePath(design, edge, boxes)}
          fill="none"
          className="stroke-text-3"
          strokeWidth={2.5}
        />
      ))}
      {sorted
        .filter((box) => box.kind !== 'session')
        .map((box) => (
          <SketchNode key={box.id} box={box} />
        ))}
    </svg>
  );
}

function SketchNode({ box }: { readonly box: Drawn }) {
  const { icon: Icon, shape } = kinds[box.kind];
  const radius = shape === 'card' ? 10 : shape === 'bar' ? 5 : box.height / 2;
  return (
    <g>
      <rect
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        rx={radius}
        className="fill-surface stroke-line-strong"
        strokeWidth={2}
      />
      <Icon
        x={box.x + 14}
        y={box.y + Math.min(box.height, 72) / 2 - 11}
        width={22}
        height={22}
        className="text-text-3"
        aria-hidden
      />
      <text
        x={box.x + 46}
        y={box.y + Math.min(box.height, 72) / 2 + 6}
        className="fill-text text-[18px] font-medium"
      >
        {cut(box.name, Math.floor((box.width - 56) / 9.5))}
      </text>
    </g>
  );
}

function cut(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

function wirePath(design: Design, edge: Design['edges'][number], boxes: readonly Drawn[]): string {
  const end = (id: string, port: string, side: 'in' | 'out') => {
    const box = boxes.find((candidate) => candidate.id === id);
    const node = design.nodes.find((candidate) => candidate.id === id);
    if (box === undefined || node === undefined) return null;
    const place = portPlaces(node, box).find(
      (candidate) => candidate.side === side && candidate.port === port,
    );
    return { x: box.x + (place?.at.x ?? 0), y: box.y + (place?.at.y ?? box.height / 2) };
  };
  const from = end(edge.source, edge.sourcePort, 'out');
  const to = end(edge.target, edge.targetPort, 'in');
  if (from === null || to === null) return '';
  const bend = Math.max(24, (to.x - from.x) / 2);
  return `M${String(from.x)},${String(from.y)} C${String(from.x + bend)},${String(from.y)} ${String(to.x - bend)},${String(to.y)} ${String(to.x)},${String(to.y)}`;
}
