import { describe, expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { started } from './driver.ts';

const statuses = (run: Awaited<ReturnType<typeof started>>, ...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, run.status(id)]));

describe('failures', () => {
  const withError = designOf(
    [
      node('activity', 'risky'),
      node('transform', 'rescue', {
        output: '{{ nodes.risky.error.name }}: {{ nodes.risky.error.message }}',
      }),
      node('end', 'end', { output: '{{ nodes.rescue.output }}' }),
    ],
    'start -> risky',
    'risky:error -> rescue -> end',
  );

  it('take the error port where an edge leaves there', async () => {
    const run = await started(withError);
    await run.fails('risky', { name: 'Declined', message: 'no funds' });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'Declined: no funds' });
    expect(run.node('risky')).toMatchObject({ status: 'failed', port: 'error' });
    await run.replays();
  });

  it('fail the run where none does, and cancel what runs beside', async () => {
    const design = designOf(
      [node('parallel', 'fork'), node('activity', 'a'), node('activity', 'b'), node('timer', 't')],
      'start -> fork -> a -> end',
      'fork -> b -> end',
      'fork -> t -> end',
    );
    const run = await started(design);
    await run.fails('a', { name: 'Declined' });
    expect(run.state()).toMatchObject({ status: 'failed', failure: { cause: { name: 'Declined' } } });
    expect(run.commands().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['CancelActivity', 'CancelTimer', 'FailRun']),
    );
    expect(statuses(run, 'a', 'b', 't')).toEqual({ a: 'failed', b: 'cancelled', t: 'cancelled' });
    await run.replays();
  });

  it('of expressions name the text, the position and the data seen', async () => {
    const design = designOf(
      [node('activity', 'load'), node('transform', 'sum', { output: 'Sum: {{ nodes.load.output.a + 1 }}' })],
      'start -> load -> sum -> end',
    );
    const run = await started(design);
    await run.completes('load', { a: 'x' });
    expect(run.state().failure).toMatchObject({
      name: 'ExpressionError',
      details: {
        expression: ' nodes.load.output.a + 1 ',
        position: 1,
        seen: { 'nodes.load.output.a': '"x"' },
      },
    });
    expect(run.status('sum')).toBe('failed');
  });

  it('of expressions can be caught as well', async () => {
    const design = designOf(
      [
        node('transform', 'sum', { output: '{{ input.missing }}' }),
        node('end', 'caught', { output: 'caught' }),
      ],
      'start -> sum -> end',
      'sum:error -> caught',
    );
    expect((await started(design, {})).state()).toMatchObject({ status: 'completed', result: 'caught' });
  });

  it('a fail node fails the run with its name and message', async () => {
    const design = designOf(
      [node('fail', 'stop', { name: 'TooLarge', message: '{{ input.n }} is too large' })],
      'start -> stop',
    );
    expect((await started(design, { n: 5 })).state()).toMatchObject({
      status: 'failed',
      failure: { name: 'TooLarge', message: '5 is too large' },
    });
  });

  it('a condition that is neither true nor false fails its node', async () => {
    const design = designOf(
      [node('branch', 'b', { cases: [{ port: 'yes', when: 'input' }] })],
      'start -> b',
      'b:yes -> end',
      'b:else -> end',
    );
    expect((await started(design, 'maybe')).state().failure?.message).toContain('not true or false');
  });
});

describe('cancelling', () => {
  it('stops everything; no error port is taken; the run is cancelled, not failed', async () => {
    const design = designOf(
      [node('activity', 'a'), node('activity', 'rescue')],
      'start -> a -> end',
      'a:error -> rescue -> end',
    );
    const run = await started(design);
    await run.happens({ type: 'RunCancelRequested', reason: 'no longer wanted', by: 'person:1' });
    expect(run.state().status).toBe('cancelled');
    expect(statuses(run, 'a', 'rescue')).toEqual({ a: 'cancelled', rescue: 'not reached' });
    await run.replays();
  });
});
