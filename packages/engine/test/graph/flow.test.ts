import { describe, expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { started } from './driver.ts';

const statuses = (run: Awaited<ReturnType<typeof started>>, ...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, run.status(id)]));

describe('the flow', () => {
  it('runs nodes in the order of the edges, and hands outputs on', async () => {
    const design = designOf(
      [
        node('activity', 'load', { input: { id: '{{ input.id }}', n: 1 } }),
        node('transform', 'double', { output: { size: '{{ nodes.load.output.size * 2 }}' } }),
        node('end', 'end', { output: '{{ nodes.double.output.size }} of {{ run.workflowId }}' }),
      ],
      'start -> load -> double -> end',
    );
    const run = await started(design, { id: 'f1' });
    expect(run.open()).toMatchObject([{ name: 'work', input: { id: 'f1', n: 1 }, label: 'load' }]);
    expect(run.status('load')).toBe('running');
    await run.completes('load', { size: 21 });
    expect(run.state()).toMatchObject({ status: 'completed', result: '42 of graph-1' });
    expect(run.node('load')).toMatchObject({ status: 'completed', port: 'out' });
    expect(run.node('double')).toMatchObject({ status: 'completed', output: { size: 42 } });
    await run.replays();
  });

  it('takes the first case that holds and skips the others', async () => {
    const design = designOf(
      [
        node('branch', 'size', {
          cases: [
            { port: 'big', when: 'input.n > 10' },
            { port: 'middle', when: 'input.n > 5' },
          ],
        }),
        node('transform', 'a', { output: 'big' }),
        node('transform', 'b', { output: 'middle' }),
        node('transform', 'c', { output: 'small' }),
        node('transform', 'merged', { output: '{{ nodes.size.output }}' }),
        node('end', 'end', { output: '{{ has(nodes.a.output) }}' }),
      ],
      'start -> size',
      'size:big -> a -> merged',
      'size:middle -> b -> merged',
      'size:else -> c -> merged -> end',
    );
    const run = await started(design, { n: 7 });
    expect(run.state()).toMatchObject({ status: 'completed', result: false });
    expect(statuses(run, 'a', 'b', 'c', 'merged')).toEqual({
      a: 'skipped',
      b: 'completed',
      c: 'skipped',
      merged: 'completed',
    });
    expect(run.node('size')?.port).toBe('middle');
    expect(run.node('merged')?.output).toBe('middle');
    expect((await started(design, { n: 1 })).node('size')?.port).toBe('else');
    await run.replays();
  });

  const parallel = (mode: 'all' | 'any') =>
    designOf(
      [
        node('parallel', 'fork'),
        node('activity', 'a'),
        node('activity', 'b'),
        node('join', 'meet', { mode }),
        node('activity', 'after'),
        node('end', 'end', { output: '{{ has(nodes.b.output) }}' }),
      ],
      'start -> fork -> a -> meet -> after -> end',
      'fork -> b -> meet',
    );

  it('a join of all waits for all', async () => {
    const run = await started(parallel('all'));
    expect(run.open().map(({ label }) => label)).toEqual(['a', 'b']);
    await run.completes('b');
    expect(run.status('meet')).toBe('not reached');
    await run.completes('a');
    expect(run.open().map(({ label }) => label)).toEqual(['after']);
    await run.completes('after');
    expect(run.state().status).toBe('completed');
    await run.replays();
  });

  it('111: a join of any goes on with the first, and the run waits for the rest', async () => {
    const run = await started(parallel('any'));
    await run.completes('a');
    expect(run.open().map(({ label }) => label)).toEqual(['b', 'after']);
    await run.completes('after');
    expect(run.state().status).toBe('running');
    await run.completes('b');
    expect(run.state()).toMatchObject({ status: 'completed', result: false });
    expect(run.node('after')?.visits).toBe(1);
    await run.replays();
  });

  it('answers the output of the end that is reached last', async () => {
    const design = designOf(
      [
        node('parallel', 'fork'),
        node('activity', 'a'),
        node('activity', 'b'),
        node('end', 'end', { output: 'a' }),
        node('end', 'end2', { output: 'b' }),
      ],
      'start -> fork -> a -> end',
      'fork -> b -> end2',
    );
    const run = await started(design);
    await run.completes('b');
    await run.completes('a');
    expect(run.state()).toMatchObject({ status: 'completed', result: 'a' });
  });

  it('completes with null where no end is reached', async () => {
    const run = await started(designOf([node('human', 'ask')], 'start -> ask', 'ask:approve -> end'));
    await run.decides('ask', 'reject');
    expect(run.state()).toMatchObject({ status: 'completed', result: null });
    expect(run.status('end')).toBe('skipped');
  });

  it('runs two thousand nodes, and skips as many', async () => {
    const chain = Array.from({ length: 990 }, (_, at) => node('transform', `n${at}`, { output: at }));
    const dead = Array.from({ length: 990 }, (_, at) => node('transform', `d${at}`, { output: at }));
    const line = (prefix: string) => Array.from({ length: 990 }, (_, at) => `${prefix}${at}`).join(' -> ');
    const design = designOf(
      [node('branch', 'b'), ...chain, ...dead],
      `b:yes -> ${line('n')} -> end`,
      `b:else -> ${line('d')} -> end`,
      'start -> b',
    );
    const began = performance.now();
    const run = await started(design);
    expect(run.state().status).toBe('completed');
    expect(run.status('d989')).toBe('skipped');
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('the input', () => {
  const design = designOf(
    [
      node('start', 'start', {
        input: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string' }, copies: { type: 'integer', default: 2 } },
        },
      }),
      node('end', 'end', { output: '{{ input.copies }}' }),
    ],
    'start -> end',
  );

  it('must fit the schema of the start, whose defaults are filled in', async () => {
    expect((await started(design, { id: 'x' })).state()).toMatchObject({ status: 'completed', result: 2 });
    const { failure } = (await started(design, { copies: 1 })).state();
    expect(failure).toMatchObject({ name: 'InvalidInput', details: [{ path: '/id' }] });
  });
});
