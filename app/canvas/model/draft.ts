// The draft in the editor: one reducer over the design, with a command log.
//
// Each entry of the log is one gesture. `past` ends with the latest entry; undoing moves it to `future`. An edit with the same `gesture` as the
// latest entry, made soon enough after it, joins that entry (a drag, a burst of typing, a burst of nudges). Selection is
// beside the log: undoing never changes what the person is looking at, except to show what was undone.
import type { Design } from '@baton/core';
import { applyChanges, type Change, invert, mergeChanges, touchedIds } from './changes.ts';

/** A pause longer than this ends a burst of typing in one field. */
export const TYPING_PAUSE_MS = 1_000;
/** A pause longer than this ends a burst of nudges by the arrow keys. */
export const NUDGE_PAUSE_MS = 500;
/** A person does not undo further than this; it bounds the memory of a day's work. */
const MAX_ENTRIES = 500;

export interface Gesture {
  /** The same for all edits of the gesture, e.g. `drag 7` or `typing a/config.url`. */
  readonly key: string;
  /** `null`: however long it takes. */
  readonly pauseMs: number | null;
}

export interface Entry {
  /** What was done, for people: `Move Charge card`. */
  readonly label: string;
  readonly changes: readonly Change[];
  readonly gesture: Gesture | null;
  readonly atMs: number;
}

export interface Selection {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}
export const nothingSelected: Selection = { nodes: new Set(), edges: new Set() };

export interface Draft {
  readonly design: Design;
  readonly past: readonly Entry[];
  readonly future: readonly Entry[];
  readonly selection: Selection;
  /** What undo or redo just changed, to be brought into view; counts up so that the same ids flash again. */
  readonly shown: { readonly ids: readonly string[]; readonly count: number };
}

export type DraftAction =
  | {
      readonly type: 'edit';
      readonly label: string;
      readonly changes: readonly Change[];
      readonly gesture?: Gesture;
      readonly atMs: number;
      /** Selected afterwards. */
      readonly select?: readonly string[];
    }
  /** Nothing joins the latest entry any more: the field lost focus, the pointer was released. */
  | { readonly type: 'endGesture' }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'select'; readonly nodes: readonly string[]; readonly edges?: readonly string[] }
  /** Another document: loaded, or taken from the server after a conflict. */
  | { readonly type: 'load'; readonly design: Design };

export function newDraft(design: Design): Draft {
  return { design, past: [], future: [], selection: nothingSelected, shown: { ids: [], count: 0 } };
}

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'edit':
      return edit(draft, action);
    case 'endGesture':
      return endGesture(draft);
    case 'undo':
      return undo(draft);
    case 'redo':
      return redo(draft);
    case 'select':
      return select(draft, new Set(action.nodes), new Set(action.edges ?? []));
    case 'load':
      return { ...newDraft(action.design), shown: { ids: [], count: draft.shown.count + 1 } };
  }
}

function edit(draft: Draft, action: Extract<DraftAction, { type: 'edit' }>): Draft {
  const { label, changes, atMs } = action;
  if (changes.length === 0)
    return action.select === undefined ? draft : select(draft, new Set(action.select), new Set());
  const gesture = action.gesture ?? null;
  const last = draft.past.at(-1);
  const joins = last !== undefined && draft.future.length === 0 && joinsGesture(last, gesture, atMs);
  const entry: Entry = joins
    ? { ...last, changes: mergeChanges(last.changes, changes), atMs }
    : { label, changes, gesture, atMs };
  const past = joins ? draft.past.slice(0, -1) : draft.past;
  const design = applyChanges(draft.design, changes);
  const kept = keepExisting(draft.selection, design, changes);
  return {
    ...draft,
    design,
    past: [...past, entry].slice(-MAX_ENTRIES),
    future: [],
    selection: action.select === undefined ? kept : { nodes: new Set(action.select), edges: new Set() },
  };
}

function joinsGesture(last: Entry, gesture: Gesture | null, atMs: number): boolean {
  if (last.gesture === null || last.gesture.key !== gesture?.key) return false;
  return gesture.pauseMs === null || atMs - last.atMs <= gesture.pauseMs;
}

function endGesture(draft: Draft): Draft {
  const last = draft.past.at(-1);
  if (last === undefined || last.gesture === null) return draft;
  return { ...draft, past: [...draft.past.slice(0, -1), { ...last, gesture: null }] };
}

function undo(draft: Draft): Draft {
  const entry = draft.past.at(-1);
  if (entry === undefined) return draft;
  const closed: Entry = { ...entry, gesture: null };
  return travel(draft, invert(entry.changes), {
    past: draft.past.slice(0, -1),
    future: [closed, ...draft.future],
  });
}

function redo(draft: Draft): Draft {
  const entry = draft.future[0];
  if (entry === undefined) return draft;
  return travel(draft, entry.changes, { past: [...draft.past, entry], future: draft.future.slice(1) });
}

function travel(draft: Draft, changes: readonly Change[], log: Pick<Draft, 'past' | 'future'>): Draft {
  const design = applyChanges(draft.design, changes);
  return {
    ...draft,
    ...log,
    design,
    selection: keepExisting(draft.selection, design, changes),
    shown: { ids: [...new Set(touchedIds(changes))], count: draft.shown.count + 1 },
  };
}

/** Replacing keeps the selection; only after a removal does it have to be looked through. */
function keepExisting(selection: Selection, design: Design, changes: readonly Change[]): Selection {
  if (!changes.some((change) => change.list !== 'notes' && change.after === null)) return selection;
  const nodes = new Set(design.nodes.map((node) => node.id).filter((id) => selection.nodes.has(id)));
  const edges = new Set(design.edges.map((edge) => edge.id).filter((id) => selection.edges.has(id)));
  return { nodes, edges };
}

function select(draft: Draft, nodes: ReadonlySet<string>, edges: ReadonlySet<string>): Draft {
  if (sameSet(nodes, draft.selection.nodes) && sameSet(edges, draft.selection.edges)) return draft;
  return { ...draft, selection: { nodes, edges } };
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
