// What an edit did to a design, element by element, so that it can be undone to the byte.
//
// A change says where an element stood, what it was and what it is now: `before: null` is an insertion, `after: null` a removal.
// The inverse of an edit is therefore its changes in reverse order with `before` and `after` exchanged; nothing else is stored.
import type { Design, DesignEdge, DesignNode } from '@baton/core';

export type DesignNote = NonNullable<Design['notes']>[number];

interface Replaced<L extends string, T> {
  readonly list: L;
  readonly index: number;
  readonly before: T | null;
  readonly after: T | null;
}
export type ListChange = Replaced<'nodes', DesignNode> | Replaced<'edges', DesignEdge>;
/** Notes are few, and the whole list may be absent: it is replaced as one. */
export interface NotesChange {
  readonly list: 'notes';
  readonly before: readonly DesignNote[] | undefined;
  readonly after: readonly DesignNote[] | undefined;
}
export type Change = ListChange | NotesChange;

export function applyChanges(design: Design, changes: readonly Change[]): Design {
  if (changes.length === 0) return design;
  let next = design;
  const nodes = touches(changes, 'nodes') ? [...design.nodes] : design.nodes;
  const edges = touches(changes, 'edges') ? [...design.edges] : design.edges;
  for (const change of changes) {
    if (change.list === 'nodes') splice(nodes, change);
    else if (change.list === 'edges') splice(edges, change);
    else next = withNotes(next, change.after);
  }
  return { ...next, nodes, edges };
}

export function invert(changes: readonly Change[]): readonly Change[] {
  return changes
    .map((change) => ({ ...change, before: change.after, after: change.before }) as Change)
    .reverse();
}

/** The changes of two edits made as one gesture: what was only replaced twice is replaced once. */
export function mergeChanges(first: readonly Change[], second: readonly Change[]): readonly Change[] {
  const all = [...first, ...second];
  // With insertions or removals in between, indexes mean different elements: keep the steps as they are.
  if (all.some((change) => change.list === 'notes' || change.before === null || change.after === null))
    return all;
  const merged = new Map<string, Change>();
  for (const change of all) {
    if (change.list === 'notes') continue;
    const key = `${change.list} ${change.index}`;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? change : ({ ...earlier, after: change.after } as Change));
  }
  return [...merged.values()];
}

/** Ids of the nodes and edges that an edit touched and that still exist after it. */
export function touchedIds(changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) =>
    change.list === 'notes' || change.after === null ? [] : [change.after.id],
  );
}

function touches(changes: readonly Change[], list: Change['list']): boolean {
  return changes.some((change) => change.list === list);
}

function splice<T>(items: T[], change: { index: number; before: T | null; after: T | null }): void {
  const removed = change.before === null ? 0 : 1;
  if (change.after === null) items.splice(change.index, removed);
  else items.splice(change.index, removed, change.after);
}

function withNotes(design: Design, notes: readonly DesignNote[] | undefined): Design {
  const { notes: _old, ...rest } = design;
  if (notes === undefined) return rest;
  return design.notes === undefined ? { ...rest, notes: [...notes] } : { ...design, notes: [...notes] };
}
