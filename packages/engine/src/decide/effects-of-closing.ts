// The end of a run: its parent hears of it, its children end as was agreed, and a next run begins if it was asked for.
import {
  closeStatusOf,
  runRef,
  runTimedOutFailure,
  terminatedFailure,
  type CloseEvent,
  type Failure,
  type Json,
  type RunStarted,
} from '@baton/core';
import type { InboxBody } from '../storage.ts';
import { startOf, type Deciding } from './deciding.ts';
import { plus } from './draft.ts';
import { endSessions } from './effects-of-sessions.ts';
import type { Effects } from './enact.ts';
import { latestHeard } from './run-memory.ts';

export const closeEffects: Effects<CloseEvent['type']> = {
  RunCompleted: (deciding, event) => {
    close(deciding, event);
    tellParent(deciding, { result: event.result });
  },
  RunFailed: endBadly,
  RunCancelled: endBadly,
  RunTerminated: (deciding, event) => {
    close(deciding, event);
    tellParent(deciding, { failure: terminatedFailure(event.reason, event.by) });
  },
  RunTimedOut: (deciding, event) => {
    close(deciding, event);
    tellParent(deciding, { failure: runTimedOutFailure() });
  },
  // The next run answers to the parent. Its own children are others: nobody would hear of these.
  RunContinuedAsNew: (deciding, { nextRunId, workflow, input }) => {
    const { ref, draft, state } = deciding;
    const { sessions: _, given: _given, signals: _signals, heard: _heard, ...rest } = startOf(state);
    const { resetFrom: _reset, design, ...kept } = rest;
    const heard = latestHeard(deciding.memory);
    const event: RunStarted = {
      ...withoutTime(kept),
      ...(design === undefined || workflow !== kept.workflow ? {} : { design }),
      workflow,
      input,
      attributes: state.attributes,
      continuedFrom: ref.runId,
      ...(heard.length === 0 ? {} : { heard }),
    };
    draft.close = { status: 'continuedAsNew', next: { ref: { shard: ref.shard, runId: nextRunId }, event } };
    leaveChildren(deciding);
  },
};

function endBadly(
  deciding: Deciding,
  event: Extract<CloseEvent, { type: 'RunFailed' | 'RunCancelled' }>,
): void {
  close(deciding, event);
  tellParent(deciding, { failure: event.failure });
}

function close(deciding: Deciding, event: CloseEvent): void {
  const status = closeStatusOf(event);
  if (status === null) throw new TypeError(`${event.type} does not end a run`);
  deciding.draft.close = { status, next: null };
  leaveChildren(deciding);
  endSessions(deciding);
}

/** What was agreed for each child that may still be open. */
function leaveChildren(deciding: Deciding): void {
  const { draft } = deciding;
  for (const child of deciding.memory.children.values()) {
    if (child.parentClosePolicy === 'terminate') {
      draft.outbox = plus(draft.outbox, { kind: 'terminate', to: child.ref, reason: 'its parent has ended' });
    } else if (child.parentClosePolicy === 'cancel') {
      draft.outbox = plus(draft.outbox, {
        kind: 'message',
        workflowId: null,
        to: child.ref,
        body: { kind: 'cancel', reason: 'its parent has ended', by: 'workflow' },
        dedupKey: 'cancel-by-parent',
      });
    }
  }
}

function tellParent(
  { ref: { runId }, draft, state }: Deciding,
  end: { readonly result: Json } | { readonly failure: Failure },
): void {
  const parent = startOf(state).parent;
  if (parent === undefined) return;
  const { childId } = parent;
  const body: InboxBody =
    'result' in end
      ? { kind: 'childCompleted', childId, result: end.result, runId }
      : { kind: 'childFailed', childId, failure: end.failure, runId };
  draft.outbox = plus(draft.outbox, {
    kind: 'message',
    workflowId: null,
    to: runRef(parent.runId),
    body,
    dedupKey: `child-ended/${childId}`,
  });
}

/** `RunState.started` has the time of the event besides; an event doesn't. */
function withoutTime(started: RunStarted & { readonly atMs?: number }): RunStarted {
  const { atMs: _, ...event } = started;
  return event;
}
