import type { ActivityId, HistoryRow } from '@baton/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  activity,
  cancellable,
  condition,
  createSession,
  expectSignal,
  now,
  onSignal,
  patched,
  random,
  sleep,
  withTimeout,
  workflow,
  type WorkflowDefinition,
} from '../src/index.ts';
import { limit, replayed, started, type Driver } from './driver.ts';

const act = activity('act', limit, async (input: unknown) => input);
const other = activity('other', limit, async (input: unknown) => input);

/** A bit of everything, so that an order that isn't kept shows. */
const busy = workflow('busy', async () => {
  let paid = 0;
  onSignal('paid', async (payload) => {
    await act({ handler: payload });
    paid += 1;
  });
  const session = await createSession({ creationTimeout: '1m', executionTimeout: '1h' });
  const both = Promise.allSettled([session.run(() => act(random())), other(now()), sleep('1h')]);
  await condition(() => paid > 1, '1d');
  const cancelled = cancellable(() => act('cancelled'));
  cancelled.catch(() => undefined);
  const timed = withTimeout('1m', () => expectSignal('never')).catch(() => 'timed out');
  cancelled.cancel();
  await Promise.all([both, timed]);
  await session.complete();
  return paid;
});

type Step = (run: Driver) => Promise<unknown>;
const steps: readonly Step[] = [
  (run) => run.signal('paid', 1),
  (run) => run.opens(1),
  ...['1', '2', '3', '4', '5'].map(
    (id): Step =>
      (run) =>
        run.completes(id, id),
  ),
  ...['1', '2', '3'].map(
    (id): Step =>
      (run) =>
        run.fires(id),
  ),
  (run) =>
    run.happens({
      type: 'ActivityFailed',
      activityId: '2' as ActivityId,
      failure: { name: 'E', message: 'e' },
    }),
  (run) => run.cancel(),
];

test('every prefix of every history replays to what was recorded after it', async () => {
  const law = fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 14 }), async (chosen) => {
    const run = await started(busy);
    for (const step of chosen) await step(run);
    for (let length = 1; length <= run.rows.length; length++) {
      const result = await replayed(busy, run.rows.slice(0, length));
      expect(result).toEqual({ kind: 'ok', pendingCommands: [] });
    }
    // The stimulus without its decision: replay makes the decision again.
    const stimulusOnly = run.rows.map((row, index) =>
      index === run.rows.length - 1 ? { ...row, events: row.events.slice(0, 1) } : row,
    );
    expect(await replayed(busy, stimulusOnly)).toEqual({ kind: 'ok', pendingCommands: run.last() });
  });
  await fc.assert(law, { numRuns: 60 });
});

const order = (code: () => Promise<unknown>): WorkflowDefinition => workflow('order', code);

async function recorded(code: () => Promise<unknown>, ...results: string[]): Promise<readonly HistoryRow[]> {
  const run = await started(order(code));
  for (const id of results) await run.completes(id, id);
  return run.rows;
}

test('another activity than the recorded one is reported with both names and the event', async () => {
  const rows = await recorded(async () => [await act(1), await act(2)], '1');
  const result = await replayed(
    order(async () => [await act(1), await other(2)]),
    rows,
  );
  expect(result).toMatchObject({
    kind: 'nondeterminism',
    report: { seq: 4, recorded: 'activity "act" (2)', replayed: 'activity "other" (2)' },
  });
  const report = { callSite: expect.stringMatching(/replay\.test\.ts:\d+:\d+\)?$/) as string };
  expect(result).toMatchObject({
    report: { ...report, failure: { code: 'NONDETERMINISM', fields: report } },
  });
});

test('a call that is no longer made is reported', async () => {
  const rows = await recorded(async () => [await act(1), await act(2)], '1');
  const result = await replayed(
    order(async () => (await act(1), expectSignal('x'))),
    rows,
  );
  expect(result).toMatchObject({ report: { recorded: 'activity "act" (2)', replayed: null } });
});

test('a call that was never made is reported', async () => {
  const rows = await recorded(async () => act(1), '1');
  const result = await replayed(
    order(async () => (await Promise.all([act(1), other(1)]))[0]),
    rows,
  );
  expect(result).toMatchObject({ kind: 'nondeterminism', report: { replayed: 'activity "other" (2)' } });
});

test('a changed input is no difference: what was recorded applies', async () => {
  const rows = await recorded(async () => act(1), '1');
  expect(
    await replayed(
      order(async () => act(2)),
      rows,
    ),
  ).toEqual({ kind: 'ok', pendingCommands: [] });
});

test('patched lets old runs take the old way and new ones the new, and its call may go later', async () => {
  const before = await recorded(async () => [await act(1), await act(2)], '1');
  const change = order(async () => [await act(1), patched('p') ? await other(2) : await act(2)]);
  expect(await replayed(change, before)).toEqual({ kind: 'ok', pendingCommands: [] });

  const after = await started(change);
  await after.completes('1', null);
  expect(after.types()).toEqual(['RecordPatch', 'ScheduleActivity']);
  expect(await replayed(change, after.rows)).toEqual({ kind: 'ok', pendingCommands: [] });
  const cleaned = order(async () => [await act(1), await other(2)]);
  expect(await replayed(cleaned, after.rows)).toEqual({ kind: 'ok', pendingCommands: [] });
});

test('a run that was terminated replays for its queries', async () => {
  const rows = await recorded(async () => [await act(1), await act(2)], '1');
  const ended: HistoryRow = {
    seq: 5,
    atMs: 2e6,
    events: [{ type: 'RunTerminated', reason: 'x', by: 'system' }],
  };
  expect(
    await replayed(
      order(async () => [await act(1), await act(2)]),
      [...rows, ended],
    ),
  ).toEqual({
    kind: 'ok',
    pendingCommands: [],
  });
});

test('a long history replays in reasonable time', async () => {
  const n = 2_000;
  const long = order(async () => {
    for (let i = 0; i < n; i++) await act(i);
  });
  const run = await started(long);
  for (let i = 1; i <= n; i++) await run.completes(String(i), i);
  expect(run.end()).toMatchObject({ type: 'CompleteRun' });
  const from = performance.now();
  expect(await replayed(long, run.rows)).toMatchObject({ kind: 'ok' });
  expect(performance.now() - from).toBeLessThan(2_000);
});
