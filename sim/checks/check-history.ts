// What must be true of a run's history, whatever happened: by itself, and beside what really happened outside.
import { closeStatusOf, type EventBody, type HistoryRow, type RunRef } from '@baton/core';
import { isStimulus } from '@baton/workflow';
import type { Ledger } from '../ledger.ts';

export interface RunToCheck {
  readonly ref: RunRef;
  readonly rows: readonly HistoryRow[];
  readonly ledger: Ledger;
}

/** What is wrong; empty if nothing is. */
export function checkHistory({ ref, rows, ledger }: RunToCheck): readonly string[] {
  const events = rows.flatMap((row) => row.events);
  const effects = ledger.effects.filter(({ runId }) => runId === ref.runId);
  return [
    ...endings(events),
    ...outcomes(events),
    ...withoutEffect(events, effects),
    ...tooSoon(rows),
    ...receivedTwice(events),
  ];
}

function endings(events: readonly EventBody[]): readonly string[] {
  const ends = events.filter((event) => closeStatusOf(event) !== null);
  if (ends.length === 0) return [`is stuck after ${events.map(({ type }) => type).join(' ')}`];
  return ends.length > 1 || ends[0] !== events.at(-1)
    ? [`has ${ends.length} ends, or goes on after one`]
    : [];
}

const outcomeTypes = [
  'ActivityCompleted',
  'ActivityFailed',
  'ActivityCancelled',
  'ActivityResolved',
  'ActivityRejected',
] as const;
type Outcome = Extract<EventBody, { type: (typeof outcomeTypes)[number] }>;

function isOutcome(event: EventBody): event is Outcome {
  return (outcomeTypes as readonly string[]).includes(event.type);
}

/** Each activity has at most one outcome, after it was scheduled; no heartbeat follows. */
function outcomes(events: readonly EventBody[]): readonly string[] {
  const scheduled = new Set<string>();
  const ended = new Set<string>();
  const problems: string[] = [];
  for (const event of events) {
    if (event.type === 'ActivityScheduled') scheduled.add(event.activityId);
    else if (event.type === 'ActivityHeartbeat') {
      if (ended.has(event.activityId)) problems.push(`activity ${event.activityId} beats after its end`);
    } else if (isOutcome(event)) {
      if (!scheduled.has(event.activityId))
        problems.push(`activity ${event.activityId} ended and was never scheduled`);
      if (ended.has(event.activityId)) problems.push(`activity ${event.activityId} ended twice`);
      ended.add(event.activityId);
    }
  }
  return problems;
}

/** Each result that is recorded is that of a handler which ran, for that activity. */
function withoutEffect(events: readonly EventBody[], effects: Ledger['effects']): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== 'ActivityCompleted') return [];
    const { execution } = (event.result ?? {}) as { readonly execution?: number };
    if (execution === undefined) return [];
    const ran = effects.find(
      (effect) => effect.execution === execution && effect.activityId === event.activityId,
    );
    if (ran === undefined) return [`the result of activity ${event.activityId} is nobody's`];
    const attempt = event.by === undefined ? (event.attempt ?? ran.attempt) : ran.attempt;
    return attempt === ran.attempt
      ? []
      : [
          `the result of activity ${event.activityId} is of attempt ${ran.attempt}, and counted for ${attempt}`,
        ];
  });
}

/** No timer fires, and no time limit passes, before its time. */
function tooSoon(rows: readonly HistoryRow[]): readonly string[] {
  const due = new Map<string, number>();
  return rows.flatMap(({ atMs, events }) =>
    events.flatMap((event) => {
      noteDue(due, event, atMs);
      const passed = passedBy(event);
      return passed !== null && atMs < (due.get(passed) ?? -Infinity) ? [`${passed} has passed early`] : [];
    }),
  );
}

function noteDue(due: Map<string, number>, event: EventBody, atMs: number): void {
  if (event.type === 'TimerStarted') due.set(`timer ${event.timerId}`, event.fireAtMs);
  if (event.type !== 'ActivityScheduled') return;
  const { scheduleToStartMs } = event.options;
  if (scheduleToStartMs !== null) due.set(`scheduleToStart ${event.activityId}`, atMs + scheduleToStartMs);
}

function passedBy(event: EventBody): string | null {
  if (event.type === 'TimerFired') return `timer ${event.timerId}`;
  if (event.type !== 'ActivityFailed' || event.failure.code !== 'ACTIVITY_TIMEOUT') return null;
  const kind = event.failure.fields?.['kind'];
  return typeof kind === 'string' ? `${kind} ${event.activityId}` : null;
}

function receivedTwice(events: readonly EventBody[]): readonly string[] {
  const ids = events.flatMap((event) => {
    if (event.type === 'SignalReceived')
      return event.requestId === undefined ? [] : [`signal ${event.requestId}`];
    return event.type === 'UpdateReceived' ? [`update ${event.updateId}`] : [];
  });
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => `${id} was received twice`);
}

/**
 * What somebody was told is done is in the history; or the run was ended by force, which hears nobody; or it ended by what an earlier message
 * said, so that there was no code any more to hear the later one. `events`: those of the whole chain that begins with this run.
 */
export function checkHeard(events: readonly EventBody[], ref: RunRef, ledger: Ledger): readonly string[] {
  const isForced =
    events.some(({ type }) => type === 'RunTerminated' || type === 'RunTimedOut') || endedByMessage(events);
  return ledger.acknowledged.flatMap((told) => {
    if (told.runId !== ref.runId) return [];
    switch (told.kind) {
      case 'signal':
        return isForced ||
          events.some((event) => event.type === 'SignalReceived' && event.requestId === told.requestId)
          ? []
          : [`signal ${told.requestId} was accepted and lost`];
      case 'update':
        return isForced ||
          events.some((event) => event.type === 'UpdateReceived' && event.updateId === told.updateId)
          ? []
          : [`update ${told.updateId} was accepted and lost`];
      case 'cancel':
        return isForced || events.some(({ type }) => type === 'RunCancelRequested')
          ? []
          : ['a cancel was accepted and lost'];
      case 'terminated':
        return events.some((event) => closeStatusOf(event) !== null) ? [] : ['was terminated, and goes on'];
      case 'completed':
        return completed(
          events,
          told.activityId,
          isForced,
          (result) => JSON.stringify(result) === JSON.stringify(told.value),
        );
      case 'decided':
        return completed(
          events,
          told.activityId,
          isForced,
          (result) => (result as { outcome?: string } | null)?.outcome === told.outcome,
        );
    }
  });
}

const messages: ReadonlySet<EventBody['type']> = new Set([
  'SignalReceived',
  'UpdateReceived',
  'RunCancelRequested',
]);

function endedByMessage(events: readonly EventBody[]): boolean {
  const last = events.findLast((event) => isStimulus(event));
  return last !== undefined && messages.has(last.type);
}

/** An accepted completion is the one that counts, unless the run had closed the activity by itself before it read of it. */
function completed(
  events: readonly EventBody[],
  activityId: string,
  isForced: boolean,
  isThis: (result: unknown) => boolean,
): readonly string[] {
  const outcome = events.find((event) => isOutcome(event) && event.activityId === activityId);
  if (outcome === undefined)
    return isForced ? [] : [`activity ${activityId} was completed, and the run ended without hearing of it`];
  if (outcome.type === 'ActivityCompleted')
    return isThis(outcome.result) ? [] : [`activity ${activityId} was completed with another value`];
  // A failure or a cancellation can't have been accepted after a completion was.
  const isOfTheRun = outcome.type === 'ActivityResolved' || outcome.type === 'ActivityRejected';
  return isOfTheRun ? [] : [`activity ${activityId} was completed, and recorded as ${outcome.type}`];
}
