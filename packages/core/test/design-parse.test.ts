import { describe, expect, it } from 'vitest';
import { checkDesign, parseDesign } from '../src/index.ts';
import { designOf, node } from './designs.ts';

const around = (...middle: ReturnType<typeof node>[]) => [
  node('start', 'start'),
  ...middle,
  node('end', 'end'),
];

describe('parsing', () => {
  const good = designOf(around(node('transform', 'a')), 'start -> a -> end');
  const problemsOf = (value: unknown) => parseDesign(value).problems ?? [];

  it('gives back what it was given', () => {
    expect(parseDesign(JSON.parse(JSON.stringify(good))).design).toEqual(good);
  });

  it('99: too large a design is refused at once, with the limit', () => {
    const nodes = Array.from({ length: 10_000 }, (_, at) => node('transform', `n${at}`));
    const started = performance.now();
    expect(problemsOf({ ...good, nodes })[0]?.message).toBe(
      'A design has at most 2000 nodes; this has 10000.',
    );
    expect(problemsOf({ ...good, edges: Array.from({ length: 100_000 }, () => ({})) })[0]?.code).toBe(
      'TOO_MANY_EDGES',
    );
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('104, 107, 108: bad ids, extra properties and bad positions name their node', () => {
    const bad = (change: Record<string, unknown>) =>
      problemsOf({ ...good, nodes: [{ ...good.nodes[0], ...change }] })[0];
    for (const id of ['__proto__', '', 'x'.repeat(1_000_000), 'a\0b', 'a\u202eb', 'а', 'é', 'a-b']) {
      expect(bad({ id }), JSON.stringify(id.slice(0, 20))).toBeDefined();
    }
    expect(bad({ ownerId: 'me' })).toMatchObject({ nodeId: 'start', code: 'BAD_SHAPE' });
    for (const x of [NaN, 1e308, null, Infinity]) expect(bad({ position: { x, y: 0 } })).toBeDefined();
    expect(bad({ config: { published: true } })?.nodeId).toBe('start');
    expect(bad({ kind: 'evil' })).toBeDefined();
    expect(problemsOf({ ...good, published: true })).toHaveLength(1);
  });

  it('anything else is no design', () => {
    for (const value of [null, 5, 'x', [], {}, { schema: 2, nodes: [], edges: [] }, new Date(0)]) {
      expect(problemsOf(value)).not.toEqual([]);
    }
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(
      problemsOf({ ...good, nodes: [node('transform', 'a', { config: { output: deep } })] }),
    ).not.toEqual([]);
  });

  it('100: 2,000 nodes and 5,000 edges are checked within 200 ms', () => {
    const work = Array.from({ length: 1_990 }, (_, at) =>
      at % 2 === 0
        ? node('parallel', `n${at}`)
        : node('activity', `n${at}`, { config: { input: { x: `{{ nodes.n0.output.v${at} + 1 }}` } } }),
    );
    const lines = work.flatMap((_, at) => {
      const to = (step: number) => (at + step < work.length ? `n${at + step}` : 'end');
      const ways = at % 2 === 0 ? [1, 3, 5].map((step) => `n${at} -> ${to(step)}`) : [`n${at} -> ${to(1)}`];
      return at % 2 === 0 ? ways : [...ways, `n${at}:error -> ${to(2)}`];
    });
    const nodes = [node('start', 'start'), ...work, node('end', 'end')];
    const large = designOf(nodes, 'start -> n0', ...new Set(lines));
    expect(large.edges.length).toBeGreaterThan(4_950);
    // The fastest of some, since the machine that tests is busy with other things, too; alone it takes 40 ms.
    let fastestMs = Infinity;
    for (let tries = 0; tries < 30 && fastestMs >= 200; tries++) {
      const started = performance.now();
      checkDesign(large);
      fastestMs = Math.min(fastestMs, performance.now() - started);
    }
    expect(fastestMs).toBeLessThan(200);
    expect(checkDesign(large)).toEqual([]);
  });
});
