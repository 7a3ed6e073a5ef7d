// Tidying up: the design as a graph for ELK, and its answer as one edit.
import type { Design, DesignNode } from '@baton/core';
import type { Change } from './changes.ts';
import { type Box, cardSize, GRID, portPlaces, SESSION_HEADER, SESSION_PADDING, snap } from './geometry.ts';
import { readingOrder } from './order.ts';
import { record } from './recorder.ts';

/** The part of ELK's graph that we use. */
export interface ElkGraph {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly layoutOptions?: Readonly<Record<string, string>>;
  readonly ports?: readonly ElkPort[];
  readonly children?: readonly ElkGraph[];
  readonly edges?: readonly {
    readonly id: string;
    readonly sources: readonly string[];
    readonly targets: readonly string[];
  }[];
}
interface ElkPort {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly layoutOptions: Readonly<Record<string, string>>;
}

/** ELK doesn't hand it down: said again for each session. */
const spacing = {
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.edgeNode': '24',
};

// Reading order is the order of the model, and ELK keeps it where it can: tidying up never swaps branches.
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  ...spacing,
  'elk.separateConnectedComponents': 'true',
  'elk.spacing.componentComponent': '64',
};

export function toElk(design: Design): ElkGraph {
  return {
    id: 'root',
    layoutOptions: options,
    children: readingOrder(design, null).map((node) => elkNode(design, node)),
    edges: design.edges.map((edge) => ({
      id: edge.id,
      sources: [`${edge.source}:out:${edge.sourcePort}`],
      targets: [`${edge.target}:in:${edge.targetPort}`],
    })),
  };
}

function elkNode(design: Design, node: DesignNode): ElkGraph {
  const inside = readingOrder(design, node.id);
  const size = node.kind === 'session' && inside.length > 0 ? { width: 320, height: 136 } : cardSize(node);
  const ports = portPlaces(node, size).map((place) => ({
    id: `${node.id}:${place.side}:${place.port}`,
    ...place.at,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': place.isError ? 'SOUTH' : place.side === 'in' ? 'WEST' : 'EAST' },
  }));
  if (inside.length === 0)
    return { id: node.id, ...size, ports, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' } };
  return {
    id: node.id,
    ...size,
    ports,
    children: inside.map((child) => elkNode(design, child)),
    layoutOptions: {
      ...spacing,
      'elk.portConstraints': 'FIXED_ORDER',
      'elk.nodeSize.constraints': 'MINIMUM_SIZE PORTS',
      'elk.nodeSize.minimum': '(320,136)',
      'elk.padding': `[top=${SESSION_HEADER + SESSION_PADDING},left=${SESSION_PADDING},bottom=${SESSION_PADDING},right=${SESSION_PADDING}]`,
    },
  };
}

/** Places by node id from ELK's answer, relative to the session that a node is in. */
export function fromElk(graph: ElkGraph): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  const collect = (node: ElkGraph) => {
    for (const child of node.children ?? []) {
      const { x = 0, y = 0, width = 0, height = 0 } = child;
      boxes.set(child.id, { x: snap(x), y: snap(y), width: snapUp(width), height: snapUp(height) });
      collect(child);
    }
  };
  collect(graph);
  return boxes;
}

/** Moves nodes to their places, and gives sessions their sizes; nodes that came or went meanwhile are left alone. */
export function applyLayout(design: Design, boxes: ReadonlyMap<string, Box>): readonly Change[] {
  const edit = record(design);
  for (const [id, box] of boxes) {
    const node = edit.node(id);
    if (node === undefined || isThere(node, box)) continue;
    const { x, y, width, height } = box;
    edit.putNode({
      ...node,
      position: { x, y },
      ...(node.kind === 'session' ? { size: { width, height } } : {}),
    });
  }
  return edit.changes();
}

function isThere({ kind, position, size }: DesignNode, box: Box): boolean {
  if (position.x !== box.x || position.y !== box.y) return false;
  return kind !== 'session' || (size?.width === box.width && size.height === box.height);
}

function snapUp(value: number): number {
  return Math.ceil(value / GRID) * GRID;
}
