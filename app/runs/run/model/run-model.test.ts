import type { Design, HistoryEvent, RunState } from '@baton/core';
import { describe, expect, test } from 'vitest';
import { asEnded } from './as-ended.ts';
import { eventWords } from './event-words.ts';
import { nodeStates } from './node-states.ts';
import { progressOf } from './progress.ts';
import { createRunLog } from './run-log.ts';
import { type Timeline, timeScale } from './timeline.ts';

const started = {
  type: 'RunStarted',
  workflow: 'graph',
  workflowId: 'w',
  taskQueue: 'default',
  input: null,
} as never as HistoryEvent;
const mark = (node: string, status: string) =>
  ({ type: 'Marked', kind: 'node', value: { node, status } }) as never as HistoryEvent;
const stamped = (events: readonly HistoryEvent[], from = 1): HistoryEvent[] =>
  events.map((event, index) => ({ ...event, seq: from + index, atMs: (from + index) * 1_000 }));

describe('the log', () => {
  const many = stamped([
    started,
    ...Array.from({ length: 1_203 }, (_, i) =>
      mark(`n${String(i % 7)}`, i % 2 === 0 ? 'running' : 'completed'),
    ),
  ]);

  test('any moment is the same whether folded up to it or gone back to', () => {
    const log = createRunLog();
    log.append(many);
    for (const seq of [1, 2, 499, 500, 501, 999, 1_000, 1_204]) {
      const fresh = createRunLog();
      fresh.append(many.slice(0, seq));
      expect(log.stateAt(seq).nodes).toEqual(fresh.stateAt(seq).nodes);
      expect(log.stateAt(seq).nextSeq).toBe(seq + 1);
    }
  });

  test('what is known already is passed over, a gap is refused', () => {
    const log = createRunLog();
    expect(log.append(many.slice(0, 10))).toBe(true);
    expect(log.append(many.slice(5, 12))).toBe(true);
    expect(log.lastSeq).toBe(12);
    expect(log.append(many.slice(20, 22))).toBe(false);
    expect(log.lastSeq).toBe(12);
  });

  test('a state that was given out does not change', () => {
    const log = createRunLog();
    log.append(many.slice(0, 3));
    const before = log.stateAt(3);
    log.append(many.slice(3, 9));
    expect(before.nodes.size).toBe(2);
  });
});

describe('a run that is over', () => {
  test('has nothing open, whatever was when it ended', () => {
    const log = createRunLog();
    log.append(
      stamped([
        started,
        { type: 'TimerStarted', timerId: '1', fireAtMs: 60_000 } as HistoryEvent,
        { type: 'RunFailed', failure: { name: 'E', message: 'gone' } } as HistoryEvent,
      ]),
    );
    const timerAt = (seq: number) => asEnded(log.stateAt(seq)).timers.get('1' as never);
    expect(timerAt(2)).toMatchObject({ status: 'pending', closedAtMs: null });
    expect(timerAt(3)).toMatchObject({ status: 'cancelled', closedAtMs: 3_000 });
  });
});

describe('node states', () => {
  const design = { schema: 1, nodes: [{ id: 'n0' }, { id: 'n1' }], edges: [] } as never as Design;
  const picture = (state: RunState) => ({ state, pending: [], sessions: [], stoppedAtMs: null });

  test('a node that says the same stays the same object', () => {
    const log = createRunLog();
    log.append(stamped([started, mark('n0', 'running'), mark('n1', 'running')]));
    const first = nodeStates(design, picture(log.stateAt(3)), new Map());
    log.append(stamped([mark('n1', 'completed')], 4));
    const second = nodeStates(design, picture(log.stateAt(4)), first);
    expect(second.get('n0')).toBe(first.get('n0'));
    expect(second.get('n1')).toMatchObject({ glyph: 'done', words: 'Completed' });
  });
});

describe('the time scale', () => {
  const day = 86_400_000;
  const row = (kind: 'running' | 'human', fromMs: number, toMs: number) =>
    ({
      id: String(fromMs),
      label: null,
      name: '',
      glyph: 'done',
      words: '',
      lane: null,
      segments: [{ kind, fromMs, toMs }],
    }) as const;
  const timeline = (rows: Timeline['rows'], toMs: number): Timeline => ({ fromMs: 0, toMs, rows, lanes: [] });

  test('days of waiting for a person take no room', () => {
    const waited = timeline(
      [row('running', 0, 1_000), row('human', 1_000, 2 * day), row('running', 2 * day, 2 * day + 1_000)],
      2 * day + 1_000,
    );
    const scale = timeScale(waited, 0);
    expect(scale.gaps).toHaveLength(1);
    expect(scale.at(1_000)).toBeCloseTo(0.35);
    expect(scale.at(2 * day + 1_000)).toBeCloseTo(1);
  });

  test('days of work are seen as days', () => {
    const worked = timeline([row('running', 0, 1_000), row('running', 1_000, 2 * day)], 2 * day);
    expect(timeScale(worked, 0).gaps).toEqual([]);
  });

  test('a run that only waits is not folded away', () => {
    const scale = timeScale(timeline([row('human', 0, day)], day), 0);
    expect(scale.gaps).toEqual([]);
    expect(scale.at(day / 2)).toBeCloseTo(0.5);
  });

  test('time never runs backwards on it', () => {
    const scale = timeScale(
      timeline([row('running', 0, 10), row('human', 10, 9_000), row('running', 9_000, 9_400)], 9_400),
      0,
    );
    const places = Array.from({ length: 95 }, (_, i) => scale.at(i * 100));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

test.each([
  [{ done: 3, total: 4 }, 0.75, '3 of 4'],
  [{ percent: 62 }, 0.62, '62 %'],
  [{ row: 5_000, rows: 52_000, label: 'Rows' }, 5_000 / 52_000, 'Rows'],
  [{ anything: 'else' }, null, 'Checkpoint 9'],
  ['text', null, 'Checkpoint 9'],
])('heartbeat details %j are shown as progress', (details, share, label) => {
  expect(progressOf(details, 9)).toEqual({ share, label });
});

test('an event of an unknown kind says so', () => {
  const event = { type: 'FromTheFuture', seq: 1, atMs: 0 } as never as HistoryEvent;
  expect(eventWords(event)).toMatchObject({ title: 'Unknown: FromTheFuture', glyph: 'unknown' });
});

test('marks of several nodes are one line', () => {
  const value = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((node) => ({ node }));
  const marked = { type: 'Marked', kind: 'node', value, seq: 2, atMs: 1 } as const;
  expect(eventWords(marked)).toMatchObject({
    title: 'Nodes',
    detail: 'a completed, b completed, c completed, d completed, e completed, and 2 more',
    isMinor: true,
  });
});
