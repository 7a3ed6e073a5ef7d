// A run that its owner holds in memory.
//
// loading    its history is being read and replayed. Left to syncing, ready, blocked or gone.
// syncing    replayed, but its inbox rows must be read again: what was read before the history may have been consumed by another owner.
// ready      has stimuli to take in, and waits for its turn.
// deciding   a stimulus was applied; its code runs until the microtasks are drained.
// committing its transition is on the way to the storage. Never more than one per run; what arrives meanwhile queues up.
// waiting    nothing to do until something comes. Parked if nothing of it runs in this process: then it may be evicted.
// blocked    no worker can go on with it for now. Tried again with back-off.
// gone       closed, evicted or lost. Whoever still holds it does nothing with it.
import {
  emptyRunState,
  noEntries,
  unlessEmpty,
  type ActivityId,
  type ActivityState,
  type InboxId,
  type RunRef,
  type RunState,
  type TimerId,
} from '@baton/core';
import type { EventBody, StimulusEvent } from '@baton/core';
import type { WorkflowExecution } from '@baton/workflow';
import type { Draft } from '../decide/draft.ts';
import { newMemory, type RunMemory } from '../decide/run-memory.ts';
import type { InboxBody, NewActivityRow } from '../storage.ts';
import type { Attempt } from './attempt.ts';

export type Mode =
  'loading' | 'syncing' | 'ready' | 'deciding' | 'committing' | 'waiting' | 'blocked' | 'gone';

/** A stimulus on its way into the history. */
export type Pending =
  /** RunStarted is recorded already; the code has not seen it. */
  | { readonly kind: 'start' }
  | { readonly kind: 'inbox'; readonly id: InboxId; readonly body: InboxBody }
  | { readonly kind: 'timer'; readonly timerId: TimerId; readonly fireAtMs: number }
  /** What became of an inline attempt. */
  | {
      readonly kind: 'outcome';
      readonly activityId: ActivityId;
      readonly attempt: number;
      readonly event: StimulusEvent;
    }
  /** It was open inline where this process had not begun it: its attempt is lost. What that leads to depends on how it is by then. */
  | {
      readonly kind: 'lost';
      readonly activityId: ActivityId;
      readonly event: (activity: ActivityState, draft: Draft) => StimulusEvent;
    }
  /** An inline attempt gets a row. */
  | {
      readonly kind: 'dispatch';
      readonly attempt: number;
      readonly event: Extract<EventBody, { type: 'ActivityDispatched' }>;
      readonly row: (atMs: number) => NewActivityRow;
      /** Told whether there is such a row now. */
      readonly settled: (hasRow: boolean) => void;
    };

export interface ResidentRun {
  readonly ref: RunRef;
  mode: Mode;
  state: RunState;
  memory: RunMemory;
  execution: WorkflowExecution | null;
  pending: Pending[];
  /** The transition that is growing, held or on its way. */
  draft: Draft | null;
  /** What the transition has taken from `pending`, to be taken again if it is refused. */
  taken: Pending[];
  /** Wake rows of this run. */
  wakes: InboxId[];
  /** Whether the wake row was put by this owner: another's may be consumed by that other. */
  ownsWake: boolean;
  /** Attempts in this process, until they end: also those that have got a row. */
  attempts: Map<ActivityId, Attempt>;
  /** The shard is lost, or the owner stops: the run goes once nothing of it is under way. */
  leaving: boolean;
  /** It closed while messages waited that it had not seen; decided again, these come first. Then it may close. */
  redone: boolean;
  /** When the run must have ended. */
  timeOutAtMs: number | null;
  /** Rows came that may be older than the history that was read: see `syncing`. */
  mustSync: boolean;
  /** As the storage has it, since it was read or begun and has not rested. Later another owner may have gone on with it unseen. */
  fresh: boolean;
  /** Something came that means nothing to it: it is late, or this owner's picture of the run is. */
  doubtful: boolean;
  /** Owned before in this process: what is open inline has not run elsewhere. */
  hadBefore: boolean;
  /** Times in a row that it could not go on: see blocked-runs.ts. */
  troubles: number;
  /** Times in a row that another writer was first. */
  conflicts: number;
  warned: boolean;
}

export function newResident(ref: RunRef): ResidentRun {
  return {
    ref,
    mode: 'loading',
    state: emptyRunState(),
    memory: newMemory(),
    execution: null,
    pending: [],
    draft: null,
    taken: [],
    wakes: [],
    ownsWake: false,
    attempts: noEntries(),
    leaving: false,
    redone: false,
    timeOutAtMs: null,
    mustSync: false,
    fresh: true,
    doubtful: false,
    hadBefore: false,
    troubles: 0,
    conflicts: 0,
    warned: false,
  };
}

/** Whether the owner's memory is the only place that knows of work of this run. */
export function hasInlineOpen(run: ResidentRun): boolean {
  for (const activity of run.state.activities.values()) {
    if (activity.mode === 'inline') return true;
  }
  return false;
}

/** Whether this inbox row is on its way into the history already. */
export function knowsRow(run: ResidentRun, id: InboxId): boolean {
  return (
    run.wakes.includes(id) ||
    (run.draft?.consume.includes(id) ?? false) ||
    run.pending.some((pending) => pending.kind === 'inbox' && pending.id === id)
  );
}

/** Whether an attempt runs here that nobody else could go on with. */
export function hasOwnAttempts(run: ResidentRun): boolean {
  for (const attempt of run.attempts.values()) if (attempt.row === null) return true;
  return false;
}

/** What only memory knows; inbox rows are read again. */
export function inMemory(pending: readonly Pending[]): Pending[] {
  return pending.filter(({ kind }) => kind !== 'inbox' && kind !== 'start');
}

/** Tells whoever asked for a row whether there is one. */
export function settlePending(run: ResidentRun, pending: Pending): void {
  if (pending.kind !== 'dispatch') return;
  pending.settled(run.state.activities.get(pending.event.activityId)?.mode === 'dispatched');
}

/** Whether the end of this activity's inline attempt, or its row, is on its way into the history. */
export function isPending(run: ResidentRun, activityId: ActivityId): boolean {
  return run.pending.some(
    (pending) =>
      ((pending.kind === 'outcome' || pending.kind === 'lost') && pending.activityId === activityId) ||
      (pending.kind === 'dispatch' && pending.event.activityId === activityId),
  );
}

/** Nothing moves it for now: gives back what it no longer uses. */
export function shrink(run: ResidentRun): void {
  // An array that had something in it keeps room for seventeen.
  if (run.pending.length === 0) run.pending = [];
  run.attempts = unlessEmpty(run.attempts);
  run.state.activities = unlessEmpty(run.state.activities);
  run.state.timers = unlessEmpty(run.state.timers);
}
