// Collects the changes of one command. Commands say what they want; the recorder knows the indexes.
import type { Design, DesignEdge, DesignNode } from '@baton/core';
import type { Change, DesignNote } from './changes.ts';

export interface Recorder {
  /** The design as the changes so far have left it. */
  readonly design: Design;
  readonly node: (id: string) => DesignNode | undefined;
  /** Inserts a node at the end, or replaces the one with its id. */
  readonly putNode: (node: DesignNode) => void;
  readonly removeNode: (id: string) => void;
  readonly putEdge: (edge: DesignEdge) => void;
  readonly removeEdge: (id: string) => void;
  readonly putNotes: (notes: readonly DesignNote[]) => void;
  readonly changes: () => readonly Change[];
}

/** A recorder over a design. The design itself is never changed. */
export function record(initial: Design): Recorder {
  const changes: Change[] = [];
  const nodes = listOf('nodes', initial.nodes, changes);
  const edges = listOf('edges', initial.edges, changes);
  return {
    get design() {
      return { ...initial, nodes: nodes.all(), edges: edges.all() };
    },
    node: nodes.get,
    putNode: nodes.put,
    removeNode: nodes.remove,
    putEdge: edges.put,
    removeEdge: edges.remove,
    putNotes: (notes) => changes.push({ list: 'notes', before: initial.notes, after: notes }),
    changes: () => changes,
  };
}

type Item = DesignNode | DesignEdge;

function listOf<T extends Item>(list: 'nodes' | 'edges', initial: readonly T[], changes: Change[]) {
  const items = [...initial];
  const byId = new Map(items.map((item) => [item.id, item]));
  const push = (index: number, before: T | null, after: T | null) =>
    changes.push({ list, index, before, after } as Change);
  return {
    all: () => [...items],
    get: (id: string) => byId.get(id),
    put: (item: T) => {
      const before = byId.get(item.id) ?? null;
      if (before === item) return;
      const index = before === null ? items.length : items.indexOf(before);
      push(index, before, item);
      items[index] = item;
      byId.set(item.id, item);
    },
    remove: (id: string) => {
      const before = byId.get(id);
      if (before === undefined) return;
      const index = items.indexOf(before);
      push(index, before, null);
      items.splice(index, 1);
      byId.delete(id);
    },
  };
}
