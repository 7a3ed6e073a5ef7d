import type { Design, DesignNode } from '@baton/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from './changes.ts';
import { copyNodes, duplicateNodes, pasteClip, readClip } from './clipboard.ts';
import { type Draft, type DraftAction, newDraft, reduceDraft, TYPING_PAUSE_MS } from './draft.ts';
import { addNode } from './edit-add.ts';
import { connect, removeAndHeal, removeElements } from './edit-graph.ts';
import { reparent, settle, wrapInSession } from './edit-groups.ts';
import { changeNodeId, moveNodes, renameNode, resizeNode, setConfig } from './edit-nodes.ts';
import { applyLayout } from './auto-layout.ts';
import { newNode } from './new-node.ts';
import { putNote, removeNote } from './notes.ts';

const empty: Design = { schema: 1, nodes: [], edges: [] };

function build(...kinds: DesignNode['kind'][]): Design {
  let design = empty;
  for (const [i, kind] of kinds.entries()) {
    const node = newNode(design, { kind, position: { x: i * 320, y: 0 } });
    const last = design.nodes.at(-1);
    const changes = addNode(
      design,
      node,
      last === undefined ? null : { kind: 'after', source: last.id, sourcePort: 'out' },
    );
    design = edited(newDraft(design), changes).design;
  }
  return design;
}

function edited(
  draft: Draft,
  changes: readonly Change[],
  more: Partial<Extract<DraftAction, { type: 'edit' }>> = {},
): Draft {
  return reduceDraft(draft, { type: 'edit', label: 'Edit', changes, atMs: 0, ...more });
}

describe('undo', () => {
  test('a removed node comes back with its edges, at its old place in the document', () => {
    const design = build('start', 'http', 'end');
    const draft = edited(newDraft(design), removeElements(design, { nodes: ['httpRequest'], edges: [] }));
    expect(draft.design.edges).toEqual([]);
    expect(JSON.stringify(reduceDraft(draft, { type: 'undo' }).design)).toBe(JSON.stringify(design));
  });

  test('a burst of typing is one step, a pause begins another', () => {
    const design = build('start', 'http');
    let draft = newDraft(design);
    const typed = (text: string, atMs: number) => {
      const changes = setConfig(draft.design, 'httpRequest', ['url'], text);
      draft = edited(draft, changes, { atMs, gesture: { key: 'typing url', pauseMs: TYPING_PAUSE_MS } });
    };
    typed('h', 0);
    typed('ht', 900);
    typed('htt', 1_800);
    expect(draft.past).toHaveLength(1);
    typed('http', 2_801);
    expect(draft.past).toHaveLength(2);
    expect(JSON.stringify(reduceDraft(reduceDraft(draft, { type: 'undo' }), { type: 'undo' }).design)).toBe(
      JSON.stringify(design),
    );
  });

  test('leaving the field ends the burst', () => {
    const design = build('start', 'http');
    const gesture = { key: 'typing', pauseMs: TYPING_PAUSE_MS };
    let draft = edited(newDraft(design), setConfig(design, 'httpRequest', ['url'], 'a'), { gesture });
    draft = reduceDraft(draft, { type: 'endGesture' });
    draft = edited(draft, setConfig(draft.design, 'httpRequest', ['url'], 'b'), { gesture });
    expect(draft.past).toHaveLength(2);
  });

  test('what was undone can be done again until something else is done', () => {
    const design = build('start', 'http');
    let draft = edited(newDraft(design), renameNode(design, 'start', 'Begin'));
    draft = reduceDraft(draft, { type: 'undo' });
    expect(reduceDraft(draft, { type: 'redo' }).design.nodes[0]?.name).toBe('Begin');
    draft = edited(draft, renameNode(draft.design, 'start', 'Other'));
    expect(draft.future).toHaveLength(0);
  });

  test('the first note leaves no trace when undone', () => {
    const draft = edited(newDraft(empty), putNote(empty, { id: 'n1', text: 'Hi', position: { x: 0, y: 0 } }));
    expect(draft.design.notes).toHaveLength(1);
    expect(JSON.stringify(reduceDraft(draft, { type: 'undo' }).design)).toBe(JSON.stringify(empty));
  });

  test('selecting is not a step', () => {
    const draft = reduceDraft(newDraft(build('start')), { type: 'select', nodes: ['start'] });
    expect(draft.past).toHaveLength(0);
    expect(draft.selection.nodes).toEqual(new Set(['start']));
  });
});

/** A random edit: numbers choose the command and what it is done to. */
const step = fc.tuple(fc.nat(15), fc.nat(1_000), fc.nat(1_000), fc.string({ maxLength: 8 }));
type Step = [number, number, number, string];
const kinds = ['start', 'http', 'human', 'branch', 'timer', 'session', 'transform', 'join', 'end'] as const;

function randomChanges(design: Design, [what, a, b, text]: Step): readonly Change[] {
  const one = design.nodes[a % Math.max(1, design.nodes.length)];
  const other = design.nodes[b % Math.max(1, design.nodes.length)];
  const edge = design.edges[b % Math.max(1, design.edges.length)];
  const kind = kinds[b % kinds.length] ?? 'http';
  const added = newNode(design, { kind, position: { x: a, y: b } });
  if (one === undefined || other === undefined) return addNode(design, added);
  const id = one.id;
  const ids = new Set([id, other.id]);
  const commands: readonly (() => readonly Change[])[] = [
    () => addNode(design, added, { kind: 'after', source: id, sourcePort: 'out' }),
    () => addNode(design, added, edge === undefined ? null : { kind: 'within', edgeId: edge.id }),
    () =>
      moveNodes(
        design,
        new Map([
          [id, { x: a, y: b }],
          [other.id, { x: b, y: a }],
        ]),
      ),
    () =>
      (a % 2 === 0 ? removeAndHeal : removeElements)(design, {
        nodes: [id],
        edges: edge === undefined ? [] : [edge.id],
      }),
    () => connect(design, { source: id, sourcePort: 'out', target: other.id, targetPort: 'in' }),
    () => renameNode(design, id, text),
    () => changeNodeId(design, id, `renamed${a}`),
    () => setConfig(design, id, ['outcomes'], ['approve', `o${a}`]),
    () =>
      setConfig(
        design,
        id,
        ['input', text, 'deep'],
        b % 3 === 0 ? undefined : `{{ nodes.${other.id}.output }}`,
      ),
    () => resizeNode(design, id, { width: 300 + a, height: 200 }),
    () => (a % 2 === 0 ? reparent : settle)(design, [id], other.kind === 'session' ? other.id : null),
    () => wrapInSession(design, [...ids]),
    () => duplicateNodes(design, ids).changes,
    () =>
      pasteClip(design, readClip(copyNodes(design, ids)) ?? { nodes: [], edges: [] }, { at: { x: a, y: b } })
        .changes,
    () => putNote(design, { id: `note${a % 3}`, text, position: { x: a, y: b } }),
    () =>
      a % 2 === 0
        ? removeNote(design, `note${b % 3}`)
        : applyLayout(design, new Map([[id, { x: b, y: a, width: 500, height: 300 }]])),
  ];
  return commands[what]?.() ?? [];
}

test('any sequence of edits undone gives the same bytes, and redone the same again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, inGestures) => {
      const initial = build('start', 'http', 'human', 'session', 'end');
      let draft = newDraft(initial);
      for (const [index, each] of steps.entries()) {
        const gesture = inGestures ? { key: `g${Math.floor(index / 3)}`, pauseMs: null } : undefined;
        draft = edited(draft, randomChanges(draft.design, each), gesture === undefined ? {} : { gesture });
      }
      const final = JSON.stringify(draft.design);
      const entries = draft.past.length;
      for (let i = 0; i < entries; i++) draft = reduceDraft(draft, { type: 'undo' });
      expect(JSON.stringify(draft.design)).toBe(JSON.stringify(initial));
      for (let i = 0; i < entries; i++) draft = reduceDraft(draft, { type: 'redo' });
      expect(JSON.stringify(draft.design)).toBe(final);
    }),
    { numRuns: 200 },
  );
});

test('no sequence of edits leaves an edge without its ends, two nodes with one id, or a node in a session that is gone', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let design = build('start', 'http', 'human', 'session', 'end');
      for (const each of steps) {
        design = edited(newDraft(design), randomChanges(design, each)).design;
        const ids = new Set(design.nodes.map((node) => node.id));
        expect(ids.size).toBe(design.nodes.length);
        for (const edge of design.edges)
          expect([ids.has(edge.source), ids.has(edge.target)]).toEqual([true, true]);
        for (const node of design.nodes)
          expect(node.parentId === undefined || ids.has(node.parentId)).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});
