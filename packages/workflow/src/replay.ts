// Replay: two cursors over one list.
import {
  NondeterminismError,
  describe,
  failureFrom,
  isCommandEvent,
  isNodeMark,
  matches,
  stamp,
  type Command,
  type Failure,
  type HistoryEvent,
  type HistoryRow,
} from '@baton/core';
import { turn, type Drain, type WorkflowExecution } from './execution.ts';
import { setFrames } from './run/author-stack.ts';
import { isStimulus } from './stimuli.ts';

/** Where the code and the history part. */
export interface NondeterminismReport {
  /** The event's place; the first one without a record, if the history ends there. */
  readonly seq: number;
  /** What the history has, e.g. `activity "charge" (1)`. */
  readonly recorded: string;
  /** What the code asked for; `null`: nothing. */
  readonly replayed: string | null;
  /** Where the author's code asked for it, e.g. `charge (/app/workflows.ts:12:5)`; `null`: not known. */
  readonly callSite: string | null;
  /** A `NondeterminismError`, ready for `Storage.setBlocked`. */
  readonly failure: Failure;
}

export type ReplayResult =
  | {
      readonly kind: 'ok';
      /** Commands beyond the recorded ones: the decision that the last stimulus led to and that was not stored. */
      readonly pendingCommands: readonly Command[];
    }
  | { readonly kind: 'nondeterminism'; readonly report: NondeterminismReport };

/**
 * Brings a fresh execution to where its history ends.
 *
 * Rows of a closed run replay, too (for queries): its last event is matched with the code's last command.
 */
export async function replay(
  execution: WorkflowExecution,
  rows: readonly HistoryRow[],
  drain: Drain,
): Promise<ReplayResult> {
  const result = await follow(execution, rows, drain);
  if (result.kind === 'ok' || result.report.replayed === null) return result;
  // Only now is it worth knowing where the code asked for what.
  const knowing = execution.again();
  const second = await follow(knowing, rows, drain);
  knowing.dispose();
  return second.kind === 'ok' ? result : second;
}

async function follow(
  execution: WorkflowExecution,
  rows: readonly HistoryRow[],
  drain: Drain,
): Promise<ReplayResult> {
  const events = rows.flatMap(stamp);
  const patches = new Set(events.flatMap((event) => (event.type === 'Patched' ? [event.id] : [])));
  let next = 0;
  for (;;) {
    const event = events[next];
    if (event === undefined) return { kind: 'ok', pendingCommands: [] };
    if (isOfTheCode(event)) return parted(event, null);
    next += 1;
    // `RunTerminated`, `RunTimedOut`, or a kind that a later version has added: nothing that this code can see.
    if (!isStimulus(event)) {
      leaveOut(execution, event);
      continue;
    }
    execution.setReplaying(next < events.length ? patches : null);
    const commands = await turn(execution, event, drain);
    const { matched, recorded } = match(commands, events, next);
    events.slice(next, next + recorded).forEach((recordedEvent) => execution.recall(recordedEvent));
    next += recorded;
    const command = commands.slice(matched).find((left) => !isNodeMark(left));
    const at = events[next];
    if (at === undefined) {
      execution.setReplaying(null);
      return { kind: 'ok', pendingCommands: commands.slice(matched) };
    }
    // A run that was ended from outside may have had a decision that was never stored.
    if (command !== undefined && !isEndFromOutside(at))
      return parted(at, { command, callSite: execution.siteOf(command) });
  }
}

/** Recorded because the code asked, so it stands where the code asks again. */
function isOfTheCode(event: HistoryEvent): boolean {
  return isCommandEvent(event) && !isEndFromOutside(event);
}

function leaveOut(execution: WorkflowExecution, event: HistoryEvent): void {
  if (isEndFromOutside(event)) execution.endFromOutside();
}

/** How many commands, and how many events from `first`, go together. */
function match(
  commands: readonly Command[],
  events: readonly HistoryEvent[],
  first: number,
): { readonly matched: number; readonly recorded: number } {
  let matched = 0;
  let recorded = 0;
  for (;;) {
    const event = events[first + recorded];
    const command = commands[matched];
    if (event === undefined || !isCommandEvent(event)) break;
    if (command !== undefined && matches(command, event)) matched += 1;
    // Of what a version marks at once, another one makes several marks, or none.
    else if (command !== undefined && isNodeMark(command)) {
      matched += 1;
      continue;
    }
    // `Patched`: the code has lost its `patched` call: the change is done, no run needs the old way.
    else if (event.type !== 'Patched' && !isNodeMark(event)) break;
    recorded += 1;
  }
  return { matched, recorded };
}

/** The run was ended without its code, whatever that was doing. */
function isEndFromOutside(event: HistoryEvent): boolean {
  if (event.type === 'RunFailed') return event.failure.code === 'HISTORY_TOO_LARGE';
  return event.type === 'RunTerminated' || event.type === 'RunTimedOut';
}

interface Asked {
  readonly command: Command;
  readonly callSite: string | null;
}

function parted(event: HistoryEvent, asked: Asked | null): ReplayResult {
  const at = {
    seq: event.seq,
    recorded: describe(event),
    replayed: asked === null ? null : describe(asked.command),
    callSite: asked?.callSite ?? null,
  };
  const error = new NondeterminismError(at);
  // The place in the author's code is all that its stack could tell.
  setFrames(error, at.callSite === null ? [] : [`    at ${at.callSite}`]);
  return { kind: 'nondeterminism', report: { ...at, failure: failureFrom(error) } };
}
