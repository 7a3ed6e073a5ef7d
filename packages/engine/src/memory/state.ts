// Everything that the memory storage keeps. One process, one thread: a function that doesn't await is a transaction.
import type {
  ActivityId,
  CancelReason,
  HumanDecision,
  HumanTaskSpec,
  InboxId,
  RunId,
  RunRef,
  SessionId,
  Shard,
  TimerId,
  WorkerId,
} from '@baton/core';
import type {
  ActivityTarget,
  Answer,
  Hint,
  HumanTaskRecord,
  InboxRow,
  NewActivityRow,
  NewQuestion,
  OutboxBody,
  RunRecord,
  SessionRecord,
  WorkerRecord,
} from '../storage.ts';

import type { Death } from '../poison.ts';
import type { MemoryLimits } from './limits.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface MemoryActivity extends Omit<Mutable<NewActivityRow>, 'state'> {
  readonly ref: RunRef;
  /** In the order of insertion. */
  readonly order: number;
  state: 'queued' | 'running' | 'async' | 'done';
  epoch: number;
  asyncAtMs: number | null;
  cancelRequested: CancelReason | null;
  /** How it ended, once `done`. */
  outcome: 'completed' | 'failed' | 'cancelled' | null;
  completionKey: string | null;
  beat: MemoryBeat | null;
  /** When a beat was last handed to the workflow. */
  deliveredAtMs: number | null;
  /** Counters of limits in which this attempt has a place, and those of them that it keeps once it is async. */
  held: readonly string[];
  heldWhileAsync: readonly string[];
  /** Workers that died while they ran it, one attempt after the other. */
  deaths: readonly Death[];
  /** Since when nobody runs it: see poison.ts. */
  poisonedAtMs: number | null;
  /** Which of its worker's claims has begun its attempt. */
  claim: number | null;
  /** It has newer details than the workflow was told of. */
  beatWaits: boolean;
}

export interface MemoryBeat {
  readonly atMs: number;
  readonly sequence: number;
  readonly details: unknown;
  readonly attempt: number;
}

export interface MemoryHumanTask extends Omit<Mutable<HumanTaskRecord>, 'spec' | 'decision'> {
  readonly spec: HumanTaskSpec;
  decision: HumanDecision | null;
  decidedKey: string | null;
}

export type MemorySession = Omit<Mutable<SessionRecord>, 'position'> & {
  readonly order: number;
  suspendedAtMs: number | null;
  /** From which pool it has each resource: `host/<id>`, or the worker's key. */
  pools: Readonly<Record<string, string>>;
  /** When something last ran in it. */
  usedAtMs: number;
};

export interface MemoryRun {
  readonly ref: RunRef;
  record: RunRecord;
  /** As the database has it: text. So whoever runs on memory runs through the codec. */
  readonly rows: {
    readonly seq: number;
    readonly atMs: number;
    readonly count: number;
    readonly text: string;
  }[];
  nextSeq: number;
  readonly inbox: Map<InboxId, InboxRow & { readonly dedupKey: string | null }>;
  readonly activities: Map<ActivityId, MemoryActivity>;
  readonly timers: Map<TimerId, { readonly timerId: TimerId; readonly fireAtMs: number }>;
  readonly humanTasks: Map<ActivityId, MemoryHumanTask>;
}

export interface MemoryQuestion extends NewQuestion {
  readonly id: string;
  readonly expiresAtMs: number;
  answer: Answer | null;
}

export interface MemoryState {
  readonly nowMs: () => number;
  readonly newInboxId: () => InboxId;
  readonly runs: Map<RunId, MemoryRun>;
  /** Those that haven't ended. */
  readonly open: Map<RunId, MemoryRun>;
  /** The latest run of each workflow id. */
  readonly latest: Map<string, RunId>;
  readonly sessions: Map<SessionId, MemorySession>;
  readonly workers: Map<WorkerId, Mutable<Omit<WorkerRecord, 'openSessions' | 'pools'>>>;
  /** A worker's claims before this one begin nothing any more. */
  readonly claimsFrom: Map<WorkerId, number>;
  /** What each host has, by `host/<id>`: the worker that registered last speaks. */
  readonly hostPools: Map<string, ReadonlyMap<string, number>>;
  readonly shardLeases: Map<string, { owner: WorkerId | null; epoch: number }>;
  readonly outbox: Map<string, { readonly id: string; readonly from: RunRef; readonly body: OutboxBody }>;
  /** Aborts that a worker hasn't fetched yet. */
  readonly cancels: Map<WorkerId, (ActivityTarget & { readonly reason: CancelReason })[]>;
  readonly questions: Map<string, MemoryQuestion>;
  readonly limits: MemoryLimits;
  readonly listeners: Set<(hint: Hint) => void>;
  order: number;
}

export function shardKey(taskQueue: string, shard: Shard): string {
  return `${shard} ${taskQueue}`;
}

/** A worker whose word counts: it holds its lease. */
export function isLive(state: MemoryState, workerId: WorkerId): boolean {
  const worker = state.workers.get(workerId);
  if (worker === undefined || worker.state === 'lost' || worker.state === 'stopped') return false;
  return worker.leaseUntilMs >= state.nowMs();
}

/** Tells the worker that runs this attempt to stop it. */
export function requestAbort(state: MemoryState, activity: MemoryActivity, reason: CancelReason): void {
  if (activity.state !== 'running' || activity.workerId === null) return;
  const { ref, activityId, attempt, epoch, workerId } = activity;
  const aborts = state.cancels.get(workerId) ?? [];
  aborts.push({ ...ref, activityId, attempt, epoch, reason });
  state.cancels.set(workerId, aborts);
  hint(state, { kind: 'cancel', workerId });
}

/** In a microtask, so that nobody is called in the middle of a transaction. */
export function hint(state: MemoryState, about: Hint): void {
  queueMicrotask(() => {
    for (const listener of state.listeners) listener(about);
  });
}
