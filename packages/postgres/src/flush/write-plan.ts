// The statements that write a batch, in order. Each carries the rows of all items; those without rows are left out.
import { encodeEvents, type InboxId, type RunRef, type RunStarted } from '@baton/core';
import type { InboxBody, RunPrefix, Transition } from '@baton/engine';
import type { Value } from '../connection/pool.ts';
import { columns, type RowValues } from './columns.ts';
import { effects, onlyAppends } from './effects-of-transition.ts';
import type { CommitItem, FlushItem, StartItem } from './item.ts';

export interface PlannedStatement {
  readonly statement: string;
  readonly values: readonly Value[];
}

/** What check-closing-runs.sql found for a run that closes. */
export interface Closing {
  readonly activities: boolean;
  readonly timers: boolean;
  readonly sessions: boolean;
}

export interface NewRun {
  readonly ref: RunRef;
  readonly event: RunStarted;
  readonly events: string;
  readonly wakeId: string;
  readonly reject: boolean;
  readonly prefix: RunPrefix | undefined;
  readonly messages: readonly InboxBody[];
}

export function writePlan(
  batch: readonly FlushItem[],
  closing: ReadonlyMap<string, Closing>,
  newWakeId: () => string,
): readonly PlannedStatement[] {
  const starts = batch.filter((item): item is StartItem => item.kind === 'start');
  const commits = batch.filter((item): item is CommitItem => item.kind === 'commit').sort(byRun);
  const changing = commits.filter(({ transition }) => !onlyAppends(transition));
  return [
    ...startStatements(starts.map((item) => newRunOf(item, newWakeId))),
    ...appendStatement(commits),
    ...effects.flatMap(({ statement, width, rows }) =>
      plan(
        statement,
        width,
        changing.flatMap(({ transition }) => rows(transition)),
      ),
    ),
    ...closeStatements(changing, closing),
    ...startStatements(changing.flatMap((item) => nextRunOf(item, newWakeId))),
  ];
}

/** The statement with these rows; none if there are none. */
export function plan(
  statement: string,
  width: number,
  rows: readonly RowValues[],
): readonly PlannedStatement[] {
  return rows.length === 0 ? [] : [{ statement, values: columns(rows, width) }];
}

function byRun(a: CommitItem, b: CommitItem): number {
  const [left, right] = [a.transition, b.transition];
  if (left.shard !== right.shard) return left.shard - right.shard;
  return left.runId < right.runId ? -1 : 1;
}

/** JSON text has no control characters, so that one may stand between the texts: an array literal would escape every quote in them. */
const BETWEEN_TEXTS = '\u001e';

function appendStatement(commits: readonly CommitItem[]): readonly PlannedStatement[] {
  const texts = commits.map(({ events }) => events).join(BETWEEN_TEXTS);
  return plan('append-history', 5, commits.map(historyRow)).map(({ statement, values }) => ({
    statement,
    values: [...values, texts],
  }));
}

function historyRow({ transition: t }: CommitItem): RowValues {
  return [t.atMs, t.seq, t.events.length, t.shard, t.runId];
}

/** Those that answer which runs they have made. */
export const starting: readonly string[] = ['start-run', 'start-runs'];

/** In one transaction, and the first of their kind in it: `now()` tells the second which rows the first has made. */
export function startStatements(runs: readonly NewRun[]): readonly PlannedStatement[] {
  const [only] = runs;
  if (runs.length === 1 && only !== undefined && isPlain(only))
    return plan('start-run', 14, [[...runRow(only), only.events, only.wakeId]]);
  return [
    ...plan('start-runs', 12, runs.map(runRow)),
    ...plan(
      'start-histories',
      5,
      runs.map(({ ref, events, wakeId, prefix }) => [
        ...[ref.shard, ref.runId, events, wakeId, prefix?.startedAtMs],
      ]),
    ),
    ...plan('start-prefixes', 6, runs.flatMap(prefixRows)),
    ...plan('start-signals', 5, runs.flatMap(messageRows)),
  ];
}

/** Nothing was there before it, and nothing waits for it. */
function isPlain({ prefix, messages }: NewRun): boolean {
  return prefix === undefined && messages.length === 0;
}

function runRow({ ref, event, reject }: NewRun): RowValues {
  return [
    ...[ref.shard, ref.runId, event.workflowId, event.workflow, event.taskQueue],
    ...[event.design?.designId, event.design?.version, event.parent?.runId, event.by],
    ...[JSON.stringify(event.attributes ?? {}), reject, event.resetFrom?.runId],
  ];
}

/** The id of its wake row tells when that is written: an owner looks for new rows only so far back. */
function newRunOf(item: StartItem, newWakeId: () => string): NewRun {
  const { request, events } = item;
  const { ref, event, reusePolicy, prefix, signals: messages } = request;
  const wakeId = newWakeId();
  item.wakeId = wakeId as InboxId;
  return { ref, event, events, wakeId, reject: reusePolicy === 'reject', prefix, messages };
}

function nextRunOf({ transition }: CommitItem, newWakeId: () => string): readonly NewRun[] {
  const next = transition.close?.next;
  if (!next) return [];
  const { ref, event, prefix, messages = [] } = next;
  const events = encodeEvents([event]);
  return [{ ref, event, events, wakeId: newWakeId(), reject: false, prefix, messages }];
}

function prefixRows({ ref, prefix }: NewRun): readonly RowValues[] {
  return (prefix?.rows ?? []).map(({ seq, atMs, events }) => [
    ...[atMs, seq, events.length, ref.shard, ref.runId, encodeEvents(events)],
  ]);
}

function messageRows({ ref, messages }: NewRun): readonly RowValues[] {
  return messages.map((body) => {
    const dedupKey = 'requestId' in body ? `signal:${body.requestId}` : null;
    return [ref.shard, ref.runId, body.kind, JSON.stringify(body), dedupKey];
  });
}

/** A decision may begin something and, by what it has read further on, end its run: that goes with the run, too, and nobody has seen it yet. */
const begins: Record<keyof Closing, (transition: Transition) => boolean> = {
  activities: ({ addActivities }) => addActivities.length > 0,
  timers: ({ addTimers }) => addTimers.length > 0,
  sessions: ({ addSessions }) => addSessions.length > 0,
};

function closeStatements(
  changing: readonly CommitItem[],
  found: ReadonlyMap<string, Closing>,
): readonly PlannedStatement[] {
  const closes = changing.flatMap(({ transition: t }) => (t.close === null ? [] : [{ t, close: t.close }]));
  const having = (what: keyof Closing) =>
    closes.filter(({ t }) => found.get(t.runId)?.[what] === true || begins[what](t));
  return [
    ...plan(
      'clear-timers',
      2,
      having('timers').map(({ t }) => [t.shard, t.runId]),
    ),
    ...plan(
      'clear-activities',
      2,
      having('activities').map(({ t }) => [t.shard, t.runId]),
    ),
    ...plan(
      'clear-human-tasks',
      4,
      having('activities').map(({ t, close }) => [
        ...[t.shard, t.runId, close.status === 'timedOut' ? 'expired' : 'cancelled', t.atMs],
      ]),
    ),
    ...plan(
      'clear-sessions',
      3,
      having('sessions').map(({ t }) => [t.shard, t.runId, t.atMs]),
    ),
    ...plan(
      'close-runs',
      5,
      closes.map(({ t, close }) => [t.shard, t.runId, close.status, t.atMs, close.next?.ref.runId]),
    ),
  ];
}
