import type { EventBody, HistoryRow, Json } from '@baton/core';
import { describe, expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { started } from './driver.ts';

/** What the marks say, an event each. */
const marksOf = (run: Awaited<ReturnType<typeof started>>): readonly Json[] =>
  run.commands().flatMap((command) => (command.type === 'Mark' ? [command.value] : []));

const LONG = 'x'.repeat(1_000);

describe('marks of nodes', () => {
  const design = designOf(
    [
      node('activity', 'load'),
      node('transform', 'sum', { output: 3 }),
      node('branch', 'size', { cases: [{ port: 'big', when: 'nodes.sum.output > 2' }] }),
      node('transform', 'small', { output: 1 }),
      node('activity', 'store'),
      node('end', 'end', { output: { said: LONG } }),
    ],
    'start -> load -> sum -> size',
    'size:big -> store -> end',
    'size:else -> small',
  );

  it('of one turn are one event, and the end of an activity needs none', async () => {
    const run = await started(design);
    await run.completes('load', LONG);
    await run.completes('store');
    expect(marksOf(run)).toEqual([
      [{ node: 'start', port: 'out' }],
      [
        { node: 'sum', port: 'out', output: 3 },
        { node: 'size', port: 'big', output: 'big' },
      ],
      [{ node: 'small', status: 'skipped' }],
      [{ node: 'end', isResult: true }],
    ]);
    const shown = ['start', 'load', 'sum', 'size', 'small', 'store', 'end'].map((id) => run.node(id));
    expect(shown).toMatchObject([
      { status: 'completed', port: 'out' },
      { status: 'completed', port: 'out', activityId: '1' },
      { status: 'completed', port: 'out', output: 3 },
      { status: 'completed', port: 'big', output: 'big' },
      { status: 'skipped', startedAtMs: null },
      { status: 'completed', port: 'out', activityId: '2' },
      { status: 'completed', port: null, output: { said: LONG } },
    ]);
    await run.replays();
  });

  it('replay in the form of earlier versions, a mark a node', async () => {
    const run = await started(design);
    await run.completes('load', LONG);
    await run.completes('store');
    await run.replays((rows) => rows.map(asBefore));
    await run.replays((rows) => rows.map(asBefore).slice(0, 2));
  });

  it('keep what an end says that is not the last', async () => {
    const two = designOf(
      [
        node('parallel', 'fork'),
        node('activity', 'a'),
        node('activity', 'b'),
        node('end', 'end', { output: { first: LONG } }),
        node('end', 'end2', { output: { second: LONG } }),
      ],
      'start -> fork -> a -> end',
      'fork -> b -> end2',
    );
    const run = await started(two);
    await run.completes('b');
    expect(run.node('end2')?.output).toEqual({ second: LONG });
    await run.completes('a');
    expect(run.node('end')?.output).toEqual({ first: LONG });
    expect(run.node('end2')?.output).toEqual({ second: LONG });
    expect(run.state().result).toEqual({ first: LONG });
    await run.replays();
  });

  it('fail a node whose output is too large to be kept', async () => {
    const text = 'y'.repeat(150_000);
    const large = designOf(
      [
        node('transform', 'twice', { output: { a: '{{ input }}', b: '{{ input }}' } }),
        node('end', 'caught', { output: '{{ nodes.twice.error.code }}' }),
      ],
      'start -> twice -> end',
      'twice:error -> caught',
    );
    const run = await started(large, text);
    expect(run.node('twice')).toMatchObject({ status: 'failed', port: 'error' });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'PAYLOAD_TOO_LARGE' });
    await run.replays();
  });
});

/** The row as an earlier version has written it. */
function asBefore(row: HistoryRow): HistoryRow {
  const events = row.events.flatMap((event): readonly EventBody[] => {
    const own = event.type === 'ActivityCompleted' ? [markOf({ node: 'ended', port: 'out' })] : [];
    if (event.type !== 'Marked' || !Array.isArray(event.value)) return [event, ...own];
    return event.value.map((value: Json) => markOf(value as object));
  });
  return { ...row, events };
}

function markOf(value: object): EventBody {
  return { type: 'Marked', kind: 'node', value: { status: 'completed', ...value } };
}
