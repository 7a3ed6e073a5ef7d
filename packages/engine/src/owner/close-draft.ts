// The last touches to a transition before it goes to the storage.
import type { InboxId, UnheardSignal } from '@baton/core';
import { plus, type Draft } from '../decide/draft.ts';
import { startNextWith } from '../decide/enact.ts';
import { passNewsOn } from '../decide/given-sessions.ts';
import { isRepeated } from '../decide/stimulus-of.ts';
import type { InboxBody } from '../storage.ts';
import { hasInlineOpen, type Pending, type ResidentRun } from './resident-run.ts';
import { RUN_TIMER } from './run-timer.ts';

/** What somebody said to the run, and waits to be heard. Other rows may come too late. */
const messages: ReadonlySet<InboxBody['kind']> = new Set(['signal', 'cancel', 'update']);

/**
 * Whether the run would end without having seen what was said to it. One that was decided again for that may end although more has come, or
 * it might never: but not without its first cancel.
 */
export function leavesUnheard({ pending, redone, state }: ResidentRun): boolean {
  const isUnheard = ({ kind }: InboxBody): boolean =>
    kind === 'cancel' ? state.cancelRequested === null : !redone && messages.has(kind);
  return pending.some((each) => each.kind === 'inbox' && isUnheard(each.body));
}

/**
 * Messages first: they came while the end was being written. Only the start comes before them. A cancel comes before the others: if one of
 * those makes the code end the run, or begin it anew, the cancel must have been seen.
 */
export function messagesFirst(run: ResidentRun): void {
  const rank = (pending: Pending): number => {
    if (pending.kind === 'start') return 0;
    if (pending.kind !== 'inbox' || !messages.has(pending.body.kind)) return 3;
    return pending.body.kind === 'cancel' ? 1 : 2;
  };
  run.pending.sort((a, b) => rank(a) - rank(b));
}

/**
 * A closing transition consumes all rows that are known: nobody will read them. The next run of the chain gets the signals, and
 * what became of its sessions.
 */
export function consumeAll(run: ResidentRun, draft: Draft): void {
  passSignalsOn(run, draft);
  const rows = run.pending.flatMap((pending) => (pending.kind === 'inbox' ? [pending.body] : []));
  passNewsOn({ draft, state: run.state, memory: run.memory }, rows);
  for (const pending of run.pending) {
    if (pending.kind === 'inbox') draft.consume = plus(draft.consume, pending.id);
  }
  run.pending = run.pending.filter((pending) => pending.kind === 'dispatch');
  consumeWakes(run, draft);
}

function passSignalsOn({ pending, memory }: ResidentRun, draft: Draft): void {
  const next = draft.close?.next;
  if (next === null || next === undefined) return;
  const unread = pending.flatMap((each): readonly UnheardSignal[] => {
    if (each.kind !== 'inbox' || each.body.kind !== 'signal' || isRepeated(each.body, memory)) return [];
    const { name, payload, requestId } = each.body;
    return [{ name, payload, ...(requestId === undefined ? {} : { requestId }) }];
  });
  if (unread.length === 0) return;
  const { signals = [], heard = [] } = next.event;
  const ids = unread.flatMap(({ requestId }) => requestId ?? []);
  startNextWith({ draft }, { signals: [...signals, ...unread], heard: [...heard, ...ids] });
}

/**
 * A wake row exists exactly while only memory knows of work. One that this owner did not put is replaced, since another owner who believes
 * to have the run may consume it.
 */
export function keepWake(run: ResidentRun, draft: Draft, newId: (run: ResidentRun) => InboxId): void {
  if (!hasInlineOpen(run)) {
    consumeWakes(run, draft);
  } else if (!run.ownsWake || run.wakes.length !== 1) {
    consumeWakes(run, draft);
    draft.addWake = newId(run);
    run.wakes = [draft.addWake];
    run.ownsWake = true;
  }
}

function consumeWakes(run: ResidentRun, draft: Draft): void {
  for (const id of run.wakes) draft.consume = plus(draft.consume, id);
  forgetWakes(run);
}

/** They are about to go. A reading under way may still bring one of them: it must not be taken for one that stays. */
export function forgetWakes(run: ResidentRun): void {
  run.wakes = [];
  run.ownsWake = false;
}

/** The run's own timeout is a timer row, put by the first transition; of a run that begins with the history of another, by its first own one. */
export function addRunTimer(run: ResidentRun, draft: Draft): void {
  const isFirst = draft.seq === 2 || draft.events.some(({ type }) => type === 'RunReset');
  if (!isFirst || run.timeOutAtMs === null || draft.close !== null) return;
  draft.addTimers = plus(draft.addTimers, { timerId: RUN_TIMER, fireAtMs: run.timeOutAtMs });
}

/** What there may be besides what the transition itself ends. */
export function tellLeft({ state, timeOutAtMs }: ResidentRun, draft: Draft): void {
  if (draft.close === null) return;
  const activities = [...state.activities.values()].some(({ mode }) => mode !== 'inline');
  draft.close = {
    ...draft.close,
    leaves: { activities, timers: timeOutAtMs !== null || state.timers.size > 0 },
  };
}

/** How old a start may be to count as fresh: an older one may have been tried by an owner that died of it. */
const FRESH_MS = 2_000;

/**
 * Whether the transition may stay in memory until more comes: the first one of a fresh run, if it does nothing but start inline activities.
 * A new owner would decide the same again.
 */
export function isHoldable(run: ResidentRun, draft: Draft): boolean {
  const startedAtMs = run.state.started?.atMs ?? 0;
  return (
    draft.seq === 2 &&
    run.ownsWake &&
    run.wakes.length === 1 &&
    draft.start.length > 0 &&
    draft.consume.length === 0 &&
    draft.atMs - startedAtMs < FRESH_MS &&
    draft.events.every(
      (event) =>
        event.type === 'Marked' ||
        event.type === 'Patched' ||
        (event.type === 'ActivityScheduled' && event.mode === 'inline'),
    )
  );
}
