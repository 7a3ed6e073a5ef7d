// Where a run can be run again from: right after something happened to it, or right before.
//
// Between the commands of one decision there is no such place: the code asks for them all at once.
import { isCommandEvent } from './command-events.ts';
import type { HistoryEvent } from './events.ts';
import { closeStatusOf } from './reducer.ts';

/**
 * The seqs up to which a history may be kept for a new run, rising. After a stimulus the decision that it led to is made again;
 * before the next one, what was decided stands.
 */
export function resetPoints(events: readonly HistoryEvent[]): readonly number[] {
  return events.filter((event, at) => canEndWith(event, events[at + 1])).map(({ seq }) => seq);
}

/** The first decision of the run, or its last one that led to something, made again. `null`: nothing was decided yet. */
export function decisionPoint(
  events: readonly HistoryEvent[],
  which: 'firstDecision' | 'lastDecision',
): number | null {
  if (which === 'firstDecision') return events.length > 0 ? 1 : null;
  const points = new Set(resetPoints(events));
  const last = events.findLast(
    (event, at) => points.has(event.seq) && !isCommandEvent(event) && isCommand(events[at + 1]),
  );
  return last?.seq ?? null;
}

function canEndWith(event: HistoryEvent, next: HistoryEvent | undefined): boolean {
  if (closeStatusOf(event) !== null) return false;
  // What runs in a session ends with it: that belongs together.
  if (next?.type === 'ActivityCancelled' && (event.type === 'SessionFailed' || event.type === next.type))
    return false;
  return !isCommandEvent(event) || !isCommand(next);
}

function isCommand(event: HistoryEvent | undefined): boolean {
  return event !== undefined && isCommandEvent(event);
}
