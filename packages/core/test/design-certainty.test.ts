import { describe, expect, it } from 'vitest';
import { checkDesign, type Design } from '../src/index.ts';
import { designOf, edges, node } from './designs.ts';

const around = (...middle: ReturnType<typeof node>[]) => [
  node('start', 'start'),
  ...middle,
  node('end', 'end'),
];

describe('outputs that may be missing', () => {
  const reads = (output: string, id = 'm') => node('transform', id, { config: { output } });
  const missing = (design: Design) =>
    checkDesign(design)
      .filter(({ code }) => code === 'MAY_BE_MISSING')
      .map(({ nodeId }) => nodeId);

  it('after a branch has met again: the sides are not certain, what came before is', () => {
    const branched = (output: string) =>
      designOf(
        around(
          node('transform', 'first'),
          node('branch', 'b'),
          node('transform', 'a'),
          reads('1', 'c'),
          reads(output),
        ),
        'start -> first -> b',
        'b:yes -> a -> c -> m -> end',
        'b:else -> m',
      );
    expect(missing(branched('{{ nodes.a.output }}'))).toEqual(['m']);
    expect(missing(branched('{{ has(nodes.a.output) ? nodes.a.output : 0 }}'))).toEqual([]);
    expect(
      missing(branched('{{ nodes.first.output }} {{ nodes.b.output }} {{ nodes.start.output }}')),
    ).toEqual([]);
    const inside = branched('1');
    inside.nodes.push(reads('{{ nodes.a.output }}', 'x'));
    inside.edges.push(...edges('c:error -> x', 'x -> end'));
    expect(missing(inside)).toEqual([]);
  });

  it('after a parallel all sides are certain', () => {
    const nodes = around(
      node('parallel', 'p'),
      reads('1', 'a'),
      reads('2', 'b'),
      reads('{{ nodes.a.output + nodes.b.output }}'),
    );
    expect(missing(designOf(nodes, 'start -> p', 'p -> a -> m -> end', 'p -> b -> m'))).toEqual([]);
  });

  it('after a join of any only what is before all of its sides is certain', () => {
    const nodes = around(
      node('transform', 'first'),
      node('parallel', 'p'),
      reads('1', 'a'),
      reads('2', 'b'),
      node('join', 'any', { config: { mode: 'any' } }),
      reads('{{ nodes.first.output }}', 'm'),
      reads('{{ nodes.a.output }}', 'n'),
    );
    const lines = ['start -> first -> p', 'p -> a -> any', 'p -> b -> any', 'any -> m -> n -> end'];
    expect(missing(designOf(nodes, ...lines))).toEqual(['n']);
  });

  it('after a caught failure the output is not certain, after the way out it is', () => {
    const caught = (output: string) =>
      designOf(
        around(
          node('activity', 'a'),
          reads('{{ nodes.a.output }}', 'ok'),
          reads('{{ nodes.a.error }}', 'no'),
          reads(output),
        ),
        'start -> a -> ok -> m -> end',
        'a:error -> no -> m',
      );
    expect(missing(caught('1'))).toEqual([]);
    expect(missing(caught('{{ nodes.a.output }}'))).toEqual(['m']);
  });

  it('after a decision the output is certain on every side', () => {
    const nodes = around(
      node('human', 'h'),
      reads('{{ nodes.h.output.by }}', 'yes'),
      reads('{{ nodes.h.output.by }}', 'late'),
    );
    const lines = ['start -> h', 'h:approve -> yes -> end', 'h:reject -> end', 'h:error -> late -> end'];
    expect(missing(designOf(nodes, ...lines))).toEqual(['late']);
  });

  it('inside of a session that may fail they are certain only where it did not', () => {
    const nodes = around(
      node('session', 's'),
      node('activity', 'i', { in: 's' }),
      reads('{{ nodes.i.output }}', 'ok'),
      reads('{{ nodes.i.output }}', 'lost'),
    );
    const design = designOf(nodes, 'start -> s -> ok -> end', 's:error -> lost -> end');
    expect(missing(design)).toEqual(['lost']);
  });
});
