// What an owner needs and what it offers. See create-owner.ts for what it does.
import type { CancelReason, Failure, InboxId, Json, RunRef, RunStarted } from '@baton/core';
import type { WorkflowDefinition } from '@baton/workflow';
import type { ActivityTarget, ActivityTask, AttemptFlush, Hint, OwnedShards, Storage } from '../storage.ts';

/** Database time, as far as this process knows it. Never ahead of the database, so that no timer fires early. */
export interface Clock {
  nowMs(): number;
}

export type Cancel = () => void;

/** The ways in which the engine waits. Production gives the event loop, simulation and tests their own. */
export interface Scheduler {
  /** Runs `task` once, not before `delayMs` have passed. */
  after(delayMs: number, task: () => void): Cancel;
  /**
   * As `after`, where nothing depends on the moment: looking whether something is new, in case that no hint came, and waiting a little so that
   * several things become one. Where time is skipped, it doesn't count.
   */
  about(delayMs: number, task: () => void): Cancel;
  /** Runs `task` once every microtask is drained (`setImmediate`). */
  soon(task: () => void): void;
}

/**
 * The code of a run's workflow; `null` if this process does not have it (the run is then marked as blocked and tried again).
 * Answers at once where it can: a promise costs a turn of the event loop per run.
 */
export type WorkflowResolver = (
  started: RunStarted,
) => WorkflowDefinition | null | Promise<WorkflowDefinition | null>;

/**
 * One attempt of an inline activity, as its runner sees it. It ends with exactly one of `completed`, `failed`, `cancelled` or `madeAsync`;
 * what is called after that, or after the owner has closed the attempt, is ignored.
 */
export interface InlineAttempt {
  readonly task: ActivityTask;
  completed(result: Json): void;
  /** The owner asks the retry policy. `last`: what its last heartbeat said. */
  failed(failure: Failure, beats?: AttemptFlush & { readonly last: Json | undefined }): void;
  /** Acknowledges a cancellation. */
  cancelled(failure: Failure): void;
  /** The handler has returned `makeAsync()`: the attempt stays open, the slot is free. */
  madeAsync(): void;
  /**
   * The attempt needs a row that others can see: its token was read, or it sends heartbeats. Idempotent. Resolves once the row is durable, with
   * `false` if the activity was closed before. From then on heartbeats go to the storage; its end still goes through this object.
   */
  dispatch(): Promise<boolean>;
}

/** Runs activities in the owner's own process; the worker gives it. */
export interface InlineExecutor {
  /**
   * Whether this process runs that activity for runs of that queue. `false` for activities that are known to read their token or to
   * send heartbeats saves them the detour.
   */
  accepts(taskQueue: string, name: string): boolean;
  /** Starts the attempt; it must not throw and may answer at once. Answers how to abort it. */
  start(attempt: InlineAttempt): (reason: CancelReason) => void;
}

export interface OwnerLimits {
  /** Runs kept in memory while they wait for something from outside. */
  readonly residentRuns: number;
  /** Inline activities that run at the same time; the others wait in order of arrival. */
  readonly inlineSlots: number;
  /** How long a first decision may stay in memory only. */
  readonly holdMs: number;
  /** How often the inbox is read when no hint came. */
  readonly pollMs: number;
  /** How often the inbox is read from its start. */
  readonly fullScanMs: number;
  /** How far behind the last reading the inbox is read again once a second, since ids may become visible out of order. */
  readonly overlapMs: number;
  /** The same for all other readings: what comes later than that is found up to a second later. */
  readonly nearOverlapMs: number;
  /** Runs whose history is read at once. */
  readonly loadBatch: number;
  /** Stimuli that one transition of one run may take in. */
  readonly stimuliPerTransition: number;
  readonly historyWarnEvents: number;
  readonly historyMaxEvents: number;
}

export interface OwnerLogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly run?: RunRef;
  readonly error?: unknown;
}

export interface OwnerOptions {
  readonly storage: Storage;
  readonly resolver: WorkflowResolver;
  readonly inline: InlineExecutor;
  /** The worker that rows of dispatched inline attempts name. */
  readonly workerId: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** `n` random bytes. */
  readonly random: (n: number) => Uint8Array;
  readonly limits?: Partial<OwnerLimits>;
  readonly log?: (entry: OwnerLogEntry) => void;
  /** Something was put into the outbox: see `deliverOutbox`. */
  readonly wroteOutbox?: () => void;
}

/** A run that this process has just started: what `startRun` was given and answered. */
export interface AdoptedRun {
  readonly ref: RunRef;
  readonly event: RunStarted;
  readonly atMs: number;
  readonly inboxId: InboxId;
}

export interface OwnerStats {
  readonly resident: number;
  readonly active: number;
  readonly inlineRunning: number;
  readonly inlineWaiting: number;
  readonly timers: number;
  readonly blocked: number;
}

/** Decides for the runs of the shards it is given. Any number of owners may believe in the same shard: the append decides who is right. */
export interface Owner {
  /**
   * What is owned from now on. Runs of other shards are handed over or dropped, those of new shards found in the inbox, which is read from its
   * start: so call it when something has changed, a lease's epoch included.
   */
  setShards(owned: OwnedShards): void;
  /** Inbox rows until here have been read (see `Look`). */
  inboxReadUntil(): InboxId | null;
  /** Something may be new: looks soon. */
  wake(hint?: Hint): void;
  /** Goes on with a run that this process has started, without reading it. Ignored if its shard isn't owned. */
  adopt(run: AdoptedRun): void;
  /** An attempt that runs here has been asked to stop (see `Storage.cancelRequests`). Nothing happens if it doesn't. */
  abort(target: ActivityTarget, reason: CancelReason): void;
  /** Tries blocked runs again at once (the registration of workflows has changed). */
  retryBlocked(): void;
  /**
   * The answer of a query handler; also for closed runs, and in processes that don't own the run.
   * @throws {UnknownQueryError} that lists the known names; {QueryFailedError} if the handler throws; {RunNotFoundError}
   */
  query(ref: RunRef, name: string, args: readonly Json[]): Promise<Json>;
  stats(): OwnerStats;
  /** Takes nothing new, waits until open transitions and inline attempts have ended or `graceMs` have passed, then aborts the rest. */
  stop(graceMs: number): Promise<void>;
}
