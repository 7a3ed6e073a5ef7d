import type { Design, DesignNode } from '@baton/core';
import { describe, expect, test } from 'vitest';
import { applyChanges, type Change } from './changes.ts';
import { copyNodes, duplicateNodes, pasteClip, readClip } from './clipboard.ts';
import { completionsFor, matching, typingAt } from './completions.ts';
import { nothingSelected } from './draft.ts';
import { addNode } from './edit-add.ts';
import { connect, removeAndHeal } from './edit-graph.ts';
import { settle, wrapInSession } from './edit-groups.ts';
import { changeNodeId, moveNodes, setConfig } from './edit-nodes.ts';
import { createFlow } from './flow.ts';
import { positionOnCanvas } from './geometry.ts';
import { fromElk, toElk } from './auto-layout.ts';
import { newNode, uniqueId } from './new-node.ts';
import { outlineOf } from './order.ts';
import { wireProblem } from './wiring.ts';

const wireId = (source: string, target: string, port = 'out') => `${source}.${port}-${target}.in`;
const edge = (source: string, target: string, sourcePort = 'out') => ({
  id: wireId(source, target, sourcePort),
  source,
  sourcePort,
  target,
  targetPort: 'in',
});
const node = (id: string, kind: DesignNode['kind'], more: Partial<DesignNode> = {}): DesignNode =>
  ({
    ...newNode({ schema: 1, nodes: [], edges: [] }, { kind, position: { x: 0, y: 0 } }),
    id,
    ...more,
  }) as DesignNode;
const design = (nodes: DesignNode[], edges: Design['edges'] = []): Design => ({ schema: 1, nodes, edges });
const after = (of: Design, changes: readonly Change[]) => applyChanges(of, changes);
const line = design(
  [
    node('start', 'start'),
    node('a', 'http', { position: { x: 200, y: 0 } }),
    node('end', 'end', { position: { x: 500, y: 0 } }),
  ],
  [edge('start', 'a'), edge('a', 'end')],
);

describe('wiring', () => {
  test('a node put into a wire takes it over, and what follows makes room', () => {
    const added = node('b', 'timer', { position: { x: 500, y: 0 } });
    const next = after(line, addNode(line, added, { kind: 'within', edgeId: wireId('a', 'end') }));
    expect(next.edges.map(({ source, target }) => [source, target])).toEqual([
      ['start', 'a'],
      ['a', 'b'],
      ['b', 'end'],
    ]);
    expect(next.nodes.find(({ id }) => id === 'end')?.position.x).toBeGreaterThan(692);
    expect(next.nodes.find(({ id }) => id === 'a')?.position.x).toBe(200);
  });

  test('a node added after a port that leads on already comes in between', () => {
    const next = after(
      line,
      addNode(line, node('b', 'http'), { kind: 'after', source: 'a', sourcePort: 'out' }),
    );
    expect(next.edges.map(({ source, target }) => [source, target])).toContainEqual(['b', 'end']);
  });

  test('removing with healing joins what was before to what came after', () => {
    const next = after(line, removeAndHeal(line, { nodes: ['a'], edges: [] }));
    expect(next.edges).toEqual([edge('start', 'end')]);
  });

  test.each([
    [
      'a loop',
      { source: 'a', sourcePort: 'error', target: 'a', targetPort: 'in' },
      'A node can’t follow itself.',
    ],
    [
      'into the start',
      { source: 'a', sourcePort: 'error', target: 'start', targetPort: 'in' },
      'Nothing can lead to Start.',
    ],
    [
      'out of a port that is not there',
      { source: 'a', sourcePort: 'nope', target: 'end', targetPort: 'in' },
      /no such way out/,
    ],
    [
      'a second wire from one port',
      { source: 'start', sourcePort: 'out', target: 'end', targetPort: 'in' },
      /Parallel/,
    ],
  ])('refuses %s', (_what, wire, reason) => {
    expect(wireProblem(line, wire)).toMatch(reason);
    expect(connect(line, wire)).toEqual([]);
  });

  test('a wire across the border of a session is refused', () => {
    const mixed = design([node('s', 'session'), node('a', 'http', { parentId: 's' }), node('b', 'http')]);
    expect(wireProblem(mixed, edge('a', 'b'))).toMatch(/border/);
  });

  test('a renamed outcome keeps its wire, a removed one loses it', () => {
    const human = design([node('h', 'human'), node('end', 'end')], [edge('h', 'end', 'approve')]);
    const renamed = after(human, setConfig(human, 'h', ['outcomes', 0], 'accept'));
    expect(renamed.edges).toEqual([edge('h', 'end', 'accept')]);
    expect(after(renamed, setConfig(renamed, 'h', ['outcomes'], ['reject'])).edges).toEqual([]);
  });
});

describe('sessions', () => {
  const inTheMiddle = design(
    [node('start', 'start'), node('a', 'http', { position: { x: 304, y: 104 } }), node('end', 'end')],
    [edge('start', 'a'), edge('a', 'end')],
  );

  test('wrapping leaves a node where it is seen, and leads the wires to the session', () => {
    const next = after(inTheMiddle, wrapInSession(inTheMiddle, ['a', 'start']));
    const session = next.nodes.find(({ kind }) => kind === 'session');
    const inner = next.nodes.find(({ id }) => id === 'a');
    expect(inner?.parentId).toBe(session?.id);
    expect(positionOnCanvas(inner!, new Map(next.nodes.map((each) => [each.id, each])))).toEqual({
      x: 304,
      y: 104,
    });
    expect(next.edges.map(({ source, target }) => [source, target])).toEqual([
      ['start', 'session'],
      ['session', 'end'],
    ]);
  });

  test('a node let go over a session belongs to it, and out of it no more', () => {
    const apart = design([
      node('s', 'session', { position: { x: 100, y: 100 } }),
      node('a', 'http', { position: { x: 164, y: 196 } }),
    ]);
    const inside = after(apart, settle(apart, ['a'], 's'));
    expect(inside.nodes[1]).toMatchObject({ parentId: 's', position: { x: 64, y: 96 } });
    const outside = after(inside, settle(inside, ['a'], null));
    expect(outside.nodes[1]).toEqual(apart.nodes[1]);
  });

  test('the start and the end stay outside', () => {
    const apart = design([node('s', 'session'), node('end', 'end')]);
    expect(settle(apart, ['end'], 's')).toEqual([]);
  });
});

describe('the clipboard', () => {
  const source = design(
    [
      node('start', 'start'),
      node('a', 'http', { position: { x: 96, y: 96 } }),
      node('b', 'transform', {
        position: { x: 400, y: 96 },
        config: {
          output: { sum: '{{ nodes.a.output.body }}', text: 'nodes.a', other: '{{ nodes["start"].output }}' },
        },
      }),
    ],
    [edge('start', 'a'), edge('a', 'b')],
  );

  test('copies get new ids, keep the wires among them, and refer to each other', () => {
    const clip = readClip(copyNodes(source, new Set(['a', 'b'])));
    const { changes, ids } = pasteClip(source, clip ?? { nodes: [], edges: [] }, { at: { x: 0, y: 800 } });
    const next = after(source, changes);
    expect(ids).toEqual(['a2', 'b2']);
    expect(next.edges.at(-1)).toEqual(edge('a2', 'b2'));
    expect(next.nodes.at(-1)?.config).toEqual({
      output: { sum: '{{ nodes.a2.output.body }}', text: 'nodes.a', other: '{{ nodes["start"].output }}' },
    });
    expect(next.nodes.at(-2)?.position).toEqual({ x: 0, y: 800 });
  });

  test('pasting with incoming wires connects the copies to what led to the originals, where a port is free', () => {
    const free = design([node('p', 'parallel'), node('a', 'http')], [edge('p', 'a')]);
    const clip = readClip(copyNodes(free, new Set(['a']))) ?? { nodes: [], edges: [] };
    const next = after(free, pasteClip(free, clip, { at: { x: 0, y: 0 }, keepIncoming: true }).changes);
    expect(next.edges).toContainEqual(edge('p', 'a2'));
  });

  test('a session takes its inside along', () => {
    const held = design([node('s', 'session'), node('a', 'http', { parentId: 's' })]);
    const next = after(held, duplicateNodes(held, new Set(['s'])).changes);
    expect(next.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['s', undefined],
      ['a', 's'],
      ['s2', undefined],
      ['a2', 's2'],
    ]);
  });

  test('other text is not taken for nodes', () => {
    expect(readClip('hello')).toBeNull();
    expect(readClip('{"$baton":1,"nodes":[{"id":"x"}],"edges":[]}')).toBeNull();
  });
});

test('a renamed node is renamed in expressions, and only there', () => {
  const config = { cases: [{ port: 'yes', when: 'nodes.a.output == "nodes.a" && x.nodes.a' }] };
  const branch = design([node('a', 'http'), node('b', 'branch', { config })], [edge('a', 'b')]);
  const next = after(branch, changeNodeId(branch, 'a', 'fetch'));
  expect(next.nodes.find(({ id }) => id === 'b')?.config).toEqual({
    cases: [{ port: 'yes', when: 'nodes.fetch.output == "nodes.a" && x.nodes.a' }],
  });
  expect(next.edges).toEqual([edge('fetch', 'b')]);
});

test.each([
  ['HTTP request', 'httpRequest'],
  ['Charge card', 'chargeCard'],
  ['chargeCard', 'chargeCard2'],
  ['2 approvals', 'node2Approvals'],
  ['Prüfen & freigeben', 'prufenFreigeben'],
])('%s is called %s in expressions', (name, id) => {
  expect(uniqueId(name, new Set(name === 'chargeCard' ? ['chargeCard'] : []))).toBe(id);
});

test('only what changed is drawn again', () => {
  const flowOf = createFlow();
  const first = flowOf(line, nothingSelected);
  const moved = after(line, moveNodes(line, new Map([['a', { x: 8, y: 8 }]])));
  const second = flowOf(moved, nothingSelected);
  expect(second.nodes.map((drawn, index) => drawn === first.nodes[index])).toEqual([true, false, true]);
  expect(second.edges).toBe(first.edges);
});

test('the outline follows each branch to its end, whatever lies where', () => {
  const config = { cases: [{ port: 'yes', when: 'true' }] };
  const forked = design(
    [
      node('late', 'timer', { position: { x: -500, y: 0 } }),
      node('start', 'start', { position: { x: 900, y: 0 } }),
      node('b', 'branch', { config }),
      node('left', 'http'),
      node('right', 'http'),
      node('end', 'end'),
    ],
    [
      edge('start', 'b'),
      edge('b', 'left', 'yes'),
      edge('b', 'right', 'else'),
      edge('left', 'end'),
      edge('right', 'late'),
      edge('late', 'end'),
    ],
  );
  expect(outlineOf(forked).map((item) => item.node.id)).toEqual([
    'start',
    'b',
    'left',
    'right',
    'late',
    'end',
  ]);
});

test('what goes to the layout comes back by id, on the grid', () => {
  const graph = toElk(line);
  expect(graph.children?.map(({ id }) => id)).toEqual(['start', 'a', 'end']);
  expect(graph.edges?.[0]).toMatchObject({ sources: ['start:out:out'], targets: ['a:in:in'] });
  expect(
    fromElk({ id: 'root', children: [{ id: 'a', x: 11, y: 21, width: 241, height: 72 }] }).get('a'),
  ).toEqual({ x: 8, y: 24, width: 248, height: 72 });
});

describe('completion', () => {
  const start = node('start', 'start', {
    config: { input: { type: 'object', properties: { file: { type: 'string' } } } },
  });
  const known = design(
    [start, node('ask', 'human'), node('b', 'http')],
    [edge('start', 'ask'), edge('ask', 'b', 'approve')],
  );

  test('offers the input and what comes before, by its schema', () => {
    const offers = completionsFor(known, 'b', new Map()).map(({ text }) => text);
    expect(offers).toEqual(expect.arrayContaining(['input.file', 'nodes.ask.output.outcome', 'run.id']));
    expect(offers.some((text) => text.startsWith('nodes.b'))).toBe(false);
  });

  test('begins where an expression is typed, and nowhere else', () => {
    expect(typingAt('Release {{ inp', 14, false)).toEqual({ word: 'inp', start: 11 });
    expect(typingAt('Release {{ input }} now', 22, false)).toBeNull();
    expect(typingAt('nodes.a.out', 11, true)?.word).toBe('nodes.a.out');
  });

  test('finds a name by any part of its path', () => {
    const offers = completionsFor(known, 'b', new Map());
    expect(matching(offers, 'outc')[0]?.text).toBe('nodes.ask.output.outcome');
  });
});
